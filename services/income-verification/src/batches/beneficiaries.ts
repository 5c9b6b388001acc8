import type { LegalDay } from '@mz/domain';
import type { Work } from '../app-kit.ts';

/** A household as an event of its bureau names it. */
export interface Enrolled {
  readonly enrolmentId: string;
  readonly caseId: string;
  readonly divisionCode: string;
  readonly personIds: readonly string[];
  /** Of the enrolment: a later word about its members is never undone by an earlier one. */
  readonly version: number;
}

/** Where an enrolment that is known lies; undefined before it was heard of. */
export async function findEnrolment(
  { unit }: Work,
  enrolmentId: string,
): Promise<{ readonly caseId: string; readonly divisionCode: string; readonly version: number } | undefined> {
  return unit.db
    .selectFrom('beneficiary')
    .select(['caseId', 'currentDivisionCode as divisionCode', 'membersVersion as version'])
    .where('enrolmentId', '=', enrolmentId)
    .orderBy('membersVersion', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Keeps who draws a benefit by an enrolment: these persons, and nobody else. */
export async function keepMembers({ kit, unit }: Work, enrolled: Enrolled): Promise<void> {
  const { enrolmentId, caseId, divisionCode: currentDivisionCode, version: membersVersion } = enrolled;
  const today = kit.clock.today();
  const rows = [...new Set(enrolled.personIds)].map((personId) => ({
    ...{ id: kit.newId(), enrolmentId, personId, caseId, currentDivisionCode, membersVersion, fromOn: today },
  }));
  await unit.db
    .updateTable('beneficiary')
    .set({ membersVersion })
    .set(({ fn, ref, val }) => ({ endedOn: fn.coalesce(ref('endedOn'), val<LegalDay>(today)) }))
    .where('enrolmentId', '=', enrolmentId)
    .execute();
  if (rows.length === 0) return;
  await unit.db
    .insertInto('beneficiary')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['personId', 'enrolmentId']).doUpdateSet({ endedOn: null, membersVersion }),
    )
    .execute();
}

/** Nobody draws a benefit by an enrolment that has ended. */
export async function endMembers({ kit, unit }: Work, enrolmentId: string): Promise<void> {
  await unit.db
    .updateTable('beneficiary')
    .set({ endedOn: kit.clock.today() })
    .where('enrolmentId', '=', enrolmentId)
    .where('endedOn', 'is', null)
    .execute();
}
