import type { OperationInputOf, OperationOutputOf, personHoldings } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Body = OperationInputOf<ReturnType<typeof personHoldings>>['body'];
type Holdings = OperationOutputOf<ReturnType<typeof personHoldings>>;

const shown = 20;

/** Records under these ids, as they stand: no alias is followed, because a merge is what is being looked at. */
export async function listHoldings(kit: AppKit, ctx: Context, { personIds, since }: Body): Promise<Holdings> {
  const from = since ?? '-infinity';
  const { rows } = await kit.read(ctx, (db) =>
    sql<{ personId: string; kind: string; id: string }>`
      select grantor_person_id as "personId", 'AUTHORIZATION' as kind, id from means_authorization
        where grantor_person_id = any(${personIds}::uuid[]) and created_at >= ${from}::timestamptz
      union all
      select person_id, 'SUBSCRIPTION', id from subscription
        where person_id = any(${personIds}::uuid[]) and created_at >= ${from}::timestamptz
      union all
      select distinct person_id, 'VERIFICATION_REQUEST', request_id from sub_query
        join verification_request on verification_request.id = sub_query.request_id
        where person_id = any(${personIds}::uuid[]) and verification_request.created_at >= ${from}::timestamptz
      order by 1, 2, 3`.execute(db),
  );
  const groups = Map.groupBy(rows, ({ personId, kind }) => `${personId}/${kind}`);
  return {
    holdings: [...groups.values()].flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const recordIds = own.slice(0, shown).map(({ id }) => id);
      return [{ personId: first.personId, kind: first.kind, count: own.length, recordIds }];
    }),
  };
}
