import { type Context, logPersonReads } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit, Db } from './app-kit.ts';

/** Writes who was shown, and which of their facts, in the transaction of the read (people.md §4, social-assistance.md §10). */
export function logShown(
  kit: AppKit,
  ctx: Context,
  db: Db,
  { persons, facts, basis }: { persons: RawBuilder<unknown>; facts: readonly string[]; basis?: string },
): Promise<void> {
  const reading = { persons, fieldClasses: facts, purpose: 'ASSESS_BENEFIT' as const };
  return logPersonReads(kit, ctx, db, basis === undefined ? reading : { ...reading, basis });
}

const caseOfHousehold = sql`'social-assistance/' || h.application_id`;

/** All persons whom households name, those of the past too. */
export function membersOf(householdIds: readonly string[]): RawBuilder<unknown> {
  return sql`select m.person_id, ${caseOfHousehold} from household h join household_member m on m.household_id = h.id
    where h.id = any(${[...householdIds]}::uuid[])`;
}

/** Members in force of the households of enrolments. */
export function enrolledIn(enrolmentIds: readonly string[]): RawBuilder<unknown> {
  return sql`select m.person_id, ${caseOfHousehold} from enrolment e join household h on h.id = e.household_id
    join household_member m on m.household_id = h.id and m.valid_to is null
    where e.id = any(${[...enrolmentIds]}::uuid[])`;
}

/** All persons of the household that a decision is about. */
export function decidedOn(decisionId: string): RawBuilder<unknown> {
  return sql`select m.person_id, ${caseOfHousehold} from decision d join household h on h.application_id = d.application_id
    join household_member m on m.household_id = h.id where d.id = ${decisionId}::uuid`;
}

/** Members in force, and the supporters of the current declaration. */
export function declaredIn(applicationId: string): RawBuilder<unknown> {
  return sql`select m.person_id, ${caseOfHousehold} from household h
      join household_member m on m.household_id = h.id and m.valid_to is null
      where h.application_id = ${applicationId}::uuid
    union select (supporter ->> 'personId')::uuid, 'social-assistance/' || d.application_id
      from declaration d, jsonb_array_elements(d.body -> 'supporters') as supporter
      where d.application_id = ${applicationId}::uuid
        and d.revision = (select max(revision) from declaration where application_id = ${applicationId}::uuid)`;
}

/** Whom the file of a transfer names; the case is another county's. */
export function transferredBy(transferId: string): RawBuilder<unknown> {
  return sql`select (member ->> 'personId')::uuid, null::text
    from transfer t, jsonb_array_elements(t.facts -> 'members') as member where t.id = ${transferId}::uuid`;
}
