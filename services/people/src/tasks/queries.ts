import type { listTasks, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Detail = OperationOutputOf<typeof listTasks>['items'][number]['detail'];

/** Open tasks of the caller's division, oldest first. */
export async function listOpenTasks(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listTasks>,
): Promise<OperationOutputOf<typeof listTasks>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string', 'string']);
  const rows = await kit.read(ctx, (db) => {
    const open = db
      .selectFrom('personTask')
      .select(['id', 'kind', 'state', 'raisedOn', 'raisedAt', 'detail'])
      .select(sql<string>`canonical_person(person_id)`.as('personId'))
      .where('state', '=', 'OPEN');
    const rest =
      after === undefined
        ? open
        : open.where(sql<SqlBool>`(raised_at, id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`);
    return rest
      .orderBy('raisedAt')
      .orderBy('id')
      .limit(first + 1)
      .execute();
  });
  const { items, next } = pageOf(rows, first, (row) => [row.raisedAt.toISOString(), row.id]);
  // The column holds what `raiseTask` was given.
  return { items: items.map(({ raisedAt: _, detail, ...task }) => ({ ...task, detail: detail as Detail })), next };
}
