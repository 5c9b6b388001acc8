import { listAlarms, reviewAlarm } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { list } from './list.ts';
import { review } from './review.ts';
import { refreshStaffUnits } from './staff-units.ts';

export { raiseAlarm } from './raise.ts';
export { isOffHours } from './rules.ts';
export { watchReads } from './watch.ts';

/** Alarms about the use of personal data, for supervisors and auditors. */
export function registerAlarms(kit: AppKit): void {
  kit.operation(listAlarms, (ctx, input) => list(kit, ctx, input));
  kit.operation(reviewAlarm, (ctx, input) => review(kit, ctx, input));
  kit.schedule(refreshStaffUnits(kit));
}
