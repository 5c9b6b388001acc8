import { completeInvestigation as completeOperation, recordVisit as visitOperation } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { completeInvestigation, recordVisit } from './commands.ts';

export { needsReason, shortestReason, type Visit, visitFaults } from './rules.ts';

/** Home visits and the end of the investigation. */
export function registerInvestigation(kit: AppKit): void {
  kit.operation(visitOperation, (ctx, { params, body }) => recordVisit(kit, ctx, params.id, body));
  kit.operation(completeOperation, (ctx, { params, body }) => completeInvestigation(kit, ctx, params.id, body));
}
