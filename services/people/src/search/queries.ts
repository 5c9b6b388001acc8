import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { keyColumns, nameBirthIndex, nameVillageIndex, numberIndex } from '../stored.ts';
import type { SearchKeys } from './rules.ts';

/** A kept record that a search hit. */
export type FoundRow = Awaited<ReturnType<typeof findRows>>[number];

/** The kept persons of an exact index, at most `most`; a hit on a record that was merged away is its kept person. */
export function findRows(kit: AppKit, db: Db, keys: SearchKeys, most: number) {
  const { column, index } = indexOf(kit, keys);
  return db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['id', 'name', 'idNo', 'sex', 'birthDate', 'hukouDivision', 'lifeStatus', ...keyColumns])
    .where('id', 'in', sql<string>`(select canonical_person(p.id) from person p where ${sql.ref(column)} = ${index})`)
    .orderBy('id')
    .limit(most)
    .execute();
}

function indexOf(kit: AppKit, keys: SearchKeys): { column: string; index: Buffer } {
  switch (keys.kind) {
    case 'NUMBER':
      return { column: 'p.id_no_index', index: numberIndex(kit, keys.idType, keys.idNo) };
    case 'NAME_BIRTH':
      return { column: 'p.name_birth_index', index: nameBirthIndex(kit, keys.name, keys.birthDate) };
    case 'NAME_VILLAGE':
      return { column: 'p.name_village_index', index: nameVillageIndex(kit, keys.name, keys.village) };
  }
}

/** Searches of one user queue up, so that a budget cannot be overrun by searching at once. */
export async function lockSearches(db: Db, actor: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`persons.find/${actor}`}, 0))`.execute(db);
}

/** When the search was made that is `most` searches back in the last hour; undefined while there were fewer. */
export async function oldestOfBudget(db: Db, actor: string, { now, most }: { now: Date; most: number }) {
  const row = await db
    .selectFrom('personSearch')
    .select('at')
    .where('actor', '=', actor)
    .where('at', '>', new Date(now.getTime() - 3_600_000))
    .orderBy('at', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** One search as it is kept. */
export interface SearchRow {
  readonly id: string;
  readonly actor: string;
  readonly at: Date;
  readonly day: string;
  readonly caseId: string;
  readonly keys: SearchKeys['kind'];
  readonly hits: number;
}

/** Keeps a search, and answers how many of the user's searches of this day found nobody. */
export async function saveSearch(db: Db, row: SearchRow): Promise<number> {
  await db.insertInto('personSearch').values(row).execute();
  const { misses } = await db
    .selectFrom('personSearch')
    .select((one) => one.fn.countAll<number>().as('misses'))
    .where('actor', '=', row.actor)
    .where('day', '=', row.day)
    .where('hits', '=', 0)
    .executeTakeFirstOrThrow();
  return Number(misses);
}
