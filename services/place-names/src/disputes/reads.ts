import type {
  BoundaryEvaluation,
  listBoundaryDisputes,
  listBoundaryEvaluations,
  listFriendshipActivities,
  OperationInputOf,
} from '@mz/contracts';
import { type Context, type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { type ActivityView, listActivityRows } from './activities.ts';
import { listEvaluationRows, toEvaluationView } from './evaluations.ts';
import { type DisputeView, listDisputeRows, toDisputeView } from './queries.ts';

/** Disputes of the caller's lines, the newest first. */
export async function readDisputes(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listBoundaryDisputes>['query'],
): Promise<ItemPage<DisputeView>> {
  const { after, first = 50, state = null, open = null } = query;
  const [at = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const where = sql`(${at}::timestamptz is null or (d.reported_at, d.id) < (${at}::timestamptz, ${id}::uuid))
    and (${state}::text is null or d.state = ${state})
    and (${open}::boolean is null or (d.state <> 'CLOSED') = ${open}::boolean)`;
  const rows = await kit.read(ctx, (db) => listDisputeRows(db, where, first + 1));
  const { items, next } = pageOf(rows, first, (row) => [row.sortKey, row.id]);
  return { items: items.map(toDisputeView), next };
}

/** Scores in the caller's units, the newest year first. */
export async function readEvaluations(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listBoundaryEvaluations>['query'],
): Promise<ItemPage<Static<typeof BoundaryEvaluation>>> {
  const { after, first = 50, year = null } = query;
  const [lastYear = null, code = null] = readCursor(after, ['number', 'string']) ?? [];
  const where = sql`(${lastYear}::int is null or e.year < ${lastYear}::int
      or (e.year = ${lastYear}::int and e.division_code > ${code}::text))
    and (${year}::int is null or e.year = ${year}::int)`;
  const rows = await kit.read(ctx, (db) => listEvaluationRows(db, { where, limit: first + 1 }));
  return pageOf(rows.map(toEvaluationView), first, (row) => [row.year, row.divisionCode]);
}

/** Activities along the caller's lines, the newest first. */
export async function readActivities(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listFriendshipActivities>['query'],
): Promise<ItemPage<ActivityView>> {
  const { after, first = 50, lineId = null } = query;
  const [on = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const where = sql`(${on}::date is null or (f.held_on, f.id) < (${on}::date, ${id}::uuid))
    and (${lineId}::uuid is null or f.line_id = ${lineId}::uuid)`;
  const rows = await kit.read(ctx, (db) => listActivityRows(db, where, first + 1));
  return pageOf(rows, first, (activity) => [activity.heldOn, activity.id]);
}
