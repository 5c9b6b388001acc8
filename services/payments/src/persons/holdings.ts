import type { OperationInputOf, OperationOutputOf, paymentsPersonHoldings } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Holdings = OperationOutputOf<typeof paymentsPersonHoldings>;

/** What lies here under persons' ids, each id by itself and never under its aliases (people.md §1.2). */
export async function readHoldings(
  kit: AppKit,
  ctx: Context,
  { personIds, since }: OperationInputOf<typeof paymentsPersonHoldings>['body'],
): Promise<Holdings> {
  const from = since ?? null;
  return kit.read(ctx, async (db) => {
    const { rows } = await sql<Holdings['holdings'][number]>`
      with held (person_id, kind, id, made_at) as (
        select person_id, 'PAYEE', id, created_at from payee where person_id = any (${personIds}::uuid[])
        union all
        select person, 'ENROLMENT', e.id, null from enrolment_copy e, unnest(e.person_ids) person
          where e.person_ids && ${personIds}::uuid[] and person = any (${personIds}::uuid[])
        union all
        select b.person_id, 'BENEFIT_ENTRY', b.line_id, r.created_at from benefit_entry b
          join line l on l.id = b.line_id join run r on r.id = l.run_id where b.person_id = any (${personIds}::uuid[])
        union all
        select person, 'OVERPAYMENT', o.id, o.opened_at from overpayment o, unnest(o.debtor_ids) person
          where o.debtor_ids && ${personIds}::uuid[] and person = any (${personIds}::uuid[])
        union all
        select person_id, 'DEATH_NOTICE', notice_id, noted_on::timestamptz from death_notice
          where person_id = any (${personIds}::uuid[])
      )
      select person_id, kind, count(*)::int as count, (array_agg(id order by id))[1:20] as record_ids from held
      where ${from}::timestamptz is null or made_at is null or made_at >= ${from}::timestamptz
      group by person_id, kind order by person_id, kind`.execute(db);
    return { holdings: rows };
  });
}
