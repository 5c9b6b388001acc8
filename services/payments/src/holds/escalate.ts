import type { ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** Holds whose clock has run out are raised, once; they stay what they are (payments.md §3.4). */
export function escalateDaily(kit: AppKit): ScheduledJob {
  return {
    name: 'holds.escalate',
    every: { dailyAt: '06:30' },
    run: (ctx) =>
      kit.write(ctx, async (unit) => {
        const today = kit.clock.today();
        const { rows } = await sql<{ id: string; code: string; owner: string }>`
          update hold set escalated_on = ${today} where state = 'OPEN' and escalated_on is null and due_on < ${today}
          returning id, code, owner`.execute(unit.db);
        for (const { id, ...after } of rows) {
          unit.audit({ action: 'holds.escalate', recordType: 'hold', recordId: id, after });
        }
        return { done: rows.length };
      }),
  };
}

/** Holds beyond their clock are told on the health page. */
export async function checkHolds(kit: AppKit): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  const { rows } = await kit.read(kit.system('holds.escalate'), (db) =>
    sql<{ overdue: number }>`select count(*)::int as overdue from hold
      where state = 'OPEN' and due_on < ${kit.clock.today()}`.execute(db),
  );
  const overdue = rows[0]?.overdue ?? 0;
  return overdue === 0 ? { status: 'pass' } : { status: 'warn', detail: `${overdue} holds beyond their clock` };
}
