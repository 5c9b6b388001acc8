import {
  addToRoster as addOperation,
  clearKinHit,
  endRosterEntry as endOperation,
  listNearRelatives,
  proposeKinClearing,
  recheckNearRelativesOfCase,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { addToRoster, clearHit, endRosterEntry, proposeClearing, recheckCase } from './commands.ts';
import { findNearRelatives } from './queries.ts';

export { fileHits } from './hits.ts';
export { matchKin } from './match.ts';

/** Kin of staff and committees: the roster, the separate list, and hits that freeze a case until two have cleared them. */
export function registerNearRelatives(kit: AppKit): void {
  kit.operation(listNearRelatives, (ctx, { query }) => findNearRelatives(kit, ctx, query));
  kit.operation(addOperation, (ctx, { body }) => addToRoster(kit, ctx, body));
  kit.operation(endOperation, (ctx, { params, body }) => endRosterEntry(kit, ctx, params.id, body));
  kit.operation(recheckNearRelativesOfCase, (ctx, { params }) => recheckCase(kit, ctx, params.id));
  kit.operation(proposeKinClearing, (ctx, { params, body }) => proposeClearing(kit, ctx, params.id, body.reason));
  kit.operation(clearKinHit, (ctx, { params }) => clearHit(kit, ctx, params.id));
}
