import type {
  checkBoundaryLine,
  listBoundaryLines,
  listBoundaryMarkers,
  listMarkerChanges,
  listMarkerIncidents,
  listMarkerVersions,
  listResurveys,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { type Context, type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { type IncidentView, incidentsOverdue, listIncidentRows, toIncidentView } from './incident-queries.ts';
import { listChangeRows, listVersions, type MarkerChangeView, toChangeView } from './marker-change-queries.ts';
import { incompletePositions, isNumberedInOrder, missingSerials } from './marker-code.ts';
import { listMarkerRows, type MarkerView, showMarker, standingMarkers, toMarkerView } from './marker-queries.ts';
import { getLineRow, type LineView, listLineRows, overdueOn, toLineView } from './queries.ts';
import { listTasks, type TaskView } from './resurveys.ts';

// Serials have three digits and a position has three markers at most.
const mostMarkers = 2_997;

/** Lines of the caller's units. */
export async function readLines(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, level, state, side, overdue }: OperationInputOf<typeof listBoundaryLines>['query'],
): Promise<ItemPage<LineView>> {
  const [code = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const today = kit.clock.today();
  const where = sql`(${code}::text is null or (l.line_code, l.id) > (${code}::text, ${id}::uuid))
    and (${level ?? null}::text is null or l.level = ${level ?? null})
    and (${state ?? null}::text is null or l.state = ${state ?? null})
    and (${side ?? null}::text is null or l.current_code_a = ${side ?? null} or l.current_code_b = ${side ?? null})
    and ${overdue === undefined ? sql`true` : overdueOn(today, overdue)}`;
  const rows = await kit.read(ctx, (db) => listLineRows(db, where, first + 1));
  const views = rows.map((row) => toLineView(row, kit.divisions(), today));
  return pageOf(views, first, (line) => [line.lineCode, line.id]);
}

/** Markers of the caller's lines; those that were replaced only when asked for. */
export async function readMarkers(
  kit: AppKit,
  ctx: Context,
  {
    after,
    first = 50,
    lineId,
    condition,
    includeRemoved = false,
  }: OperationInputOf<typeof listBoundaryMarkers>['query'],
): Promise<ItemPage<MarkerView>> {
  const [code = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const where = sql`(${code}::text is null or (m.marker_code, m.id) > (${code}::text, ${id}::uuid))
    and (${lineId ?? null}::uuid is null or m.line_id = ${lineId ?? null}::uuid
      or ${lineId ?? null}::uuid = any (m.other_line_ids))
    and (${condition ?? null}::text is null or m.condition = ${condition ?? null})
    and (${includeRemoved}::boolean or ${condition ?? null}::text is not null or m.removed_on is null)`;
  const rows = await kit.read(ctx, (db) => listMarkerRows(db, where, first + 1));
  const views = rows.map((row) => toMarkerView(kit, row));
  return pageOf(views, first, (marker) => [marker.markerCode, marker.id]);
}

/** Standing markers of several lines at once. */
export async function readMarkersOf(kit: AppKit, ctx: Context, lineIds: readonly string[]): Promise<MarkerView[]> {
  const where = sql`m.line_id = any (${lineIds}::uuid[]) and m.removed_on is null`;
  const rows = await kit.read(ctx, (db) => listMarkerRows(db, where, lineIds.length * mostMarkers));
  return rows.map((row) => toMarkerView(kit, row));
}

/** Incidents of the caller's lines, the newest first. */
export async function readIncidents(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, state, overdue }: OperationInputOf<typeof listMarkerIncidents>['query'],
): Promise<ItemPage<IncidentView>> {
  const [on = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const today = kit.clock.today();
  const where = sql`(${on}::date is null or (i.reported_on, i.id) < (${on}::date, ${id}::uuid))
    and (${state ?? null}::text is null or i.state = ${state ?? null})
    and ${overdue === undefined ? sql`true` : incidentsOverdue(today, overdue)}`;
  const rows = await kit.read(ctx, (db) => listIncidentRows(db, where, first + 1));
  const views = rows.map((row) => toIncidentView(row, today));
  return pageOf(views, first, (incident) => [incident.reportedOn, incident.id]);
}

/** Changes of markers of the caller's lines, the newest first. */
export async function readChanges(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, lineId, markerId, state }: OperationInputOf<typeof listMarkerChanges>['query'],
): Promise<ItemPage<MarkerChangeView>> {
  const [on = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const where = sql`(${on}::date is null or (c.proposed_on, c.id) < (${on}::date, ${id}::uuid))
    and (${lineId ?? null}::uuid is null or c.line_id = ${lineId ?? null}::uuid)
    and (${markerId ?? null}::uuid is null or ${markerId ?? null}::uuid in (c.marker_id, c.result_id))
    and (${state ?? null}::text is null or c.state = ${state ?? null})`;
  const rows = await kit.read(ctx, (db) => listChangeRows(db, where, first + 1));
  return pageOf(rows.map(toChangeView), first, (change) => [change.proposedOn, change.id]);
}

/** How a marker stood, the newest first. */
export async function readVersions(
  kit: AppKit,
  ctx: Context,
  markerId: string,
): Promise<OperationOutputOf<typeof listMarkerVersions>> {
  return kit.read(ctx, async (db) => {
    await showMarker(kit, db, markerId);
    return { items: await listVersions(db, markerId) };
  });
}

/** Tasks of the caller's lines, the earliest due first. */
export async function readTasks(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, state, changeId }: OperationInputOf<typeof listResurveys>['query'],
): Promise<ItemPage<TaskView>> {
  const [on = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const where = sql`(${on}::date is null or (t.due_on, t.id) > (${on}::date, ${id}::uuid))
    and (${state ?? null}::text is null or t.state = ${state ?? null})
    and (${changeId ?? null}::text is null or t.change_id = ${changeId ?? null})`;
  const asked = { where, limit: first + 1, today: kit.clock.today() };
  const rows = await kit.read(ctx, (db) => listTasks(db, asked));
  return pageOf(rows, first, (task) => [task.dueOn, task.id]);
}

/** Whether the markers of a line are numbered and paired as they should be. */
export async function readCheck(
  kit: AppKit,
  ctx: Context,
  lineId: string,
): Promise<OperationOutputOf<typeof checkBoundaryLine>> {
  return kit.read(ctx, async (db) => {
    await getLineRow(db, lineId);
    const markers = await standingMarkers(db, lineId);
    return {
      lineId,
      markers: markers.length,
      positions: new Set(markers.map(({ positionCode }) => positionCode)).size,
      incomplete: incompletePositions(markers),
      missingSerials: missingSerials(markers),
      numberedInOrder: isNumberedInOrder(markers),
    };
  });
}
