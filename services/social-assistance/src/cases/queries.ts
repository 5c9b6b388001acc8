import { type caseChanged, caseRef, type EventPayload } from '@mz/contracts';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** Who, where and for what, as people's access check sees a case. */
export type CaseState = EventPayload<typeof caseChanged>;

/** What a case event is made from. */
export type CaseSource = { readonly id: string; readonly state: string; readonly currentDivisionCode: string };

/** The persons of a case: members in force, and supporters of the current declaration; each once, in order. */
export async function listCasePersons(db: Db, applicationId: string): Promise<string[]> {
  const members = db
    .selectFrom('householdMember')
    .innerJoin('household', 'household.id', 'householdMember.householdId')
    .select('householdMember.personId as personId')
    .where('household.applicationId', '=', applicationId)
    .where('householdMember.validTo', 'is', null);
  const supporters = sql<{ personId: string }>`
    select (supporter ->> 'personId')::uuid as person_id
    from declaration, jsonb_array_elements(body -> 'supporters') as supporter
    where application_id = ${applicationId}
      and revision = (select max(revision) from declaration where application_id = ${applicationId})`;
  const [lived, supported] = await Promise.all([members.execute(), supporters.execute(db)]);
  return [...new Set([...lived, ...supported.rows].map(({ personId }) => personId))].sort();
}

/** The state of an open case; undefined when there is none or it is closed. */
export async function findCase(db: Db, applicationId: string): Promise<CaseState | undefined> {
  const row = await db
    .selectFrom('application')
    .select(['id', 'state', 'currentDivisionCode'])
    .where('id', '=', applicationId)
    .where(sql<SqlBool>`(state not in ('REJECTED', 'WITHDRAWN') or case_open_until is not null)`)
    // A family that moved is another county's case.
    .where(
      sql<SqlBool>`not exists (select from enrolment where id = application.enrolment_id and enrolment.state = 'ENDED_TRANSFERRED')`,
    )
    .executeTakeFirst();
  return row === undefined ? undefined : toCaseState(row, await listCasePersons(db, applicationId));
}

/** The payload of a case event. */
export function toCaseState(source: CaseSource, personIds: readonly string[]): CaseState {
  return {
    caseId: caseRef('social-assistance', source.id),
    stage: source.state === 'DRAFT' ? 'DRAFT' : 'OPEN',
    personIds: [...personIds],
    divisionCode: source.currentDivisionCode,
    purpose: 'ASSESS_BENEFIT',
    // The office holds the case, not single people: whoever has the role there may work on it.
    assigneeIds: [],
  };
}
