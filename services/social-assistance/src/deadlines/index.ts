import { listDeadlines } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { raiseMissedDuties } from './jobs.ts';
import { findMissed } from './queries.ts';

export { listDutyDays, meetDuty, startDuty } from './duty-terms.ts';

/** Terms beyond those of an application, and the list of all that were missed. */
export function registerDeadlines(kit: AppKit): void {
  kit.operation(listDeadlines, (ctx, { query }) => findMissed(kit, ctx, query));
  kit.schedule(raiseMissedDuties(kit));
}
