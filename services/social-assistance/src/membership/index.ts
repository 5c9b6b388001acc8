import { refusal, samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** Frees the members of a household whose case is over: they may be counted elsewhere. */
export async function releaseMembership(db: Db, householdId: string): Promise<void> {
  await db.deleteFrom('activeMembership').where('householdId', '=', householdId).execute();
}

/**
 * Makes exactly these persons the counted members of a household; each may be one of one household in the province, under
 * whichever id people knows them. Throws PERSON_ALREADY_IN_HOUSEHOLD for each who is one already, naming no other
 * household; of two that come at the same moment the later waits and is refused.
 */
export async function claimMembership(
  db: Db,
  householdId: string,
  counted: readonly { readonly personId: string; readonly pointer: string }[],
): Promise<void> {
  const personIds = counted.map(({ personId }) => personId);
  await db
    .deleteFrom('activeMembership')
    .where('householdId', '=', householdId)
    .where(sql<SqlBool>`person_id <> all(${personIds}::uuid[])`)
    .execute();
  if (personIds.length === 0) return;
  // In the order of ids, so that two households that share two persons wait for each other in one direction.
  await db
    .insertInto('activeMembership')
    .values([...personIds].sort().map((personId) => ({ personId, householdId })))
    .onConflict((conflict) => conflict.column('personId').doNothing())
    .execute();
  const taken = await personsElsewhere(db, householdId, personIds);
  const faults = counted.filter(({ personId }) => taken.has(personId));
  if (faults.length === 0) return;
  throw refusal(faults.map(({ pointer }) => ({ code: 'PERSON_ALREADY_IN_HOUSEHOLD', pointer })));
}

async function personsElsewhere(db: Db, householdId: string, personIds: readonly string[]): Promise<Set<string>> {
  const same = await samePersons(db, personIds);
  const rows = await db
    .selectFrom('activeMembership')
    .select('personId')
    .where(sql<SqlBool>`person_id = any(${[...same.keys()]}::uuid[])`)
    .where('householdId', '<>', householdId)
    .execute();
  return new Set(rows.map(({ personId }) => same.get(personId) ?? personId));
}
