import {
  draftApplication as draftOperation,
  getApplication,
  listApplications,
  submitApplication as submitOperation,
  requestSupplement as supplementOperation,
  withdrawApplication as withdrawOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { findApplication, findApplications } from '../applications/index.ts';
import { draftApplication, requestSupplement, submitApplication, withdrawApplication } from './commands.ts';

/** Operations of the intake. */
export function registerIntakeRoutes(kit: AppKit): void {
  kit.operation(draftOperation, (ctx, { body }) => draftApplication(kit, ctx, body));
  kit.operation(getApplication, (ctx, { params }) => findApplication(kit, ctx, params.id));
  kit.operation(listApplications, (ctx, { query }) => findApplications(kit, ctx, query));
  kit.operation(submitOperation, (ctx, { params, body }) => submitApplication(kit, ctx, params.id, body));
  kit.operation(supplementOperation, (ctx, { params, body }) => requestSupplement(kit, ctx, params.id, body));
  kit.operation(withdrawOperation, (ctx, { params, body }) => withdrawApplication(kit, ctx, params.id, body));
}
