import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { loadParameters, type Parameters } from '../parameters/index.ts';
import type { RecheckRow } from './cut.ts';
import { endBatch } from './parts.ts';
import { plannedMonth, type RecheckKind, recheckKinds } from './rules.ts';
import { closeChunks, findRunning, insertRecheck } from './store.ts';

const province = '370000000000';

/** Plans the batches of the province whose month it is; each once, whoever runs and however often. */
export async function planRechecks(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const day = kit.clock.today();
  let done = 0;
  for (const kind of recheckKinds) {
    done += await kit.write(ctx, async (unit) => {
      const parameters = await loadParameters(unit.db, province, day);
      const month = plannedMonth(day, timetableOf(parameters, kind));
      if (month === undefined || (await isPlanned(unit.db, kind, month))) return 0;
      const work = { kit, ctx, unit };
      const before = await findRunning(unit.db, { kind, divisionCode: province });
      // What the last one still waits for is asked anew.
      if (before !== undefined) await lapse(work, before);
      return (await insertRecheck(work, { kind, divisionCode: province, plannedMonth: month })) === undefined ? 0 : 1;
    });
  }
  return { done };
}

function timetableOf(parameters: Parameters, kind: RecheckKind) {
  return {
    months: parameters.numbers(`recheck.${kind}.months`),
    dayOfMonth: parameters.number('recheck_day_of_month'),
  };
}

async function isPlanned(db: Db, kind: RecheckKind, plannedMonth: string): Promise<boolean> {
  const row = await db
    .selectFrom('recheck')
    .select('id')
    .where('kind', '=', kind)
    .where('divisionCode', '=', province)
    .where('plannedMonth', '=', plannedMonth)
    .executeTakeFirst();
  return row !== undefined;
}

async function lapse(work: Work, { id }: RecheckRow): Promise<void> {
  const { db } = work.unit;
  await closeChunks(db, { recheckId: id, state: 'LAPSED' });
  await db
    .updateTable('recheckPart')
    .set({ closedOn: work.kit.clock.today() })
    .where('recheckId', '=', id)
    .where('closedOn', 'is', null)
    .execute();
  await db
    .updateTable('recheck')
    .set({ state: 'RUNNING' })
    .where('id', '=', id)
    .where('state', '=', 'CUTTING')
    .execute();
  await endBatch(work, id);
  work.unit.audit({ action: 'rechecks.lapse', recordType: 'recheck', recordId: id });
}

/** Forgets what registers said of who has not drawn a benefit for some time (§9). */
export async function forgetKnown(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const days = (await loadParameters(unit.db, province, kit.clock.today())).number('recheck_forget_days');
    const { numAffectedRows } = await sql`
      delete from known_record where person_id in (
        select b.person_id from beneficiary b where b.ended_on < ${kit.clock.today()}::date - ${days}::integer
          and not exists (select from beneficiary o where o.person_id = b.person_id
            and (o.ended_on is null or o.ended_on >= ${kit.clock.today()}::date - ${days}::integer)))`.execute(unit.db);
    const done = Number(numAffectedRows ?? 0n);
    if (done > 0) unit.audit({ action: 'rechecks.forget', recordType: 'known_record', recordId: '', after: { done } });
    return { done };
  });
}
