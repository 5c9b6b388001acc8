import type { listObjections, OperationInputOf } from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { contestedIn, logListed, logShown } from '../readings.ts';
import { getReportRow } from '../reports/index.ts';
import { cursorId } from '../requests/index.ts';
import { getObjectionRows, listObjectionBatches, type Objection, toObjection } from './queries.ts';

/** One objection and how it stands; the read is logged. */
export function readObjection(kit: AppKit, ctx: Context, id: string): Promise<Objection> {
  return kit.read(ctx, async (db) => {
    const shown = { persons: contestedIn(id), facts: ['MEANS_REPORT'] };
    const [rows] = await Promise.all([getObjectionRows(db, id), logShown(kit, ctx, db, shown)]);
    return toObjection(rows, (await getReportRow(db, rows[0].reportId)).requestId);
  });
}

type ListQuery = OperationInputOf<typeof listObjections>['query'];

/** A page of objections in the caller's division, newest first. */
export async function readObjections(kit: AppKit, ctx: Context, { after, first = 50, overdue, ...filter }: ListQuery) {
  const beforeId = after === undefined ? undefined : cursorId(after);
  const late = overdue === true ? { dueBefore: kit.clock.today() } : {};
  return kit.read(ctx, async (db) => {
    const found = await listObjectionBatches(db, { ...filter, ...late, beforeId, limit: first + 1 });
    const page = found.slice(0, first);
    await logListed(kit, ctx, db, { item: 'OBJECTIONS', count: page.length, filter: { ...filter, overdue } });
    const last = page.at(-1);
    const more = found.length > first && last !== undefined;
    return {
      items: page.map(({ rows, requestId }) => toObjection(rows, requestId)),
      next: more ? encodeCursor([last.rows[0].batchId]) : null,
    };
  });
}
