import { type Context, logPersonReads } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit, Db } from './app-kit.ts';
import { logList, logLookup } from './query-log/index.ts';

/**
 * Writes whose means were shown, in the transaction of the read: for the persons themselves into their ledger (people.md §4),
 * for the auditors into the log (income-verification.md §9).
 */
export async function logShown(
  kit: AppKit,
  ctx: Context,
  db: Db,
  { persons, facts }: { persons: RawBuilder<unknown>; facts: readonly string[] },
): Promise<void> {
  const purpose = 'VERIFY_MEANS';
  const look = { persons, item: facts.join('+'), outcome: 'SHOWN', purpose: ctx.purpose ?? purpose };
  await Promise.all([
    logPersonReads(kit, ctx, db, { persons, fieldClasses: facts, purpose }),
    logLookup(kit, ctx, db, { kind: 'READ', ...look }),
  ]);
}

/** Writes one line for a list that was shown: for the auditors how many and by which filter, not whom. */
export function logListed(
  kit: AppKit,
  ctx: Context,
  db: Db,
  listing: { item: string; count: number; filter: Readonly<Record<string, unknown>> },
): Promise<void> {
  return logList(kit, ctx, db, { ...listing, purpose: ctx.purpose ?? 'VERIFY_MEANS' });
}

/** The persons whom requests ask about. */
export function askedIn(requestIds: readonly string[]): RawBuilder<unknown> {
  return sql`select q.person_id, r.case_id from verification_request r join sub_query q on q.request_id = r.id
    where r.id = any(${[...requestIds]}::uuid[])`;
}

/** The persons whom report versions are about. */
export function reportedIn(reportIds: readonly string[]): RawBuilder<unknown> {
  return sql`select q.person_id, r.case_id from report p join verification_request r on r.id = p.request_id
    join sub_query q on q.request_id = r.id where p.id = any(${[...reportIds]}::uuid[])`;
}

/** The persons whose items an objection contests. */
export function contestedIn(objectionId: string): RawBuilder<unknown> {
  return sql`select o.person_id, r.case_id from objection o join report p on p.id = o.report_id
    join verification_request r on r.id = p.request_id where o.batch_id = ${objectionId}::uuid`;
}

/** The persons whom a letter names. */
export function namedIn(letterId: string): RawBuilder<unknown> {
  return sql`select q.person_id, r.case_id from letter l join verification_request r on r.id = l.request_id
    join letter_query n on n.letter_id = l.id join sub_query q on q.id = n.sub_query_id where l.id = ${letterId}::uuid`;
}

/** Who signed an authorization, and for whom. */
export function signedIn(authorizationId: string): RawBuilder<unknown> {
  return sql`select person_id, a.case_id from means_authorization a,
    unnest(array[a.grantor_person_id, a.guardian_person_id]) as person_id where a.id = ${authorizationId}::uuid`;
}

/** For whom, and by whom, a form is prepared. */
export function draftedIn(draftId: string): RawBuilder<unknown> {
  return sql`select person_id, d.case_id from authorization_draft d,
    unnest(array[d.grantor_person_id, d.guardian_person_id]) as person_id where d.id = ${draftId}::uuid`;
}

/** Who signed for a case. */
export function signedForCase(caseId: string): RawBuilder<unknown> {
  return sql`select person_id, a.case_id from means_authorization a,
    unnest(array[a.grantor_person_id, a.guardian_person_id]) as person_id where a.case_id = ${caseId}`;
}
