import type { listNearRelatives, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { listHits, toHit } from './hits.ts';

type Query = OperationInputOf<typeof listNearRelatives>['query'];
type Answer = OperationOutputOf<typeof listNearRelatives>;
type Listed = Omit<Answer['items'][number], 'hits'>;

const firstPage = 50;

/** The separate list of township and county: cases with kin that was stated or found, newest first. */
export function findNearRelatives(kit: AppKit, ctx: Context, query: Query): Promise<Answer> {
  const { first = firstPage } = query;
  const after = readCursor(query.after, ['string']);
  if (after !== undefined && !isId(after[0])) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  const [afterId = null] = after ?? [];
  return kit.read(ctx, async (db) => {
    const { rows } = await sql<Listed>`
      select a.id as application_id, a.enrolment_id, a.state, a.current_division_code as division_code,
        coalesce((
          select jsonb_array_length(d.body -> 'nearRelatives') from declaration d
          where d.application_id = a.id and jsonb_typeof(d.body -> 'nearRelatives') = 'array'
          order by d.revision desc limit 1
        ), 0) as stated,
        exists (
          select from application_step s where s.application_id = a.id and s.action = 'recordSpotCheck'
        ) as county_visited
      from application a
      where (a.near_relative_case or exists (select from kin_hit k where k.application_id = a.id))
        and (${afterId}::uuid is null or a.id < ${afterId}::uuid)
      order by a.id desc limit ${first + 1}`.execute(db);
    const { items, next } = pageOf(rows, first, (row) => [row.applicationId]);
    const hits = Map.groupBy(
      await listHits(
        db,
        items.map(({ applicationId }) => applicationId),
      ),
      ({ applicationId }) => applicationId,
    );
    return { items: items.map((row) => ({ ...row, hits: (hits.get(row.applicationId) ?? []).map(toHit) })), next };
  });
}
