import type { OperationOutputOf, retentionHoldings } from '@mz/contracts';
import { type Context, personNames } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Answer = OperationOutputOf<ReturnType<typeof retentionHoldings>>;

/**
 * Until when the bureau's records need these persons, under whatever id of theirs they lie: a case file from the termination
 * of its enrolment, a refused or withdrawn application from its last step. While one of them, an appeal, a hit of near
 * relatives or a fraud case is open, or a month is still owed, its class has no end (handbook §10).
 */
export async function readRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Answer> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<Answer['holdings'][number]>`
      with known (asked, id) as (${personNames(personIds)}),
      named (asked, application_id) as (${casesNaming}),
      held (asked, class, ended_on) as (
        ${enrolmentsOf} union all ${applicationsOf} union all ${openMatters} union all ${papersOf}
      )
      select asked as person_id, class, case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on
      from held group by asked, class order by 1, 2`.execute(db),
  );
  return { holdings: rows };
}

/**
 * Cases that name a person: members of all days (whoever leaves keeps the row; changes, work offers and stops name members),
 * the head, who signed, who is paid for them, whom matching found, and supporters and relatives of any declaration, who need not sign.
 */
const casesNaming: RawBuilder<unknown> = sql`
  select k.asked, h.application_id from known k
    join household_member m on m.person_id = k.id join household h on h.id = m.household_id
  union
  select k.asked, h.application_id from household h join known k on k.id = h.head_person_id
  union
  select k.asked, c.application_id from authorization_copy c join known k on k.id = c.person_id
  union
  select k.asked, e.application_id from enrolment e join known k on k.id = e.payee_person_id
  union
  select k.asked, hit.application_id from kin_hit hit join known k on k.id = hit.person_id
  union
  select k.asked, d.application_id from declaration d, jsonb_array_elements(
      coalesce(d.body -> 'supporters', '[]') || coalesce(d.body -> 'nearRelatives', '[]')) relative, known k
    where (relative ->> 'personId')::uuid = k.id`;

/** An ended enrolment without a last month never came through the rules: it counts as open. */
const enrolmentsOf: RawBuilder<unknown> = sql`
  select n.asked, 'CASE_FILE', case
      when e.state not in ('TERMINATED', 'ENDED_TRANSFERRED') or e.last_month is null then null
      when exists (select from entitlement owed where owed.enrolment_id = e.id
        and owed.state in ('OWED', 'BATCHED', 'HELD', 'WITHDRAWN')) then null
      else greatest(
        (e.last_month || '-01')::date + interval '1 month -1 day',
        (select max(d.decided_on) from decision d where d.enrolment_id = e.id),
        (select max(a.answered_on) from appeal a where a.application_id = e.application_id),
        (select max(f.settled_on) from fraud_case f where f.enrolment_id = e.id))::date end
  from named n join enrolment e on e.application_id = n.application_id`;

const applicationsOf: RawBuilder<unknown> = sql`
  select n.asked, case when a.state in ('REJECTED', 'REJECTED_BY_TOWNSHIP', 'WITHDRAWN')
      then 'REJECTED_APPLICATION' else 'CASE_FILE' end,
    case when a.state in ('REJECTED', 'REJECTED_BY_TOWNSHIP', 'WITHDRAWN') then greatest(
      coalesce(
        (select max(s.on_day) from application_step s where s.application_id = a.id),
        (a.updated_at at time zone 'Asia/Shanghai')::date),
      (select max(d.decided_on) from decision d where d.application_id = a.id),
      (select max(p.answered_on) from appeal p where p.application_id = a.id)) end
  from named n join application a on a.id = n.application_id
  where not exists (select from enrolment e where e.application_id = a.id)`;

const openMatters: RawBuilder<unknown> = sql`
  select n.asked, 'CASE_FILE', null::date from named n
    join appeal on appeal.application_id = n.application_id and appeal.state = 'OPEN'
  union all
  select n.asked, 'CASE_FILE', null from named n
    join kin_hit on kin_hit.application_id = n.application_id and kin_hit.state <> 'CLEARED'
  union all
  select n.asked, 'CASE_FILE', null from named n
    join enrolment e on e.application_id = n.application_id
    join fraud_case f on f.enrolment_id = e.id and f.state = 'PROPOSED'`;

/** Papers beside the cases: certificates of not receiving, and the roster of staff whose kin must be filed. */
const papersOf: RawBuilder<unknown> = sql`
  select k.asked, 'CASE_FILE', c.issued_on from not_receiving_certificate c join known k on k.id = c.person_id
  union all
  select k.asked, 'CASE_FILE', r.valid_to from kin_roster r join known k on k.id = r.person_id`;
