import type { DetailedMap, listDetailedMaps, OperationInputOf } from '@mz/contracts';
import { type Context, fail, type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { DetailedMapTable } from '../database.ts';
import type { MapState } from './rules.ts';

export type MapView = Static<typeof DetailedMap>;

/** A map with its line. */
export interface MapRow extends Selectable<DetailedMapTable> {
  readonly lineCode: string;
  readonly codeA: string;
  readonly codeB: string;
  readonly currentCodeA: string;
  readonly currentCodeB: string;
}

const source = sql`
  select m.*, l.line_code, l.code_a, l.code_b, l.current_code_a, l.current_code_b
  from detailed_map m join boundary_line l on l.id = m.line_id`;

async function listMapRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<MapRow[]> {
  const { rows } = await sql<MapRow>`
    ${source} where ${where} order by l.line_code, m.id limit ${limit}`.execute(db);
  return rows;
}

/** The map under lock; throws MAP_UNKNOWN. */
export async function lockMap(db: Db, id: string): Promise<MapRow> {
  const { rows } = await sql<MapRow>`${source} where m.id = ${id}::uuid for update of m`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('MAP_UNKNOWN');
  return row;
}

/** The map as its offices see it; throws MAP_UNKNOWN. */
export async function showMap(db: Db, id: string): Promise<MapView> {
  const [row] = await listMapRows(db, sql`m.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('MAP_UNKNOWN');
  return toMapView(row);
}

/** Maps of the caller's lines, by code. */
export async function readMaps(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listDetailedMaps>['query'],
): Promise<ItemPage<MapView>> {
  const { after, first = 50, state = null } = query;
  const [code = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const where = sql`(${code}::text is null or (l.line_code, m.id) > (${code}::text, ${id}::uuid))
    and (${state}::text is null or m.state = ${state})`;
  const rows = await kit.read(ctx, (db) => listMapRows(db, where, first + 1));
  return pageOf(rows.map(toMapView), first, (map) => [map.lineCode, map.id]);
}

/** Without who did what: that stands in the trail. */
function toMapView(row: MapRow): MapView {
  return {
    id: row.id,
    lineId: row.lineId,
    lineCode: row.lineCode,
    codeA: row.codeA,
    codeB: row.codeB,
    // Checked by the table.
    state: row.state as MapState,
    sourceNote: row.sourceNote,
    scale: row.scale,
    sheets: row.sheets,
    compiler: row.compiler,
    compiledOn: row.compiledOn,
    checkedOn: row.checkedOn,
    reviewNo: row.reviewNo,
    reviewedOn: row.reviewedOn,
    approvalDoc: row.approvalDoc,
    approvedOn: row.approvedOn,
    publishedOn: row.publishedOn,
    version: row.version,
  };
}
