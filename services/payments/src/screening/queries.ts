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
    readonly holderMatches: boolean | null;
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
        where b.line_id = l.id and b.person_id is distinct from p.person_id
          and canonical_person(b.person_id) is distinct from canonical_person(p.person_id))
        as member_died_on,
      exists (select ${conflicts}) as exclusive,
      exists (select from person_alias pa where pa.alias = p.person_id
        or pa.alias in (select b.person_id from benefit_entry b where b.line_id = l.id)) as merged,
      exists (select from line c where l.kind = 'REISSUE' and c.id = l.cause_id and c.state = 'SUSPENDED')
        as cause_suspended,
      l.deduction_fen > 0 and not exists (select from recovery_entry re where re.line_id = l.cause_id) and ${excess} as deduction_exceeds,
      a.usable_from, a.holder_matches, coalesce(s.households, 0)::int as households, coalesce(s.persons, 0)::int as persons,
      exists (select from account_white_list w where w.number_index = a.number_index
        and w.approved_by is not null) as white_listed,
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
    and (d.kind = 'CONFIRMED' or d.lapsed_on is null)
    and d.person_id = any (${idsOf(personId)}))`;
}

/**
 * All ids under which a person is known; who was never merged has the own id only. On a table with row security an index
 * serves them only as rows that are joined: a condition that calls a function is asked after the policy, of every row.
 */
function idsOf(personId: ReturnType<typeof sql>) {
  return sql`(case when exists (select from person_alias pa where pa.alias = ${personId} or pa.canonical = ${personId})
    then array(select ids_of_person(${personId})) else array[${personId}] end)`;
}

/**
 * Lines that were sealed before and pay a sharing person of line `l` for the same month out of the same exclusivity group, or
 * the same programme twice (two ids that are one person by now). An enrolment that ended before the month is in nobody's way.
 */
const conflicts = sql`from benefit_entry mine
    cross join lateral unnest(${idsOf(sql`mine.person_id`)}) as known (id)
    join benefit_entry other on other.person_id = known.id
      and other.benefit_month = mine.benefit_month and other.line_id <> mine.line_id
    join line ol on ol.id = other.line_id join run orun on orun.id = ol.run_id
    join programme op on op.code = other.programme
  where mine.line_id = l.id and ol.enrolment_id <> l.enrolment_id
    and (op.exclusivity_group = pr.exclusivity_group
      or (op.code = pr.code and ol.kind = 'REGULAR' and l.kind = 'REGULAR'))
    and ol.state in ('PULLED', 'READY', 'FILED', 'SETTLED', 'HELD')
    and not exists (select from enrolment_copy oe where oe.id = ol.enrolment_id and oe.last_month < mine.benefit_month)
    and (orun.sealed_on, orun.created_at) <= (r.sealed_on, r.created_at) and (orun.id <> r.id or ol.id < l.id)`;

/** What line `l` keeps back is more than the debts of its enrolment less what earlier lines will keep back of them. */
const excess = sql`l.deduction_fen > coalesce((
    select sum(m.amount_fen - m.recovered_fen - m.written_off_fen) from overpayment o
      join overpayment_month m on m.overpayment_id = o.id join recovery_plan rp on rp.overpayment_id = o.id
    where o.enrolment_id = l.enrolment_id and rp.state not in ('WITHDRAWN', 'WRITTEN_OFF')), 0)
  - coalesce((
    select sum(el.deduction_fen) from line el join run er on er.id = el.run_id
    where el.enrolment_id = l.enrolment_id and el.state in ('PULLED', 'READY', 'HELD', 'FILED')
      and (er.sealed_on, er.created_at, el.id) < (r.sealed_on, r.created_at, l.id)), 0)`;

/** A person with the lines of a month that exclude each other. */
export interface Conflict {
  readonly personId: string;
  readonly benefitMonth: string;
  readonly lineIds: readonly string[];
}

/** What excludes what among these lines and those sealed before; the caller reaches all counties. */
export async function readConflicts(db: Db, lineIds: readonly string[]): Promise<Conflict[]> {
  const { rows } = await sql<Conflict>`
    select c.person_id, l.benefit_month, array_agg(distinct c.line_id) || l.id as line_ids
    from line l join run r on r.id = l.run_id join programme pr on pr.code = r.programme
      cross join lateral (select canonical_person(mine.person_id) as person_id, ol.id as line_id ${conflicts}) c
    where l.id = any (${[...lineIds]}::uuid[]) group by c.person_id, l.id order by c.person_id, l.id`.execute(db);
  return rows;
}

function toFactRow({
  id,
  enrolmentId,
  state,
  known,
  usableFrom,
  households,
  persons,
  whiteListed,
  holderMatches,
  ...rest
}: Raw): FactRow {
  const account =
    usableFrom === null
      ? null
      : { usableFrom, households, persons, whiteListed, holderMatches: holderMatches !== false };
  return { id, enrolmentId, state, known, facts: { ...rest, account } };
}
