import {
  dropFraud as dropOperation,
  establishFraud as establishOperation,
  getFraudCase,
  proposeFraud as proposeOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { dropFraud, establishFraud, proposeFraud } from './commands.ts';
import { findFraudCase } from './queries.ts';

/** Support obtained by concealment: proposed by one, established by another, demanded back in full (handbook §4.11). */
export function registerFraud(kit: AppKit): void {
  kit.operation(proposeOperation, (ctx, { params, body }) => proposeFraud(kit, ctx, params.id, body));
  kit.operation(getFraudCase, (ctx, { params }) => findFraudCase(kit, ctx, params.id));
  kit.operation(establishOperation, (ctx, { params, body }) => establishFraud(kit, ctx, params.id, body.fineFen));
  kit.operation(dropOperation, (ctx, { params, body }) => dropFraud(kit, ctx, params.id, body.reason));
}
