import { sql } from 'kysely';
import type { Db } from './app-kit.ts';

/** The kept id of each person; a person who was never merged is their own. */
export async function canonicalIds(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; canonical: string }>`
    select id, canonical_person(id) as canonical from unnest(${[...ids]}::uuid[]) as id`.execute(db);
  return new Map(rows.map(({ id, canonical }) => [id, canonical]));
}
