import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { LineFacts } from './rules.ts';

/** A line with its facts. */
export interface FactRow {
  readonly id: string;
  readonly enrolmentId: string;
  readonly state: string;
  readonly facts: LineFacts;
  /** Codes that stand or were judged away before. */
  readonly known: readonly string[];
}

type Raw = Omit<LineFacts, 'account'> &
  Omit<FactRow, 'facts'> & {
    readonly usableFrom: string | null;
    readonly households: number;
    readonly persons: number;
    readonly whiteListed: boolean;
  };

const inForce = sql`('ACTIVE', 'CHANGE_PENDING')`;

/** Facts of the lines of a run, or of some of them, in the order of their ids; the caller reaches all counties. */
export async function readFacts(
  db: Db,
  wanted: { runId: string } | { lineIds: readonly string[] },
): Promise<FactRow[]> {
  const which = 'runId' in wanted ? sql`l.run_id = ${wanted.runId}` : sql`l.id = any (${[...wanted.lineIds]}::uuid[])`;
  const { rows } = await sql<Raw>`
    select l.id, l.enrolment_id, l.state, l.benefit_month, l.amount_fen, pr.payable_after_death, p.kind as payee_kind,
      ${deathOf(sql`p.person_id`, 'CONFIRMED')} as payee_died_on,
      ${deathOf(sql`p.person_id`, 'REPORTED')} is not null as payee_death_reported,
      (select min(${deathOf(sql`b.person_id`, 'CONFIRMED')}) from benefit_entry b
        where b.line_id = l.id and canonical_person(b.person_id) is distinct from canonical_person(p.person_id))
        as member_died_on,
      ${exclusive} as exclusive,
      a.usable_from, coalesce(s.households, 0)::int as households, coalesce(s.persons, 0)::int as persons,
      exists (select from account_white_list w where w.number_index = a.number_index) as white_listed,
      (select last.amount_fen from line last where last.enrolment_id = l.enrolment_id and last.state = 'SETTLED'
        and last.decision_id = l.decision_id and last.kind = l.kind
        and last.benefit_month = to_char((l.benefit_month || '-01')::date - interval '1 month', 'YYYY-MM')
        limit 1) as last_settled_fen,
      array(select h.code from hold h where h.line_id = l.id and h.state in ('OPEN', 'FLAGGED', 'RELEASED')) as known
    from line l join run r on r.id = l.run_id join programme pr on pr.code = r.programme
      join payee p on p.id = l.payee_id
      left join account a on a.payee_id = p.id and a.status in ${inForce}
      left join lateral (
        select count(distinct coalesce(e.household_id, op.id)) as households, count(distinct op.person_id) as persons
        from account o join payee op on op.id = o.payee_id left join enrolment_copy e on e.id = op.enrolment_id
        where o.number_index = a.number_index and o.status in ${inForce}
      ) s on true
    where ${which} order by l.id`.execute(db);
  return rows.map(toFactRow);
}

function deathOf(personId: ReturnType<typeof sql>, kind: 'CONFIRMED' | 'REPORTED') {
  return sql`(select min(d.death_date) from death_notice d where d.kind = ${sql.lit(kind)} and d.revoked_by_notice is null
    and d.person_id in (select ids_of_person(${personId})))`;
}

const exclusive = sql`exists (
  select from benefit_entry mine
    join benefit_entry other on other.person_id in (select ids_of_person(mine.person_id))
      and other.benefit_month = mine.benefit_month and other.line_id <> mine.line_id
    join line ol on ol.id = other.line_id join run orun on orun.id = ol.run_id
    join programme op on op.code = other.programme
  where mine.line_id = l.id and op.exclusivity_group = pr.exclusivity_group and ol.enrolment_id <> l.enrolment_id
    and ol.state in ('PULLED', 'READY', 'FILED', 'SETTLED', 'HELD')
    and (orun.sealed_on, orun.created_at) <= (r.sealed_on, r.created_at) and (orun.id <> r.id or ol.id < l.id))`;

function toFactRow({
  id,
  enrolmentId,
  state,
  known,
  usableFrom,
  households,
  persons,
  whiteListed,
  ...rest
}: Raw): FactRow {
  const account = usableFrom === null ? null : { usableFrom, households, persons, whiteListed };
  return { id, enrolmentId, state, known, facts: { ...rest, account } };
}
