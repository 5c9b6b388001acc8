import type { OperationOutputOf, retentionHoldings } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Answer = OperationOutputOf<ReturnType<typeof retentionHoldings>>;

/**
 * A case file ends with the last month of its enrolment, a refused or withdrawn application with its last step; while one
 * of them, an appeal, a hit of near relatives or a fraud case is open, its class has no end (handbook §10).
 */
export async function readRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Answer> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<Answer['holdings'][number]>`
      with named (person_id, application_id) as (
        select m.person_id, a.id from household_member m join application a on a.household_id = m.household_id
          where m.person_id = any(${[...personIds]}::uuid[])
        union
        select person_id, application_id from authorization_copy where person_id = any(${[...personIds]}::uuid[])
        union
        select e.payee_person_id, e.application_id from enrolment e where e.payee_person_id = any(${[...personIds]}::uuid[])
        union
        select person_id, application_id from kin_hit where person_id = any(${[...personIds]}::uuid[])
      ),
      held (person_id, class, ended_on) as (
        select n.person_id, 'CASE_FILE', case
            when e.state in ('TERMINATED', 'ENDED_TRANSFERRED') then greatest(
              (coalesce(e.last_month, e.from_month) || '-01')::date + interval '1 month -1 day',
              (select max(d.decided_on) from decision d where d.enrolment_id = e.id))::date end
          from named n join enrolment e on e.application_id = n.application_id
        union all
        select n.person_id, case when a.state in ('REJECTED', 'REJECTED_BY_TOWNSHIP', 'WITHDRAWN')
            then 'REJECTED_APPLICATION' else 'CASE_FILE' end,
          case when a.state in ('REJECTED', 'REJECTED_BY_TOWNSHIP', 'WITHDRAWN')
            then (a.updated_at at time zone 'Asia/Shanghai')::date end
          from named n join application a on a.id = n.application_id
          where not exists (select from enrolment e where e.application_id = a.id)
        union all
        select n.person_id, 'CASE_FILE', null from named n
          join appeal on appeal.application_id = n.application_id and appeal.state = 'OPEN'
        union all
        select n.person_id, 'CASE_FILE', null from named n
          join kin_hit on kin_hit.application_id = n.application_id and kin_hit.state <> 'CLEARED'
        union all
        select n.person_id, 'CASE_FILE', null from named n
          join enrolment e on e.application_id = n.application_id
          join fraud_case f on f.enrolment_id = e.id and f.state = 'PROPOSED'
        union all
        select person_id, 'CASE_FILE', issued_on from not_receiving_certificate
          where person_id = any(${[...personIds]}::uuid[])
        union all
        select person_id, 'CASE_FILE', valid_to from kin_roster where person_id = any(${[...personIds]}::uuid[])
      )
      select person_id, class, case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on
      from held group by person_id, class order by 1, 2`.execute(db),
  );
  return { holdings: rows };
}
