import type { BoundaryAdjacency, BoundaryLine } from '@mz/contracts';
import type { DivisionHistory, LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { BoundaryLineTable } from '../database.ts';
import { dueYearOf, isOverdue, kilometresOf, type LineLevel, unitName } from './rules.ts';
import type { LineString } from './survey.ts';

export type LineView = Static<typeof BoundaryLine>;
export type LineRow = Selectable<BoundaryLineTable>;
type AdjacencyView = Static<typeof BoundaryAdjacency>;

/** A line with what follows of its inspections, disputes and maps. */
interface FullRow extends LineRow {
  readonly disputeFlag: boolean;
  readonly lastFiledYear: number | null;
  readonly detailedMapState: string | null;
  readonly openResurveys: number;
}

/** Lines by code as a listing shows them. */
export async function listLineRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<FullRow[]> {
  const { rows } = await sql<FullRow>`
    select * from (
      select l.*,
        exists (select from boundary_dispute d where d.line_id = l.id and d.state <> 'CLOSED') as dispute_flag,
        (select max(i.plan_year) from boundary_inspection i
          where i.line_id = l.id and i.kind = 'REGULAR' and i.state = 'FILED') as last_filed_year,
        (select m.state from detailed_map m where m.line_id = l.id) as detailed_map_state,
        (select count(*)::int from resurvey_task t where t.line_id = l.id and t.state = 'OPEN') as open_resurveys
      from boundary_line l
    ) l where ${where} order by l.line_code, l.id limit ${limit}`.execute(db);
  return rows;
}

/** Lines whose inspection is overdue on a day, or not; the same arithmetic as `dueYearOf`. */
export function overdueOn(today: LegalDay, overdue: boolean): RawBuilder<unknown> {
  return sql`(l.state = 'IN_FORCE' and coalesce(l.last_filed_year, extract(year from l.approved_on)::int) + 5
    < extract(year from ${today}::date)::int) = ${overdue}::boolean`;
}

/** The line as its offices see it. */
export function toLineView(row: FullRow, history: DivisionHistory, today: LegalDay): LineView {
  const dueYear = dueYearOf(row);
  const names = { today, span: row };
  return {
    id: row.id,
    lineCode: row.lineCode,
    // Checked by the table.
    level: row.level as LineLevel,
    codeA: row.codeA,
    codeB: row.codeB,
    currentCodeA: row.currentCodeA,
    currentCodeB: row.currentCodeB,
    nameA: unitName(history, row.codeA, names),
    nameB: unitName(history, row.codeB, names),
    lengthKm: kilometresOf(row.lengthM),
    approvalDoc: row.approvalDoc,
    approvedOn: row.approvedOn,
    protocolRef: row.protocolRef,
    trijunctionStart: row.trijunctionStart,
    trijunctionEnd: row.trijunctionEnd,
    // Checked by checkLine when it was entered.
    geometry: row.geometry as LineView['geometry'],
    datumNote: row.datumNote,
    state: row.state as LineView['state'],
    validFrom: row.validFrom,
    validTo: row.validTo,
    closedReason: row.closedReason,
    successorId: row.successorId,
    disputeFlag: row.disputeFlag,
    dueYear,
    overdue: row.state === 'IN_FORCE' && isOverdue(dueYear, today),
    detailedMapState: row.detailedMapState,
    openResurveys: row.openResurveys,
    version: row.version,
  };
}

/** The row of a line with what follows of it; throws BOUNDARY_LINE_UNKNOWN. */
export async function getLineRow(db: Db, id: string): Promise<FullRow> {
  const [row] = await listLineRows(db, sql`l.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('BOUNDARY_LINE_UNKNOWN');
  return row;
}

/** The line under lock; throws BOUNDARY_LINE_UNKNOWN, at the field that names it when there is one. */
export async function lockLine(db: Db, id: string, pointer?: string): Promise<LineRow> {
  const row = await db.selectFrom('boundaryLine').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('BOUNDARY_LINE_UNKNOWN', pointer === undefined ? {} : { pointer });
  return row;
}

/** Lines that are in the register on a day. */
function linesOn(db: Db, asOf: LegalDay) {
  return db
    .selectFrom('boundaryLine')
    .selectAll()
    .where('state', 'in', ['IN_FORCE', 'CLOSED'])
    .where('validFrom', '<=', asOf)
    .where((where) => where.or([where('validTo', 'is', null), where('validTo', '>', asOf)]));
}

/** The line that bears a code on a day. */
export async function findLineByCode(db: Db, code: string, asOf: LegalDay): Promise<LineRow | undefined> {
  return linesOn(db, asOf).where('lineCode', '=', code).executeTakeFirst();
}

/** All lines on a day, by code. */
export async function listLinesOn(db: Db, asOf: LegalDay): Promise<LineRow[]> {
  return linesOn(db, asOf).orderBy('lineCode').execute();
}

/** What everybody may know of a marker. */
export interface PublicMarker {
  readonly markerCode: string;
  readonly lineCode: string;
  readonly lon: number;
  readonly lat: number;
}

/** Markers that stood on a day on lines of that day, by code; their places rounded. */
export async function listPublicMarkers(db: Db, asOf: LegalDay, decimals: number): Promise<PublicMarker[]> {
  const { rows } = await sql<PublicMarker>`
    select m.marker_code, l.line_code, round(coalesce(v.lon, m.lon), ${decimals}::int)::float8 as lon,
      round(coalesce(v.lat, m.lat), ${decimals}::int)::float8 as lat
    from boundary_marker m join boundary_line l on l.id = m.line_id
    left join boundary_marker_version v on v.marker_id = m.id and daterange(v.valid_from, v.valid_to) @> ${asOf}::date
    where l.state in ('IN_FORCE', 'CLOSED') and daterange(l.valid_from, l.valid_to) @> ${asOf}::date
      and daterange(m.set_on, m.removed_on) @> ${asOf}::date
    order by m.marker_code`.execute(db);
  return rows;
}

/** Whether two units are known to adjoin each other. */
export async function areAdjacent(db: Db, codeA: string, codeB: string): Promise<boolean> {
  const found = await db
    .selectFrom('boundaryAdjacency')
    .select('codeA')
    .where('codeA', '=', codeA)
    .where('codeB', '=', codeB)
    .executeTakeFirst();
  return found !== undefined;
}

/** The units that are known to adjoin one. */
export async function listAdjacenciesOf(db: Db, code: string): Promise<AdjacencyView[]> {
  return db
    .selectFrom('boundaryAdjacency')
    .select(['codeA', 'codeB', 'source', 'declaredOn'])
    .where((where) => where.or([where('codeA', '=', code), where('codeB', '=', code)]))
    .orderBy('codeA')
    .orderBy('codeB')
    .execute();
}

/** The geometry of a line, as it was checked when it was entered. */
export function geometryOf(line: Pick<LineRow, 'geometry'>): LineString | null {
  return line.geometry as LineString | null;
}
