import { addMonths } from '@mz/domain';
import type { Context, ScheduledJob } from '@mz/service-kit';
import { numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { screenPerson } from './deaths.ts';

/** A death that nobody confirmed within its month holds no line any longer; the officers are warned (payments.md §4). */
export function lapseDaily(kit: AppKit): ScheduledJob {
  return { name: 'deaths.lapse', every: { dailyAt: '02:00' }, run: (ctx) => lapse(kit, ctx) };
}

async function lapse(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const months = (await numbersOn(unit.db, today))('hold.unconfirmed-death-months');
    const { rows } = await sql<{ noticeId: string; personId: string }>`
      update death_notice set lapsed_on = ${today}
      where kind = 'REPORTED' and revoked_by_notice is null and lapsed_on is null
        and noted_on <= ${addMonths(today, -months)}::date
      returning notice_id, person_id`.execute(unit.db);
    for (const { noticeId, personId } of rows) {
      await screenPerson({ kit, ctx, unit }, personId);
      unit.audit({ action: 'deaths.lapse', recordType: 'death_notice', recordId: noticeId });
      kit.log.warn({ noticeId }, 'a reported death was not confirmed in its month: its holds are lifted');
    }
    return { done: rows.length };
  });
}
