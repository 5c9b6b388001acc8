import type { BoundaryMarkerChange, BoundaryMarkerVersion } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { BoundaryMarkerVersionTable, MarkerChangeTable } from '../database.ts';
import type { ChangedMarker } from './marker-change-rules.ts';

export type MarkerChangeView = Static<typeof BoundaryMarkerChange>;
type VersionView = Static<typeof BoundaryMarkerVersion>;

/** A change with the line of its marker. */
export interface MarkerChangeRow extends Selectable<MarkerChangeTable> {
  readonly lineCode: string;
  readonly codeA: string;
  readonly codeB: string;
  readonly currentCodeA: string;
  readonly currentCodeB: string;
}

const source = sql`
  select c.*, l.line_code, l.code_a, l.code_b, l.current_code_a, l.current_code_b
  from marker_change c join boundary_line l on l.id = c.line_id`;

/** Changes, the newest first. */
export async function listChangeRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<MarkerChangeRow[]> {
  const { rows } = await sql<MarkerChangeRow>`
    ${source} where ${where} order by c.proposed_on desc, c.id desc limit ${limit}`.execute(db);
  return rows;
}

/** The change under lock; throws MARKER_CHANGE_UNKNOWN. */
export async function lockChange(db: Db, id: string): Promise<MarkerChangeRow> {
  const { rows } = await sql<MarkerChangeRow>`${source} where c.id = ${id}::uuid for update of c`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('MARKER_CHANGE_UNKNOWN');
  return row;
}

/** The change as its offices see it; throws MARKER_CHANGE_UNKNOWN. */
export async function showChange(db: Db, id: string): Promise<MarkerChangeView> {
  const [row] = await listChangeRows(db, sql`c.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('MARKER_CHANGE_UNKNOWN');
  return toChangeView(row);
}

/** Without who did what: that stands in the trail. */
export function toChangeView(row: MarkerChangeRow): MarkerChangeView {
  return {
    id: row.id,
    lineId: row.lineId,
    lineCode: row.lineCode,
    codeA: row.codeA,
    codeB: row.codeB,
    // Checked by the table.
    kind: row.kind as MarkerChangeView['kind'],
    markerCode: row.markerCode,
    markerId: row.markerId,
    otherLineIds: row.otherLineIds,
    material: row.material,
    lon: numberOf(row.lon),
    lat: numberOf(row.lat),
    heightM: numberOf(row.heightM),
    // Checked by the contract when they were entered.
    azimuthFeatures: (row.azimuthFeatures ?? []) as MarkerChangeView['azimuthFeatures'],
    photoIds: row.photoIds,
    offLineM: numberOf(row.offLineM),
    offLineReason: row.offLineReason,
    datumNote: row.datumNote,
    warnings: row.offLineM === null ? [] : ['GEOM_OFF_LINE'],
    effectiveOn: row.effectiveOn,
    protocolDoc: row.protocolDoc,
    reason: row.reason,
    state: row.state as MarkerChangeView['state'],
    proposedOn: row.proposedOn,
    checkedOn: row.checkedOn,
    decidedOn: row.decidedOn,
    remark: row.remark,
    resultId: row.resultId,
    version: row.version,
  };
}

/** The versions of a marker, the newest first. */
export async function listVersions(db: Db, markerId: string): Promise<VersionView[]> {
  const rows = await db
    .selectFrom('boundaryMarkerVersion')
    .selectAll()
    .where('markerId', '=', markerId)
    .orderBy('no', 'desc')
    .execute();
  return rows.map(toVersionView);
}

function toVersionView({ recordedAt: _, ...row }: Selectable<BoundaryMarkerVersionTable>): VersionView {
  return {
    ...row,
    lon: Number(row.lon),
    lat: Number(row.lat),
    heightM: numberOf(row.heightM),
    offLineM: numberOf(row.offLineM),
    azimuthFeatures: row.azimuthFeatures as VersionView['azimuthFeatures'],
  };
}

/** What is known of a marker for a change of it. */
export async function changedMarker(
  db: Db,
  marker: { readonly id: string; readonly removedOn: string | null },
): Promise<ChangedMarker> {
  const incident = await db
    .selectFrom('markerIncident')
    .select('state')
    .where('markerId', '=', marker.id)
    .where('state', 'in', ['REPORTED', 'VERIFIED'])
    .executeTakeFirst();
  // One of the two, by the condition.
  const openIncident = (incident?.state ?? null) as ChangedMarker['openIncident'];
  return { removed: marker.removedOn !== null, openIncident };
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
