import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** A person who was merged, with all ids under which the same person is known. */
interface Merged {
  readonly personId: string;
  readonly canonical: string;
  readonly ids: readonly string[];
  /** Known under another id by now; a kept id is not. */
  readonly renamed: boolean;
}

/** Who is who among some persons; most were never merged and have their own id only. */
export interface Identities {
  idsOf(personId: string): readonly string[];
  isSame(one: string, other: string): boolean;
  isRenamed(personId: string): boolean;
}

/** Reads the aliases of these persons. */
export async function readIdentities(db: Db, personIds: readonly string[]): Promise<Identities> {
  const { rows } = await sql<Merged>`
    select p.id as person_id, canonical_person(p.id) as canonical, array(select ids_of_person(p.id)) as ids,
      exists (select from person_alias a where a.alias = p.id) as renamed
    from unnest(${[...personIds]}::uuid[]) as p (id)
    where p.id in (select alias from person_alias union all select canonical from person_alias)`.execute(db);
  const merged = new Map(rows.map((row) => [row.personId, row]));
  const canonicalOf = (id: string): string => merged.get(id)?.canonical ?? id;
  return {
    idsOf: (id) => merged.get(id)?.ids ?? [id],
    isSame: (one, other) => canonicalOf(one) === canonicalOf(other),
    isRenamed: (id) => merged.get(id)?.renamed === true,
  };
}

/** What is told of a person's death, under whatever id. */
export interface Death {
  readonly confirmedOn: string | null;
  readonly isReported: boolean;
}

/** The deaths that were told of some ids and not revoked. */
export async function readDeaths(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Death>> {
  const { rows } = await sql<Death & { personId: string }>`
    select d.person_id, min(d.death_date) filter (where d.kind = 'CONFIRMED') as confirmed_on,
      coalesce(bool_or(d.kind = 'REPORTED' and d.lapsed_on is null), false) as is_reported
    from unnest(${[...ids]}::uuid[]) as p (id) join death_notice d on d.person_id = p.id
    where d.revoked_by_notice is null group by d.person_id`.execute(db);
  return new Map(rows.map(({ personId, ...death }) => [personId, death]));
}
