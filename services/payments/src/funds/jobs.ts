import { addDays } from '@mz/domain';
import type { ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { transitDays } from './appropriations.ts';
import { checkBalances } from './balance.ts';

/** Each night the balance identity of every fund (payments.md §6). */
export function checkNightly(kit: AppKit): ScheduledJob {
  return {
    name: 'funds.checkBalances',
    every: { dailyAt: '01:30' },
    async run(ctx) {
      const checks = await kit.write(ctx, (unit) => checkBalances({ kit, ctx, unit }));
      return { done: checks.length };
    },
  };
}

/** Money that left the upper fund too long ago and did not arrive is told once. */
export function warnInTransit(kit: AppKit): ScheduledJob {
  return {
    name: 'appropriations.warn',
    every: { dailyAt: '06:00' },
    async run(ctx) {
      const today = kit.clock.today();
      const told = await kit.write(ctx, async (unit) => {
        const before = addDays(today, -(await transitDays(kit, unit.db)));
        const late = await unit.db
          .updateTable('appropriation')
          .set({ warnedOn: today })
          .where('state', '=', 'SENT')
          .where('sentOn', '<', before)
          .where('warnedOn', 'is', null)
          .returning(['id', 'docNo', 'sentOn'])
          .execute();
        for (const { id, docNo } of late) {
          unit.audit({ action: 'appropriations.warn', recordType: 'appropriation', recordId: id, after: { docNo } });
        }
        return late;
      });
      for (const { id, sentOn } of told) {
        kit.log.warn(
          { alarm: 'APPROPRIATED_NOT_RECEIVED', appropriationId: id, sentOn },
          'money is too long on its way',
        );
      }
      return { done: told.length };
    },
  };
}

/** Funds that are stopped warn on /readyz (W-01). */
export function fundHealth(kit: AppKit): () => Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  return async () => {
    const open = await kit.read(kit.system('funds.checkBalances'), (db) =>
      db.selectFrom('fundStop').select('id').where('state', '=', 'OPEN').execute(),
    );
    return open.length === 0
      ? { status: 'pass' }
      : { status: 'warn', detail: `W-01: ${open.length} funds are stopped` };
  };
}
