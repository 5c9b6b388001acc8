import type { listHeritage, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { listEntries, toEntry } from './queries.ts';

/** A page of listed names with their measures. */
export async function readHeritage(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, kind }: OperationInputOf<typeof listHeritage>['query'],
): Promise<OperationOutputOf<typeof listHeritage>> {
  const [divisionCode, id] = readCursor(after, ['string', 'string']) ?? [];
  const cursor = typeof divisionCode === 'string' && typeof id === 'string' ? { divisionCode, id } : undefined;
  const rows = await kit.readOne(ctx, listEntries(kind, cursor, first + 1));
  const { items, next } = pageOf(rows, first, (row) => [row.divisionCode, row.id]);
  return { items: items.map(toEntry), next };
}
