import type { OperationOutputOf, retentionHoldings } from '@mz/contracts';
import { type Context, personNames } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Answer = OperationOutputOf<ReturnType<typeof retentionHoldings>>;

/**
 * Until when checks need these persons, under whatever id of theirs they lie: authorizations, every check of the case for
 * which one was signed, findings, objections and subscriptions from their last end. Raw answers, identity copies and letters
 * keep the person until their own job has deleted them (handbook §9). A report ends with its request.
 */
export async function readRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Answer> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<Answer['holdings'][number]>`
      with known (asked, id) as (${personNames(personIds)}),
      signed (asked, case_id, ended_on) as (
        select k.asked, a.case_id, a.ended_on from known k join means_authorization a on a.grantor_person_id = k.id
        union all
        select k.asked, a.case_id, a.ended_on from means_authorization a join known k on k.id = a.guardian_person_id
      ),
      asked_about (asked, id, request_id) as (
        select k.asked, q.id, q.request_id from known k join sub_query q on q.person_id = k.id
      ),
      held (asked, class, ended_on) as (
        select asked, 'VERIFICATION', ended_on from signed
        union all
        select s.asked, 'VERIFICATION', r.ended_on from signed s join verification_request r on r.case_id = s.case_id
        union all
        select q.asked, 'VERIFICATION', r.ended_on from asked_about q join verification_request r on r.id = q.request_id
        union all
        select q.asked, 'VERIFICATION', p.issued_on from asked_about q join report p on p.request_id = q.request_id
          where p.issued_on is not null
        union all
        select k.asked, 'VERIFICATION', o.closed_on from objection o join known k on k.id = o.person_id
        union all
        select k.asked, 'VERIFICATION', s.ended_on from known k join subscription s on s.person_id = k.id
        union all
        select k.asked, 'RAW_FILE', null from identity_copy c join known k on k.id = c.person_id
        union all
        select q.asked, 'RAW_FILE', null from asked_about q join answer on answer.sub_query_id = q.id
        union all
        select q.asked, 'RAW_FILE', null from asked_about q join quarantined_answer bad on bad.sub_query_id = q.id
        union all
        select q.asked, 'RAW_FILE', null from asked_about q join letter_query n on n.sub_query_id = q.id
          join letter l on l.id = n.letter_id where l.text_sealed is not null
        union all
        select q.asked, 'RAW_FILE', null from asked_about q join letter_reply l on l.sub_query_id = q.id
          where l.sealed_rows is not null
      )
      select asked as person_id, class, case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on
      from held group by asked, class order by 1, 2`.execute(db),
  );
  return { holdings: rows };
}
