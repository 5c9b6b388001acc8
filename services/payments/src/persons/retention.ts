import type { OperationOutputOf, retentionHoldings } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Answer = OperationOutputOf<ReturnType<typeof retentionHoldings>>;

/**
 * Payments of a person end with the last line that was settled, failed or recovered; while an enrolment runs, a line is on
 * its way or a debt is being recovered, they have no end (payments.md §5: ledger 30 years [A]).
 */
export async function readRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Answer> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<Answer['holdings'][number]>`
      with held (person_id, ended_on) as (
        select person, (last_month || '-01')::date + interval '1 month -1 day'
          from enrolment_copy e, unnest(e.person_ids) person
          where e.person_ids && ${[...personIds]}::uuid[] and person = any(${[...personIds]}::uuid[])
        union all
        select b.person_id, case when b.state in ('OWED', 'FILED', 'HELD') then null else greatest(
            (b.benefit_month || '-01')::date + interval '1 month -1 day', l.posted_on) end
          from benefit_entry b join line l on l.id = b.line_id where b.person_id = any(${[...personIds]}::uuid[])
        union all
        select p.person_id, case when l.state in ('PULLED', 'READY', 'HELD', 'FILED', 'SUSPENDED') then null
            else greatest((l.benefit_month || '-01')::date + interval '1 month -1 day', l.posted_on) end
          from payee p join line l on l.payee_id = p.id where p.person_id = any(${[...personIds]}::uuid[])
        union all
        select person_id, (updated_at at time zone 'Asia/Shanghai')::date from payee
          where person_id = any(${[...personIds]}::uuid[])
        union all
        select person, case when plan.state in ('OFFSETTING', 'DEMANDED', 'SUSPENDED') then null else greatest(
            o.opened_on, o.withdrawn_on,
            (select max(entry.received_on) from recovery_entry entry where entry.overpayment_id = o.id)) end
          from overpayment o left join recovery_plan plan on plan.overpayment_id = o.id, unnest(o.debtor_ids) person
          where o.debtor_ids && ${[...personIds]}::uuid[] and person = any(${[...personIds]}::uuid[])
      )
      select person_id, 'PAYMENT' as class,
        case when bool_or(ended_on is null) then null else max(ended_on)::date end as ended_on
      from held group by person_id order by person_id`.execute(db),
  );
  return { holdings: rows };
}
