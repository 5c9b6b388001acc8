/** The values of the sort columns at the last row of a page; the last of them is unique. */
export type CursorKey = readonly (string | number | boolean | null)[];

/** The kinds of the sort columns of one listing, in order. */
export type CursorShape = readonly ('string' | 'number' | 'boolean')[];

/** One page of a listing; no `nextCursor` on the last page. */
export type Page<T> = { items: T[]; nextCursor?: string };

/** The key of a cursor, or its refusal; of the same form as the decisions of the domain. */
export type CursorDecision = { ok: true; value: CursorKey } | { ok: false; code: 'CURSOR_INVALID' };

const longestCursor = 1_024;

/** Writes a key as an opaque cursor, safe in a URL. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor; refuses with CURSOR_INVALID what this listing did not write. */
export function decodeCursor(cursor: string, shape: CursorShape): CursorDecision {
  const refused = { ok: false, code: 'CURSOR_INVALID' } as const;
  if (cursor.length > longestCursor || !/^[A-Za-z0-9_-]+$/.test(cursor)) return refused;
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return refused;
  }
  return isKey(key, shape) ? { ok: true, value: key } : refused;
}

/** Makes a page from rows that were asked for with `limit` + 1: the row too many says that there is a next page. */
export function cutPage<T>(rows: readonly T[], limit: number, keyOf: (row: T) => CursorKey): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(keyOf(last)) } : { items };
}

function isKey(key: unknown, shape: CursorShape): key is CursorKey {
  if (!Array.isArray(key) || key.length !== shape.length) return false;
  return key.every((value: unknown, index) => value === null || typeof value === shape[index]);
}
