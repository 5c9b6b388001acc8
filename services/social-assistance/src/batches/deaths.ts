import type { LegalDay } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { samePersons } from '../persons/index.ts';

/** The confirmed deaths among these persons, by the id that was asked for, under whatever id people reported them. */
export async function listDeaths(db: Db, personIds: readonly string[]): Promise<Map<string, LegalDay>> {
  if (personIds.length === 0) return new Map();
  const asked = [...new Set(personIds)];
  const known = await samePersons(db, asked);
  const rows = await db
    .selectFrom('personDeath')
    .select(['personId', 'deathDate'])
    .where(sql<SqlBool>`person_id = any(${[...new Set([...asked, ...known.keys()])]}::uuid[])`)
    .execute();
  const deaths = new Map(rows.map((row) => [row.personId, row.deathDate]));
  // Two of the asked ids may be one person by now: each is answered by the deaths of all ids that lead to the same one.
  const byCanonical = new Map(rows.map((row) => [known.get(row.personId) ?? row.personId, row.deathDate]));
  return new Map(
    asked.flatMap((id): [string, LegalDay][] => {
      const death = deaths.get(id) ?? byCanonical.get(known.get(id) ?? id);
      return death === undefined ? [] : [[id, death]];
    }),
  );
}
