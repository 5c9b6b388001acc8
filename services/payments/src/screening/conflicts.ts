import { type RawBuilder, sql } from 'kysely';
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

/** A sharing person's entry in the same month by another line. */
interface Other extends Sharer {
  readonly otherLineId: string;
}

/**
 * Lines that were sealed before and pay a sharing person for the same month out of the same exclusivity group, or the same
 * programme twice (two ids that are one person by now). An enrolment that ended before the month is in nobody's way. Most
 * persons have no other line in the month: who has one is found first, and only they are weighed.
 */
export async function readExclusions(
  db: Db,
  sharers: readonly (Sharer & { readonly benefitMonth: string })[],
  { idsOf }: Pick<Identities, 'idsOf'>,
): Promise<Exclusion[]> {
  const asked = sharers.flatMap((sharer) => idsOf(sharer.personId).map((id) => ({ ...sharer, id })));
  const { rows } = await sql<Other>`
    select asked.line_id, asked.person_id, other.line_id as other_line_id
    from unnest(${asked.map(({ lineId }) => lineId)}::uuid[], ${asked.map(({ personId }) => personId)}::uuid[],
        ${asked.map(({ id }) => id)}::uuid[], ${asked.map(({ benefitMonth }) => benefitMonth)}::text[])
        as asked (line_id, person_id, id, benefit_month)
      cross join lateral (select line_id from benefit_entry where person_id = asked.id
        and benefit_month = asked.benefit_month and line_id <> asked.line_id offset 0) as other`.execute(db);
  return rows.length === 0 ? [] : weigh(db, rows);
}

/** Each line and run is sought by the key: `offset 0` keeps the planner from going through all runs of the province. */
async function weigh(db: Db, others: readonly Other[]): Promise<Exclusion[]> {
  const { rows } = await sql<Exclusion>`
    select distinct found.line_id, canonical_person(found.person_id) as person_id, found.other_line_id
    from unnest(${others.map(({ lineId }) => lineId)}::uuid[], ${others.map(({ personId }) => personId)}::uuid[],
        ${others.map(({ otherLineId }) => otherLineId)}::uuid[]) as found (line_id, person_id, other_line_id)
      cross join lateral (${lineOf(sql.ref('found.line_id'))}) as mine
      cross join lateral (${lineOf(sql.ref('found.other_line_id'))}) as other
    where other.enrolment_id <> mine.enrolment_id
      and (other.exclusivity_group = mine.exclusivity_group
        or (other.programme = mine.programme and other.kind = 'REGULAR' and mine.kind = 'REGULAR'))
      and other.state in ('PULLED', 'READY', 'FILED', 'SETTLED', 'HELD')
      and not exists (select from enrolment_copy ended
        where ended.id = other.enrolment_id and ended.last_month < mine.benefit_month)
      and (other.sealed_on, other.created_at) <= (mine.sealed_on, mine.created_at)
      and (other.run_id <> mine.run_id or found.other_line_id < found.line_id)
    order by line_id, person_id, other_line_id`.execute(db);
  return rows;
}

/** A line with what its run and programme say, by its id. */
function lineOf(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select line.enrolment_id, line.benefit_month, line.kind, line.state, line.run_id, of_run.programme,
      of_run.sealed_on, of_run.created_at, programme.exclusivity_group
    from line cross join lateral (select * from run where run.id = line.run_id offset 0) as of_run
      join programme on programme.code = of_run.programme
    where line.id = ${id} offset 0`;
}
