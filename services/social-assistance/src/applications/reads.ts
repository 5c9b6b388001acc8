import type { listApplications, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { listClocks } from './clocks.ts';
import {
  type Application,
  type ApplicationRow,
  asApplicationRow,
  getApplicationRow,
  shapeApplication,
  toApplication,
} from './queries.ts';

type ListQuery = OperationInputOf<typeof listApplications>['query'];
type ListAnswer = OperationOutputOf<typeof listApplications>;

const firstPage = 50;

/** One application with its clocks; throws APPLICATION_UNKNOWN. */
export function findApplication(kit: AppKit, ctx: Context, id: string): Promise<Application> {
  return kit.read(ctx, async (db) => toApplication(db, ctx, await getApplicationRow(db, id)));
}

/** A page of the caller's division, newest first. */
export function findApplications(kit: AppKit, ctx: Context, query: ListQuery): Promise<ListAnswer> {
  const { first = firstPage } = query;
  const after = readCursor(query.after, ['string']);
  if (after !== undefined && !isId(after[0])) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return kit.read(ctx, async (db) => {
    const rows = await pageRows(db, ctx, { state: query.state, afterId: after?.[0], limit: first + 1 });
    const { items, next } = pageOf(rows, first, (row) => [row.id]);
    return { items: await shapeAll(db, ctx, items), next };
  });
}

/** The applications of these ids that are in reach, by id. */
export function findApplicationsById(
  kit: AppKit,
  ctx: Context,
  ids: readonly string[],
): Promise<Map<string, Application>> {
  return kit.read(ctx, async (db) => {
    const rows = await db
      .selectFrom('application')
      .selectAll()
      .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
      .execute();
    const shapes = await shapeAll(db, ctx, rows.map(asApplicationRow));
    return new Map(shapes.map((shape) => [shape.id, shape]));
  });
}

async function shapeAll(db: Db, ctx: Context, rows: readonly ApplicationRow[]): Promise<Application[]> {
  const clocks = await listClocks(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => shapeApplication(ctx, row, clocks.get(row.id) ?? []));
}

async function pageRows(
  db: Db,
  { scope }: Context,
  { state, afterId, limit }: { state: string | undefined; afterId: unknown; limit: number },
): Promise<ApplicationRow[]> {
  let query = db
    .selectFrom('application')
    .selectAll()
    .where('currentDivisionCode', '>=', scope.division)
    .where('currentDivisionCode', '<', `${scope.division}~`)
    .orderBy('id', 'desc')
    .limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (typeof afterId === 'string') query = query.where('id', '<', afterId);
  return (await query.execute()).map(asApplicationRow);
}
