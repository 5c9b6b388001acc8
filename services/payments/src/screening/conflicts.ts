import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Identities } from './people.ts';

/** A sharing person of a line. */
export interface Sharer {
  readonly lineId: string;
  readonly personId: string;
}

/** A sharing person of a line, by the kept id, and another line that excludes it. */
export interface Exclusion extends Sharer {
  readonly otherLineId: string;
}

/**
 * Lines that were sealed before and pay a sharing person for the same month out of the same exclusivity group, or the same
 * programme twice (two ids that are one person by now). An enrolment that ended before the month is in nobody's way. Each
 * sharer is sought by the key: `offset 0` keeps the planner from reading the province under row security instead.
 */
export async function readExclusions(
  db: Db,
  sharers: readonly Sharer[],
  { idsOf }: Pick<Identities, 'idsOf'>,
): Promise<Exclusion[]> {
  const asked = sharers.flatMap(({ lineId, personId }) => idsOf(personId).map((id) => ({ lineId, personId, id })));
  const { rows } = await sql<Exclusion>`
    with mine as materialized (
      select known.*, l.enrolment_id, l.benefit_month, l.kind, pr.code, pr.exclusivity_group, r.id as run_id, r.sealed_on,
        r.created_at
      from unnest(${asked.map(({ lineId }) => lineId)}::uuid[], ${asked.map(({ personId }) => personId)}::uuid[],
          ${asked.map(({ id }) => id)}::uuid[]) as known (line_id, person_id, id)
        cross join lateral (select * from line where line.id = known.line_id offset 0) as l
        join run r on r.id = l.run_id join programme pr on pr.code = r.programme
    )
    select distinct mine.line_id, canonical_person(mine.person_id) as person_id, ol.id as other_line_id
    from mine
      cross join lateral (select line_id, programme from benefit_entry
        where person_id = mine.id and benefit_month = mine.benefit_month and line_id <> mine.line_id offset 0) as other
      cross join lateral (select * from line where line.id = other.line_id offset 0) as ol
      join run orun on orun.id = ol.run_id
      join programme op on op.code = other.programme
    where ol.enrolment_id <> mine.enrolment_id
      and (op.exclusivity_group = mine.exclusivity_group
        or (op.code = mine.code and ol.kind = 'REGULAR' and mine.kind = 'REGULAR'))
      and ol.state in ('PULLED', 'READY', 'FILED', 'SETTLED', 'HELD')
      and not exists (select from enrolment_copy oe where oe.id = ol.enrolment_id and oe.last_month < mine.benefit_month)
      and (orun.sealed_on, orun.created_at) <= (mine.sealed_on, mine.created_at)
      and (orun.id <> mine.run_id or ol.id < mine.line_id)
    order by line_id, person_id, other_line_id`.execute(db);
  return rows;
}
