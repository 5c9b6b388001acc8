import { type CursorKey, type CursorShape, cutPage, decodeCursor } from '@mz/db';
import { fail } from './errors.ts';

/** One page as the APIs answer it: `next` is the cursor of the next page, null at the end. */
export interface ItemPage<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** The page of these items. */
export function page<T>(items: T[], next: string | null): ItemPage<T> {
  return { items, next };
}

/** The page from rows that were asked for with `first` + 1; `keyOf` gives the sort key of the last row shown. */
export function pageOf<T>(rows: readonly T[], first: number, keyOf: (row: T) => CursorKey): ItemPage<T> {
  const { items, nextCursor } = cutPage(rows, first, keyOf);
  return page(items, nextCursor ?? null);
}

/** The key after which a page starts, undefined for the first; throws CURSOR_INVALID at `/query/after`. */
export function readCursor(after: string | undefined, shape: CursorShape): CursorKey | undefined {
  if (after === undefined) return undefined;
  const decision = decodeCursor(after, shape);
  if (!decision.ok) throw fail(decision.code, { pointer: '/query/after' });
  return decision.value;
}

/** `Link` header of an answer that has a next page; relative, so that it holds behind the gateway too. */
export function nextLink(url: string, answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('next' in answer) || !('items' in answer)) return undefined;
  if (typeof answer.next !== 'string') return undefined;
  const query = new URLSearchParams(url.split('?', 2)[1] ?? '');
  query.set('after', answer.next);
  return `<?${query.toString()}>; rel="next"`;
}
