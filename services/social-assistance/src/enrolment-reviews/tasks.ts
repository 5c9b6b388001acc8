import { jsonb } from '@mz/db';
import { addWorkingDays, type JsonValue, type LegalDay } from '@mz/domain';
import { samePersons, type Unit } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { getParameter } from '../standards/index.ts';
import type { EnrolmentRow } from './rows.ts';

/** Why a review is due. */
export type TaskKind =
  | 'CYCLE'
  | 'CHANGE_DETECTED'
  | 'REPORT_SUPERSEDED'
  | 'PERSON_MOVED'
  | 'CUSTODY_CHANGED'
  | 'AUTHORIZATION_RENEWAL'
  | 'MEMBERS_CHANGED'
  | 'PAYMENT_SUSPENDED';

/** A task on its way into the table; the same cause opens it once. */
export type Task = {
  readonly kind: TaskKind;
  readonly cause: string;
  /** Ten working days [A] unless told. */
  readonly dueOn?: LegalDay;
  readonly detail?: Readonly<Record<string, JsonValue>>;
};

type Opener = { readonly kit: AppKit; readonly unit: Unit<DB> };
type Enrolled = Pick<EnrolmentRow, 'id' | 'currentDivisionCode'>;

/** Opens a review task; answers false when its cause has opened it before. */
export async function openTask({ kit, unit }: Opener, enrolment: Enrolled, task: Task): Promise<boolean> {
  const today = kit.clock.today();
  const row = await unit.db
    .insertInto('enrolmentReview')
    .values({
      id: kit.newId(),
      enrolmentId: enrolment.id,
      kind: task.kind,
      cause: task.cause,
      detail: jsonb(task.detail ?? {}),
      state: 'DUE',
      openedOn: today,
      dueOn: task.dueOn ?? (await changeDue(kit, unit.db, enrolment)),
      createdAt: kit.clock.wall(),
    })
    .onConflict((conflict) => conflict.columns(['enrolmentId', 'kind', 'cause']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  unit.audit({
    action: 'reviews.open',
    recordType: 'enrolment_review',
    recordId: row.id,
    after: { enrolmentId: enrolment.id, kind: task.kind, cause: task.cause },
  });
  return true;
}

/** A detected change is looked at within 10 working days [A] (handbook §6.2). */
async function changeDue(kit: AppKit, db: Db, { currentDivisionCode }: Enrolled): Promise<LegalDay> {
  const today = kit.clock.today();
  const asked = { divisionCode: currentDivisionCode, date: today };
  const { value } = await getParameter(db, 'review.change_working_days', asked);
  return addWorkingDays(kit.calendar, today, Number(value)).day;
}

/** The enrolments that a person is a member of now, under whichever id people knows them. */
export async function listEnrolmentsOf(db: Db, personId: string): Promise<EnrolmentRow[]> {
  const same = await samePersons(db, [personId]);
  return db
    .selectFrom('enrolment')
    .selectAll()
    .where('state', 'not in', ['TERMINATED', 'ENDED_TRANSFERRED'])
    .where(
      sql<SqlBool>`household_id in (
        select household_id from household_member where person_id = any(${[...same.keys()]}::uuid[]) and valid_to is null)`,
    )
    .orderBy('id')
    .execute();
}
