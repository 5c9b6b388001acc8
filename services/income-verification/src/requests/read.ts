import type { listRequests, OperationInputOf } from '@mz/contracts';
import { decodeCursor, encodeCursor } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { askedIn, logListed, logShown } from '../readings.ts';
import { getRequestRow, listRequestRows, listSubQueries, type Request, toRequest } from './queries.ts';

/** One request of the caller's division; the read is logged. */
export function readRequest(kit: AppKit, ctx: Context, id: string): Promise<Request> {
  return kit.read(ctx, async (db) => {
    const shown = { persons: askedIn([id]), facts: ['MEANS_QUERY'] };
    const [row, queries] = await Promise.all([
      getRequestRow(db, id),
      listSubQueries(db, [id]),
      logShown(kit, ctx, db, shown),
    ]);
    return toRequest(row, queries);
  });
}

type ListQuery = OperationInputOf<typeof listRequests>['query'];

/** A page of requests in the caller's division, newest first. */
export async function readRequests(kit: AppKit, ctx: Context, { after, first = 50, overdue, ...filter }: ListQuery) {
  const beforeId = after === undefined ? undefined : cursorId(after);
  const late = overdue === undefined ? {} : { overdue: { term: overdue, today: kit.clock.today() } };
  return kit.read(ctx, async (db) => {
    const rows = await listRequestRows(db, { ...filter, ...late, beforeId, limit: first + 1 });
    const page = rows.slice(0, first);
    const listed = { item: 'REQUESTS', count: page.length, filter: { ...filter, overdue } };
    await logListed(kit, ctx, db, listed);
    const queries = await listSubQueries(
      db,
      page.map(({ id }) => id),
    );
    const items = page.map((row) =>
      toRequest(
        row,
        queries.filter(({ requestId }) => requestId === row.id),
      ),
    );
    const last = page.at(-1);
    return { items, next: rows.length > first && last !== undefined ? encodeCursor([last.id]) : null };
  });
}

/** The id in a cursor; throws CURSOR_INVALID. */
export function cursorId(cursor: string): string {
  const decision = decodeCursor(cursor, ['string']);
  const [id] = decision.ok ? decision.value : [];
  if (typeof id !== 'string') throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return id;
}
