import {
  changeMechanism,
  confirmProvincialRule,
  establishMechanism,
  listMechanisms,
  planMechanism,
  recordProvincialRule,
  revokeMechanism,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { change, establish, plan, revoke } from './commands.ts';
import { mechanismsGraphql } from './graphql.ts';
import { confirmRule, recordRule } from './provincial-rules.ts';
import { readMechanisms } from './read.ts';

export { listMechanismRows } from './queries.ts';
export { isCounted } from './rules.ts';

/** Bodies that check means in the counties, and the province's own rule (income-verification.md §2). */
export function registerMechanisms(kit: AppKit): void {
  kit.operation(planMechanism, (ctx, { body }) => plan(kit, ctx, body));
  kit.operation(changeMechanism, (ctx, input) => change(kit, ctx, input));
  kit.operation(establishMechanism, (ctx, input) => establish(kit, ctx, input));
  kit.operation(revokeMechanism, (ctx, input) => revoke(kit, ctx, input));
  kit.operation(listMechanisms, (ctx, { query }) => readMechanisms(kit, ctx, query.status));
  kit.operation(recordProvincialRule, (ctx, { body }) => recordRule(kit, ctx, body));
  kit.operation(confirmProvincialRule, (ctx, input) => confirmRule(kit, ctx, input));
  kit.graphql(mechanismsGraphql(kit));
}
