import {
  approveMerge,
  listMerges,
  type OperationInputOf,
  type OperationOutputOf,
  previewMerge,
  proposeMerge,
  refuseMerge,
  splitMerge,
} from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { approve, refuse } from './decide.ts';
import { preview, propose } from './propose.ts';
import { listMergeRows, viewOf } from './queries.ts';
import { split } from './split.ts';

export { askHoldings, missingOf } from './holdings.ts';

/** Merging two records of one person, and undoing it. */
export function registerMerging(kit: AppKit): void {
  kit.operation(previewMerge, (ctx, input) => preview(kit, ctx, input));
  kit.operation(proposeMerge, (ctx, input) => propose(kit, ctx, input));
  kit.operation(listMerges, (ctx, input) => list(kit, ctx, input));
  kit.operation(approveMerge, (ctx, input) => approve(kit, ctx, input));
  kit.operation(refuseMerge, (ctx, input) => refuse(kit, ctx, input));
  kit.operation(splitMerge, (ctx, input) => split(kit, ctx, input));
}

async function list(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listMerges>,
): Promise<OperationOutputOf<typeof listMerges>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string']);
  const rows = await kit.read(ctx, (db) => listMergeRows(db, { state: query.state, after, first }));
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map(viewOf), next };
}
