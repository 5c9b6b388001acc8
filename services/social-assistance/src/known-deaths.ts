import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from './app-kit.ts';

/**
 * The confirmed deaths among these persons by the id that was asked for, under whatever id people reported them: merged
 * ids are walked both ways, from the few who died or were merged. The earliest notice counts. One statement, and nothing of the kit: the threads of a
 * sweep use it, too.
 */
export async function listDeaths(db: Db, personIds: readonly string[]): Promise<Map<string, LegalDay>> {
  if (personIds.length === 0) return new Map();
  const { rows } = await sql<{ personId: string; deathDate: LegalDay }>`
    with recursive known (person_id, asked) as (
      select id, id from unnest(${[...new Set(personIds)]}::uuid[]) as id
      where exists (select from person_death where person_id = id)
        or exists (select from person_alias where alias = id) or exists (select from person_alias where canonical = id)
      union
      select other.id, known.asked from known cross join lateral (
        select canonical as id from person_alias where alias = known.person_id
        union all select alias from person_alias where canonical = known.person_id
      ) as other
    )
    select asked as person_id, min(death_date) as death_date
    from known join person_death on person_death.person_id = known.person_id group by asked`.execute(db);
  return new Map(rows.map(({ personId, deathDate }) => [personId, deathDate]));
}
