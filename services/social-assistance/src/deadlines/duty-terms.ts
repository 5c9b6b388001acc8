import { addWorkingDays, type LegalDay } from '@mz/domain';
import type { Db, Work } from '../app-kit.ts';
import { getParameter } from '../standards/index.ts';

/** A term beyond those of an application, and the parameter that has its working days. */
const dutyParameters = {
  /** Objection lodged → answered. */
  APPEAL_ANSWER: 'appeal.objection_days',
  /** Move accepted → decided by the new county. */
  TRANSFER_REVIEW: 'transfer.review_days',
} as const;

/** A step that has such a term. */
export type DutyStep = keyof typeof dutyParameters;

/** Whose term it is: an appeal or a transfer, under which case and which office. */
export type DutyOwner = {
  readonly subjectId: string;
  readonly applicationId: string;
  readonly divisionCode: string;
};

/** Starts the term of a duty: working days, day 1 is the first after the day that triggers it. */
export async function startDuty(work: Work, owner: DutyOwner, step: DutyStep, startedOn: LegalDay): Promise<void> {
  const { kit, unit } = work;
  const { divisionCode } = owner;
  const parameter = await getParameter(unit.db, dutyParameters[step], { divisionCode, date: startedOn });
  const days = Number(parameter.value);
  const due = addWorkingDays(kit.calendar, startedOn, days);
  await unit.db
    .insertInto('dutyTerm')
    .values({
      id: kit.newId(),
      step,
      ...owner,
      startedOn,
      days,
      dueOn: due.day,
      provisional: due.provisional,
      legalBasis: parameter.legalBasis,
    })
    .execute();
}

/** Ends the running term of a duty: done, in time or not. */
export async function meetDuty({ kit, unit }: Work, subjectId: string, step: DutyStep): Promise<void> {
  await unit.db
    .updateTable('dutyTerm')
    .set({ metOn: kit.clock.today() })
    .where('subjectId', '=', subjectId)
    .where('step', '=', step)
    .where('metOn', 'is', null)
    .execute();
}

/** Until when each of these must be done; nothing for one without a term. */
export async function listDutyDays(db: Db, subjectIds: readonly string[]): Promise<Map<string, LegalDay>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('dutyTerm')
    .select(['subjectId', 'dueOn'])
    .where('subjectId', 'in', [...subjectIds])
    .orderBy('startedOn')
    .execute();
  return new Map(rows.map(({ subjectId, dueOn }) => [subjectId, dueOn]));
}
