import type { Reconciliation } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';

export type Report = Static<typeof Reconciliation>;

/** What a report is about: a county and month, or one run in it. */
export interface Scope {
  readonly divisionCode: string;
  readonly benefitMonth: string;
  readonly runId: string | null;
}

/** The runs of the report: what was refused or cancelled has no money. */
export function runsOf({ divisionCode, benefitMonth, runId }: Scope): RawBuilder<unknown> {
  return sql`(select r.id from run r where r.current_division_code = ${divisionCode}
    and r.benefit_month = ${benefitMonth} and r.state not in ('REFUSED', 'CANCELLED')
    and (${runId}::uuid is null or r.id = ${runId}::uuid))`;
}

export async function countRuns(db: Db, scope: Scope): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${runsOf(scope)} chosen`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Lines by state; a cancelled one is shown and not counted in the total. */
export async function readLines(db: Db, scope: Scope): Promise<Report['lines']> {
  const { rows } = await sql<Report['lines'][number]>`
    select state, count(*)::int as count, sum(amount_fen)::bigint as amount_fen,
      sum(amount_fen - deduction_fen)::bigint as net_fen
    from line where run_id in ${runsOf(scope)} group by 1 order by 1`.execute(db);
  return rows;
}

export async function readFiles(db: Db, scope: Scope): Promise<Report['bankFiles']> {
  const { rows } = await sql<Report['bankFiles'][number]>`
    select f.file_no, f.bank_code, f.state, f.written_on, f.line_count, f.total_fen,
      coalesce(b.settled, 0) as settled_count, coalesce(b.failed, 0) as failed_count
    from bank_file f left join bank_return b on b.bank_file_id = f.id
    where f.run_id in ${runsOf(scope)} order by f.file_no`.execute(db);
  return rows;
}

/** Which level bears how much of what is not cancelled; a re-issue bears nothing new. */
export async function readSplit(db: Db, scope: Scope): Promise<Report['fundSplit']> {
  const { rows } = await sql<Report['fundSplit'][number]>`
    select part ->> 'level' as level, sum((part ->> 'amountFen')::bigint)::bigint as amount_fen
    from line, jsonb_array_elements(fund_split) part
    where run_id in ${runsOf(scope)} and state <> 'CANCELLED' and kind <> 'REISSUE'
    group by 1 order by array_position('{CENTRAL,PROVINCE,CITY,COUNTY}', part ->> 'level')`.execute(db);
  return rows;
}

/** The books of these runs: what their confirmations, files and lines posted. */
export async function readAccounts(db: Db, scope: Scope): Promise<Report['accounts']> {
  const { rows } = await sql<Report['accounts'][number]>`
    with chosen as ${runsOf(scope)}, wanted as (
      select id from chosen
      union select f.id from bank_file f where f.run_id in (select id from chosen)
      union select l.id from line l where l.run_id in (select id from chosen)
    )
    select e.account, e.level, sum(e.debit_fen)::bigint as debit_fen, sum(e.credit_fen)::bigint as credit_fen,
      sum(e.debit_fen - e.credit_fen)::bigint as balance_fen
    from journal j join entry e on e.journal_id = j.id
    where j.current_division_code = ${scope.divisionCode} and j.reference_id in (select id from wanted)
    group by 1, 2 order by 1, array_position('{CENTRAL,PROVINCE,CITY,COUNTY}', e.level)`.execute(db);
  return rows;
}

export async function readHolds(db: Db, scope: Scope): Promise<Report['holds']> {
  const { rows } = await sql<Report['holds'][number]>`
    select h.code, h.owner, count(*)::int as count, sum(l.amount_fen)::bigint as amount_fen,
      min(h.opened_on)::date as oldest_on
    from hold h join line l on l.id = h.line_id
    where h.run_id in ${runsOf(scope)} and h.state = 'OPEN' group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** Filed lines without an answer whose file went out before a day. */
export async function readUnknown(db: Db, scope: Scope, before: LegalDay): Promise<Report['unknownOutcomes']> {
  const { rows } = await sql<Report['unknownOutcomes']>`
    select count(*)::int as count, coalesce(sum(x.amount_fen), 0)::bigint as amount_fen
    from bank_file f join bank_file_line x on x.bank_file_id = f.id join line l on l.id = x.line_id
    where f.run_id in ${runsOf(scope)} and l.state = 'FILED' and f.written_on < ${before}`.execute(db);
  return rows[0] ?? { count: 0, amountFen: 0 };
}

/** The sums from which the indicators of §12 are computed. */
export interface Counts {
  readonly settled: number;
  readonly settledFirst: number;
  readonly failedFirst: number;
  readonly onTime: number;
  readonly weightedDays: number | null;
  readonly weight: number;
  readonly heldOverdue: number;
  readonly overpaidFen: number;
  readonly recoveredFen: number;
}

/**
 * First tries are lines that are no re-issue. Money is in the account on the day that the bank tells; the appropriation
 * is the newest receipt of the fund that had come by then.
 */
export async function readCounts(db: Db, scope: Scope, today: LegalDay): Promise<Counts | undefined> {
  const { rows } = await sql<Counts>`
    with lines as (
      select l.*, p.pay_day from line l join run r on r.id = l.run_id join programme p on p.code = r.programme
      where l.run_id in ${runsOf(scope)}
    ), paid as (
      select l.*, (select max(f.appropriated_on) from fund_receipt f
          where f.fund_id = l.fund_id and f.received_on <= l.posted_on) as appropriated_on
      from lines l where l.state = 'SETTLED'
    )
    select (select count(*) from paid)::int as settled,
      (select count(*) from paid where kind <> 'REISSUE')::int as settled_first,
      (select count(*) from lines where kind <> 'REISSUE' and state in ('FAILED', 'REISSUED', 'SUSPENDED'))::int
        as failed_first,
      (select count(*) from paid
        where posted_on <= (benefit_month || '-' || lpad(pay_day::text, 2, '0'))::date)::int as on_time,
      (select sum((posted_on - appropriated_on) * (amount_fen - deduction_fen)) from paid
        where appropriated_on is not null)::bigint as weighted_days,
      coalesce((select sum(amount_fen - deduction_fen) from paid where appropriated_on is not null), 0)::bigint as weight,
      (select count(*) from hold h where h.run_id in ${runsOf(scope)} and h.state = 'OPEN' and h.due_on < ${today})::int
        as held_overdue,
      coalesce((select sum(m.amount_fen) from overpayment_month m join overpayment o on o.id = m.overpayment_id
        where m.current_division_code = ${scope.divisionCode} and o.withdrawn_on is null), 0)::bigint as overpaid_fen,
      coalesce((select sum(m.recovered_fen) from overpayment_month m join overpayment o on o.id = m.overpayment_id
        where m.current_division_code = ${scope.divisionCode} and o.withdrawn_on is null), 0)::bigint
        as recovered_fen`.execute(db);
  return rows[0];
}
