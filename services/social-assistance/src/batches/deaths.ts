import type { LegalDay } from '@mz/domain';
import { samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** The confirmed deaths among these persons, by the id that was asked for, under whatever id people reported them. */
export async function listDeaths(db: Db, personIds: readonly string[]): Promise<Map<string, LegalDay>> {
  const asked = [...new Set(personIds)];
  if (asked.length === 0) return new Map();
  const known = await samePersons(db, asked);
  const rows = await db
    .selectFrom('personDeath')
    .select(['personId', 'deathDate'])
    .where(sql<SqlBool>`person_id = any(${[...known.keys()]}::uuid[])`)
    .execute();
  // Each person is known by one of the asked ids, also when two of them are one person by now.
  const deaths = new Map(rows.map((row) => [known.get(row.personId), row.deathDate]));
  return new Map(
    asked.flatMap((id): [string, LegalDay][] => {
      const death = deaths.get(known.get(id));
      return death === undefined ? [] : [[id, death]];
    }),
  );
}
