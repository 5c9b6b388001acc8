import type { OperationOutputOf, retentionHoldings } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Answer = OperationOutputOf<ReturnType<typeof retentionHoldings>>;

/**
 * Findings and authorizations are kept with the case; raw answers and identity copies that are still stored keep the person
 * until their own job has deleted them (handbook §9).
 */
export async function readRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Answer> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<Answer['holdings'][number]>`
      with held (person_id, class, ended_on) as (
        select grantor_person_id, 'VERIFICATION', ended_on from means_authorization
          where grantor_person_id = any(${[...personIds]}::uuid[])
        union all
        select guardian_person_id, 'VERIFICATION', ended_on from means_authorization
          where guardian_person_id = any(${[...personIds]}::uuid[])
        union all
        select person_id, 'VERIFICATION', ended_on from subscription where person_id = any(${[...personIds]}::uuid[])
        union all
        select q.person_id, 'VERIFICATION', r.ended_on from sub_query q
          join verification_request r on r.id = q.request_id where q.person_id = any(${[...personIds]}::uuid[])
        union all
        select person_id, 'RAW_FILE', null from identity_copy where person_id = any(${[...personIds]}::uuid[])
      )
      select person_id, class, case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on
      from held group by person_id, class order by 1, 2`.execute(db),
  );
  return { holdings: rows };
}
