import type { listBoundaryInspections, OperationInputOf } from '@mz/contracts';
import { type Context, type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { type InspectionView, listInspectionRows, showInspection, toInspectionView } from './queries.ts';

/** An inspection of a line of the caller's units. */
export function readInspection(kit: AppKit, ctx: Context, id: string): Promise<InspectionView> {
  return kit.read(ctx, (db) => showInspection(db, id, kit.clock.today()));
}

/** Inspections of the caller's lines, the newest first. */
export async function readInspections(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listBoundaryInspections>['query'],
): Promise<ItemPage<InspectionView>> {
  const { after, first = 50, planYear = null, state = null, lineId = null, overdue } = query;
  const [year = null, id = null] = readCursor(after, ['number', 'string']) ?? [];
  const today = kit.clock.today();
  const late =
    overdue === undefined ? sql`true` : sql`(i.state <> 'FILED' and i.due_on < ${today}::date) = ${overdue}::boolean`;
  const where = sql`(${year}::int is null or (i.plan_year, i.id) < (${year}::int, ${id}::uuid))
    and (${planYear}::int is null or i.plan_year = ${planYear}::int) and (${state}::text is null or i.state = ${state})
    and (${lineId}::uuid is null or i.line_id = ${lineId}::uuid) and ${late}`;
  const rows = await kit.read(ctx, (db) => listInspectionRows(db, where, first + 1));
  const views = rows.map((row) => toInspectionView(row, today));
  return pageOf(views, first, (inspection) => [inspection.planYear, inspection.id]);
}

// A cycle is five years: no line comes near so many.
const mostInspections = 200;

/** Inspections of several lines at once, the newest first. */
export async function readInspectionsOf(
  kit: AppKit,
  ctx: Context,
  lineIds: readonly string[],
): Promise<InspectionView[]> {
  const where = sql`i.line_id = any (${lineIds}::uuid[])`;
  const rows = await kit.read(ctx, (db) => listInspectionRows(db, where, lineIds.length * mostInspections));
  return rows.map((row) => toInspectionView(row, kit.clock.today()));
}
