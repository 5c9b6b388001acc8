import type { OperationOutputOf, retentionHoldings } from '@mz/contracts';
import { type Context, personNames } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Answer = OperationOutputOf<ReturnType<typeof retentionHoldings>>;

/**
 * Until when payments need these persons, under whatever id of theirs they lie: the last day of the ledger that names them.
 * While an enrolment runs, a line is on its way or a debt is open, there is no end (payments.md §5: ledger 30 years [A]).
 */
export async function readRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Answer> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<Answer['holdings'][number]>`
      with known (asked, id) as (${personNames(personIds)}),
      paid (asked, id, run_id, ended_on) as (${linesOf}),
      owed (asked, id, ended_on) as (${debtsOf}),
      booked (asked, reference_id) as (
        select asked, run_id from paid union select asked, id from paid union select asked, id from owed
        union select asked, f.bank_file_id from paid join bank_file_line f on f.line_id = paid.id
      ),
      held (asked, ended_on) as (
        ${enrolmentsOf} union all ${payeesOf}
        union all select asked, ended_on from paid
        union all select asked, ended_on from owed
        union all select b.asked, j.posted_on from booked b join journal j on j.reference_id = b.reference_id
      )
      select asked as person_id, 'PAYMENT' as class,
        case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on
      from held group by asked order by asked`.execute(db),
  );
  return { holdings: rows };
}

const enrolmentsOf: RawBuilder<unknown> = sql`
  select k.asked, ((e.last_month || '-01')::date + interval '1 month -1 day')::date
  from enrolment_copy e, unnest(e.person_ids) person, known k
  where e.person_ids && (select array_agg(id) from known) and person = k.id`;

/** Whoever is paid for a household is needed as long as it is enrolled, and as long as an account of theirs was in use. */
const payeesOf: RawBuilder<unknown> = sql`
  select k.asked, case when p.enrolment_id is not null and e.last_month is null then null else greatest(
      ((e.last_month || '-01')::date + interval '1 month -1 day')::date,
      coalesce(
        (select max(greatest(a.entered_on, a.valid_from, a.valid_to)) from account a where a.payee_id = p.id),
        (p.created_at at time zone 'Asia/Shanghai')::date)) end
  from payee p join known k on k.id = p.person_id left join enrolment_copy e on e.id = p.enrolment_id`;

/**
 * Lines of which a person has a share, and lines paid to the person. A failed line is still owed until it is issued again,
 * suspended or withdrawn, each of which changes its state.
 */
const linesOf: RawBuilder<unknown> = sql`
  select own.asked, l.id, l.run_id,
    case when l.state not in ('SETTLED', 'REISSUED', 'CANCELLED') then null else greatest(
      (l.benefit_month || '-01')::date + interval '1 month -1 day', l.posted_on, l.failed_on, r.sealed_on,
      w.withdrawn_on, back.returned_on)::date end
  from (
    select k.asked, b.line_id from known k join benefit_entry b on b.person_id = k.id
    union
    select k.asked, paid_to.id from payee p join known k on k.id = p.person_id join line paid_to on paid_to.payee_id = p.id
  ) own
  join line l on l.id = own.line_id join run r on r.id = l.run_id
  left join withdrawn_line w on w.line_id = l.id left join return_after_debit back on back.line_id = l.id`;

/** Debts of a person, and those recalled from the person; a waived one may still be paid or written off. */
const debtsOf: RawBuilder<unknown> = sql`
  select own.asked, o.id,
    case when o.withdrawn_on is null and (plan.state is null or plan.state not in ('WRITTEN_OFF', 'WITHDRAWN', 'RECOVERED'))
      then null else greatest(o.opened_on, o.withdrawn_on,
        (select max(entry.received_on) from recovery_entry entry where entry.overpayment_id = o.id)) end
  from (
    select k.asked, debt.id from overpayment debt, unnest(debt.debtor_ids) person, known k
      where debt.debtor_ids && (select array_agg(id) from known) and person = k.id
    union
    select k.asked, recalled.overpayment_id from recovery_plan recalled join known k on k.id = recalled.recall_person_id
  ) own
  join overpayment o on o.id = own.id left join recovery_plan plan on plan.overpayment_id = o.id`;
