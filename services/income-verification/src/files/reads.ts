import type { listExchangeFiles, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { listFileRows, toFile } from './queries.ts';

/** A page of batch files, newest first. */
export async function readFiles(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, ...filter }: OperationInputOf<typeof listExchangeFiles>['query'],
): Promise<OperationOutputOf<typeof listExchangeFiles>> {
  const beforeId = readCursor(after, ['string'])?.[0]?.toString();
  const rows = await kit.read(ctx, (db) => listFileRows(db, { ...filter, beforeId, limit: first + 1 }));
  return pageOf(rows.map(toFile), first, ({ id }) => [id]);
}
