import type { listCopyDeletions, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

type Listed = OperationOutputOf<typeof listCopyDeletions>;
/** Which proofs are looked for. */
export type CopyQuery = OperationInputOf<typeof listCopyDeletions>['query'];

/** A page of proofs of deleted copies, newest first. */
export async function listCopies(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, agencyCode }: CopyQuery,
): Promise<Listed> {
  const [before] = readCursor(after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    let query = db
      .selectFrom('copyDeletion')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    if (typeof before === 'string') query = query.where('id', '<', before);
    if (agencyCode !== undefined) query = query.where('agencyCode', '=', agencyCode);
    return query.execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map(({ createdAt: _, ...proof }) => proof), next };
}
