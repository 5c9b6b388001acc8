import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** The kept id of each person; a person who was never merged is their own. */
export async function canonicalIds(db: Db, personIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ personId: string; canonical: string }>`
    with recursive walk (person_id, canonical) as (
      select id, id from unnest(${[...personIds]}::uuid[]) as id
      union
      select walk.person_id, person_alias.canonical from walk join person_alias on person_alias.alias = walk.canonical
    )
    select person_id, canonical from walk
    where not exists (select from person_alias where person_alias.alias = walk.canonical)`.execute(db);
  return new Map(rows.map(({ personId, canonical }) => [personId, canonical]));
}

/** All ids under which these persons are known, their own among them, each with the person that was asked for. */
export async function samePersons(db: Db, personIds: readonly string[]): Promise<Map<string, string>> {
  const canonical = await canonicalIds(db, personIds);
  const { rows } = await sql<{ id: string; canonical: string }>`
    with recursive walk (id, canonical) as (
      select id, id from unnest(${[...canonical.values()]}::uuid[]) as id
      union
      select person_alias.alias, walk.canonical from walk join person_alias on person_alias.canonical = walk.id
    )
    select id, canonical from walk`.execute(db);
  const asked = new Map([...canonical].map(([personId, kept]) => [kept, personId]));
  return new Map(rows.map(({ id, canonical: kept }) => [id, asked.get(kept) ?? kept]));
}
