import {
  cancelRequest,
  entrustRequest,
  getRequest,
  listRequests,
  returnRequest,
  verificationRequested,
} from '@mz/contracts';
import { decodeCursor, encodeCursor } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { askedIn, logShown } from '../readings.ts';
import { entrust, sendBack } from './commands.ts';
import { archiveRequests, cancel } from './ends.ts';
import { readBriefs, takeIn } from './intake.ts';
import { getRequestRow, listRequestRows, listSubQueries, type Request, toRequest } from './queries.ts';

export { publishDispatch } from './commands.ts';
export { refuseKin } from './conflicts.ts';
export { authorizationEffects, setPause } from './effects.ts';
export {
  findRequestRow,
  getRequestRow,
  isOpen,
  isUnsent,
  listSubQueries,
  lockWaitingRequests,
  openStates,
  progressOf,
  type RequestRow,
  type SubQueryRow,
  unsentStates,
} from './queries.ts';

/** Requests: what a bureau asks to have checked. */
export function registerRequests(kit: AppKit): void {
  kit.operation(getRequest, (ctx, { params }) => read(kit, ctx, params.id));
  kit.operation(listRequests, (ctx, { query }) => list(kit, ctx, query));
  kit.operation(entrustRequest, (ctx, input) => entrust(kit, ctx, input));
  kit.operation(cancelRequest, (ctx, input) => cancel(kit, ctx, input));
  kit.schedule({ name: 'requests.archive', every: { dailyAt: '00:20' }, run: (ctx) => archiveRequests(kit, ctx) });
  kit.operation(returnRequest, (ctx, input) => sendBack(kit, ctx, input));
  kit.consume(verificationRequested, {
    prepare: (events) => readBriefs(kit, events),
    apply: (unit, event, briefs, ctx) => takeIn({ kit, ctx, unit }, event, briefs),
  });
}

function read(kit: AppKit, ctx: Context, id: string): Promise<Request> {
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

type ListQuery = { after?: string; first?: number; state?: string; applicationId?: string };

async function list(kit: AppKit, ctx: Context, { after, first = 50, ...filter }: ListQuery) {
  const beforeId = after === undefined ? undefined : cursorId(after);
  return kit.read(ctx, async (db) => {
    const rows = await listRequestRows(db, { ...filter, beforeId, limit: first + 1 });
    const page = rows.slice(0, first);
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

function cursorId(cursor: string): string {
  const decision = decodeCursor(cursor, ['string']);
  const [id] = decision.ok ? decision.value : [];
  if (typeof id !== 'string') throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return id;
}
