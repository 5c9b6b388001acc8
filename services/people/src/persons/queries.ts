import { prepared } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { build } from '../query-builder.ts';
import { type Keyed, keyColumns, type StoredKey } from '../stored.ts';

/** What the two gates to persons of no case give: enough to compare, never a number. */
export interface Candidate extends StoredKey {
  /** The kept id. */
  readonly id: string;
  /** The record that was found; another one than `id` when it was merged away. */
  readonly recordId: string;
  readonly name: Buffer;
  readonly birthDate: string;
  readonly sex: string;
  readonly hukouDivision: string;
}

/** The person of an exact number. */
export async function findByNumber(db: Db, index: Buffer): Promise<Candidate | undefined> {
  const { rows } = await sql<Candidate>`select * from find_person(${index})`.execute(db);
  return rows[0];
}

/** Persons of the same name and birth date, at most 21. */
export async function findCandidates(db: Db, index: Buffer): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`select * from find_candidates(${index})`.execute(db);
  return rows;
}

const personRows = build
  .selectFrom('person')
  .leftJoin('personKey', 'personKey.personId', 'person.id')
  .selectAll('person')
  .select(keyColumns);
// Most reads are of one person. As a list of one it is planned anew each time, being cheaper than a list of unknown length.
const onePerson = prepared(personRows.where('id', '=', ''));

/** The rows of these kept ids that the call reaches. */
export async function findPersons(db: Db, ids: readonly string[]) {
  const [first] = ids;
  if (ids.length === 1) return (await db.executeQuery(onePerson(first))).rows;
  const several = personRows.where('id', '=', sql<string>`any(${[...ids]}::uuid[])`);
  return (await db.executeQuery(several)).rows;
}

/** A row of `person` as it is read. */
export type PersonRow = Awaited<ReturnType<typeof findPersons>>[number];

/** The key of a record that a gate gave, before any case names it. */
export async function keyOf(db: Db, id: string): Promise<Keyed> {
  const key = await db.selectFrom('personKey').select(keyColumns).where('personId', '=', id).executeTakeFirst();
  return { id, ...(key ?? { dataKeyId: null, wrappedKey: null, erasedAt: null }) };
}

/** Notes under which case a person was found or registered. */
export async function saveRegistration(
  db: Db,
  row: { caseId: string; personId: string; registeredAt: Date; registeredOn: LegalDay },
): Promise<void> {
  await db
    .insertInto('personRegistration')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
