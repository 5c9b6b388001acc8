import type { EventOf, enrolmentApproved, enrolmentChanged, enrolmentTerminated } from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

const done: Outcome = { kind: 'done' };

/** An enrolment is known from now on; what waited for it is woken. */
export async function onApproved(
  kit: AppKit,
  unit: Unit<DB>,
  event: EventOf<typeof enrolmentApproved>,
): Promise<Outcome> {
  const { enrolmentId, programme, householdId, caseId, personIds, fromMonth, amountFen } = event.data;
  await unit.db
    .insertInto('enrolmentCopy')
    .values({
      id: enrolmentId,
      programme,
      householdId,
      caseId,
      personIds,
      fromMonth,
      amountFen,
      statedVersion: event.aggregateversion,
      eventDivisionCode: event.divisioncode,
      currentDivisionCode: event.divisioncode,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await kit.wake(unit, `enrolment:${enrolmentId}`);
  return done;
}

/** The persons and the amount of an enrolment; the statement of its highest version stands, whenever it came. */
export async function onChanged(unit: Unit<DB>, event: EventOf<typeof enrolmentChanged>): Promise<Outcome> {
  const { enrolmentId: id, personIds, amountFen } = event.data;
  const { rows } = await sql<{ isNews: boolean }>`
    with known as (select id, stated_version < ${event.aggregateversion} as is_news from enrolment_copy where id = ${id} for update),
    news as (
      update enrolment_copy e
      set person_ids = ${personIds}::uuid[], amount_fen = ${amountFen}, stated_version = ${event.aggregateversion}
      from known where e.id = known.id and known.is_news)
    select is_news from known`.execute(unit.db);
  return rows.length === 0 ? { kind: 'waiting', for: `enrolment:${id}` } : done;
}

/** The last month of an enrolment. */
export async function onTerminated(unit: Unit<DB>, event: EventOf<typeof enrolmentTerminated>): Promise<Outcome> {
  const { enrolmentId: id, lastMonth } = event.data;
  const [result] = await unit.db.updateTable('enrolmentCopy').set({ lastMonth }).where('id', '=', id).execute();
  return result?.numUpdatedRows === 0n ? { kind: 'waiting', for: `enrolment:${id}` } : done;
}
