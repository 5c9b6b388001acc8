import { enrolmentApproved, enrolmentChanged, enrolmentTerminated } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { AgencyExchange } from '../dispatch/index.ts';
import { onApproved, onChanged, onTerminated } from './enrolments.ts';
import { pullChanges } from './pull.ts';

export { mountPush } from './push.ts';
export { endReason } from './rules.ts';
export { unwatch, watchPerson } from './watch.ts';

/** Watching the registers for who draws a benefit (income-verification.md §8). */
export function registerSubscriptions(kit: AppKit, exchange: AgencyExchange): void {
  kit.consume(enrolmentApproved, { apply: (unit, event, _, ctx) => onApproved({ kit, ctx, unit }, event) });
  kit.consume(enrolmentChanged, { apply: (unit, event, _, ctx) => onChanged({ kit, ctx, unit }, event) });
  kit.consume(enrolmentTerminated, { apply: (unit, event, _, ctx) => onTerminated({ kit, ctx, unit }, event) });
  kit.schedule({
    name: 'subscriptions.pull',
    every: { dailyAt: '06:00' },
    run: (ctx) => pullChanges(kit, ctx, exchange),
  });
}
