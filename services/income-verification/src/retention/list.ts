import type { listDeletionRecords, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

type Listed = OperationOutputOf<typeof listDeletionRecords>;
/** Which proofs are looked for. */
export type RecordQuery = OperationInputOf<typeof listDeletionRecords>['query'];

/** A page of proofs of the caller's division, newest first. */
export async function listRecords(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, requestId }: RecordQuery,
): Promise<Listed> {
  const [before] = readCursor(after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    let query = db
      .selectFrom('deletionRecord')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    if (typeof before === 'string') query = query.where('id', '<', before);
    if (requestId !== undefined) query = query.where('requestId', '=', requestId);
    return query.execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map(({ deletedAt: _, ...record }) => record), next };
}
