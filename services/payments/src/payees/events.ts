import type { EventOf, enrolmentApproved, enrolmentChanged, enrolmentTerminated } from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
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
      eventDivisionCode: event.divisioncode,
      currentDivisionCode: event.divisioncode,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await kit.wake(unit, `enrolment:${enrolmentId}`);
  return done;
}

/** The persons of an enrolment from a month on; the latest statement stands. */
export async function onChanged(unit: Unit<DB>, event: EventOf<typeof enrolmentChanged>): Promise<Outcome> {
  return change(unit, event.data.enrolmentId, { personIds: event.data.personIds, amountFen: event.data.amountFen });
}

/** The last month of an enrolment. */
export async function onTerminated(unit: Unit<DB>, event: EventOf<typeof enrolmentTerminated>): Promise<Outcome> {
  return change(unit, event.data.enrolmentId, { lastMonth: event.data.lastMonth });
}

async function change(
  unit: Unit<DB>,
  id: string,
  set: { personIds: string[]; amountFen: number } | { lastMonth: string },
): Promise<Outcome> {
  const [result] = await unit.db.updateTable('enrolmentCopy').set(set).where('id', '=', id).execute();
  return result?.numUpdatedRows === 0n ? { kind: 'waiting', for: `enrolment:${id}` } : done;
}
