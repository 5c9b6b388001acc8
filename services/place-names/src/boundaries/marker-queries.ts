import type { BoundaryMarker } from '@mz/contracts';
import { maskName, maskPhone } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { BoundaryMarkerTable } from '../database.ts';
import { kindOf, type Standing } from './marker-code.ts';
import type { Position } from './survey.ts';

export type MarkerView = Static<typeof BoundaryMarker>;
type Row = Selectable<BoundaryMarkerTable>;

/** A marker under lock with the line that its code names. */
export interface MarkerRow extends Row {
  readonly lineCode: string;
  readonly lineState: string;
  readonly codeA: string;
  readonly codeB: string;
  readonly currentCodeA: string;
  readonly currentCodeB: string;
}

const columns = sql`m.*, l.line_code, l.state as line_state, l.code_a, l.code_b, l.current_code_a, l.current_code_b`;

/** Markers with their lines, by code. */
export async function listMarkerRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<MarkerRow[]> {
  const { rows } = await sql<MarkerRow>`
    select ${columns} from boundary_marker m join boundary_line l on l.id = m.line_id
    where ${where} order by m.marker_code, m.id limit ${limit}`.execute(db);
  return rows;
}

/** The marker under lock; throws MARKER_UNKNOWN, at the field that names it when there is one. */
export async function lockMarker(db: Db, id: string, pointer?: string): Promise<MarkerRow> {
  const { rows } = await sql<MarkerRow>`
    select ${columns} from boundary_marker m join boundary_line l on l.id = m.line_id
    where m.id = ${id}::uuid for update of m`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('MARKER_UNKNOWN', pointer === undefined ? {} : { pointer });
  return row;
}

/** The marker as its offices see it; throws MARKER_UNKNOWN. */
export async function showMarker(kit: AppKit, db: Db, id: string): Promise<MarkerView> {
  const [row] = await listMarkerRows(db, sql`m.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('MARKER_UNKNOWN');
  return toMarkerView(kit, row);
}

/** The custodian's name and phone leave the database masked only. */
export function toMarkerView(kit: AppKit, row: MarkerRow): MarkerView {
  const open = (column: 'custodian_name' | 'custodian_phone', sealed: Buffer | null): string | null =>
    sealed === null ? null : kit.fields.decrypt(sealed, { table: 'boundary_marker', column, recordId: row.id });
  const name = open('custodian_name', row.custodianName);
  const phone = open('custodian_phone', row.custodianPhone);
  return {
    id: row.id,
    lineId: row.lineId,
    lineCode: row.lineCode,
    codeA: row.codeA,
    codeB: row.codeB,
    markerCode: row.markerCode,
    kind: kindOf(row.letter) ?? 'SINGLE',
    otherLineIds: row.otherLineIds,
    material: row.material,
    lon: Number(row.lon),
    lat: Number(row.lat),
    heightM: row.heightM === null ? null : Number(row.heightM),
    // Checked by the contract when they were entered.
    azimuthFeatures: row.azimuthFeatures as MarkerView['azimuthFeatures'],
    photoIds: row.photoIds,
    custodianName: name === null ? null : maskName(name),
    custodianPhone: phone === null ? null : maskPhone(phone),
    condition: row.condition as MarkerView['condition'],
    offLineM: row.offLineM === null ? null : Number(row.offLineM),
    offLineReason: row.offLineReason,
    datumNote: row.datumNote,
    warnings: row.offLineM === null ? [] : ['GEOM_OFF_LINE'],
    setOn: row.setOn,
    lastCheckedOn: row.lastCheckedOn,
    removedOn: row.removedOn,
    replacedById: row.replacedById,
    version: row.version,
  };
}

/** Where the register has the marker. */
export function positionOf(row: Pick<Row, 'lon' | 'lat'>): Position {
  return [Number(row.lon), Number(row.lat)];
}

/** Standing markers of a line for its check. */
export async function standingMarkers(db: Db, lineId: string): Promise<Standing[]> {
  const rows = await db
    .selectFrom('boundaryMarker')
    .select(['positionCode', 'serial', 'letter', 'lon', 'lat'])
    .where('lineId', '=', lineId)
    .where('removedOn', 'is', null)
    .orderBy('markerCode')
    .execute();
  return rows.map((row) => ({ ...row, lon: Number(row.lon), lat: Number(row.lat) }));
}
