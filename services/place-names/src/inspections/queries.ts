import type { BoundaryInspection, InspectionFinding } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import { kilometresOf, type Side } from '../boundaries/index.ts';
import type { BoundaryInspectionTable } from '../database.ts';
import type { InspectionState } from './rules.ts';

export type InspectionView = Static<typeof BoundaryInspection>;
type FindingView = Static<typeof InspectionFinding>;

/** A side as the database writes it into JSON. */
interface SideRow {
  readonly side: Side;
  readonly jointGroup: string | null;
  readonly crew: number | null;
  readonly budgetFen: number | null;
  readonly preparedOn: string | null;
  readonly preparedBy: string | null;
  readonly signedOn: string | null;
  readonly signedBy: string | null;
  readonly partnerDoc: string | null;
}

/** An inspection with its line, sides and findings. */
export interface InspectionRow extends Selectable<BoundaryInspectionTable> {
  readonly lineCode: string;
  readonly lineLevel: string;
  readonly lineFrom: string;
  readonly lineTo: string | null;
  readonly codeA: string;
  readonly codeB: string;
  readonly currentCodeA: string;
  readonly currentCodeB: string;
  readonly sides: readonly SideRow[];
  readonly findings: FindingView[];
}

const source = sql`
  select i.*, l.line_code, l.level as line_level, l.valid_from as line_from, l.valid_to as line_to, l.code_a, l.code_b,
    l.current_code_a, l.current_code_b,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'side', s.side, 'jointGroup', s.joint_group, 'crew', s.crew, 'budgetFen', s.budget_fen,
        'preparedOn', s.prepared_on, 'preparedBy', s.prepared_by, 'signedOn', s.signed_on, 'signedBy', s.signed_by,
        'partnerDoc', s.partner_doc) order by s.side), '[]')
      from inspection_side s where s.inspection_id = i.id) as sides,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'id', f.id, 'kind', f.kind, 'markerId', f.marker_id, 'description', f.description, 'handling', f.handling,
        'handledOn', f.handled_on) order by f.id), '[]')
      from inspection_finding f where f.inspection_id = i.id) as findings
  from boundary_inspection i join boundary_line l on l.id = i.line_id`;

/** Inspections, the newest first. */
export async function listInspectionRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<InspectionRow[]> {
  const { rows } = await sql<InspectionRow>`
    ${source} where ${where} order by i.plan_year desc, i.id desc limit ${limit}`.execute(db);
  return rows;
}

/** The inspection under lock; throws INSPECTION_UNKNOWN, at the field that names it when there is one. */
export async function lockInspection(db: Db, id: string, pointer?: string): Promise<InspectionRow> {
  const { rows } = await sql<InspectionRow>`${source} where i.id = ${id}::uuid for update of i`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('INSPECTION_UNKNOWN', pointer === undefined ? {} : { pointer });
  return row;
}

/** The inspection with its line; throws INSPECTION_UNKNOWN. */
export async function getInspectionRow(db: Db, id: string): Promise<InspectionRow> {
  const [row] = await listInspectionRows(db, sql`i.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('INSPECTION_UNKNOWN');
  return row;
}

/** The inspection as its offices see it; throws INSPECTION_UNKNOWN. */
export async function showInspection(db: Db, id: string, today: LegalDay): Promise<InspectionView> {
  return toInspectionView(await getInspectionRow(db, id), today);
}

/** Without who did what: that stands in the trail. */
export function toInspectionView(row: InspectionRow, today: LegalDay): InspectionView {
  const codes = { A: row.codeA, B: row.codeB };
  return {
    id: row.id,
    lineId: row.lineId,
    lineCode: row.lineCode,
    codeA: row.codeA,
    codeB: row.codeB,
    // Checked by the table.
    kind: row.kind as InspectionView['kind'],
    cause: row.cause as InspectionView['cause'],
    cycleNo: row.cycleNo,
    planYear: row.planYear,
    planDoc: row.planDoc,
    dueOn: row.dueOn,
    leadSide: row.leadSide as Side,
    plannedKm: kilometresOf(row.plannedM),
    inspectedKm: row.inspectedM === null ? null : kilometresOf(row.inspectedM),
    state: row.state as InspectionState,
    noticeDoc: row.noticeDoc,
    notifiedOn: row.notifiedOn,
    fieldStartedOn: row.fieldStartedOn,
    fieldEndedOn: row.fieldEndedOn,
    photoIds: row.photoIds,
    protocolDoc: row.protocolDoc,
    protocolSignedOn: row.protocolSignedOn,
    reportDoc: row.reportDoc,
    reportedOn: row.reportedOn,
    filingDoc: row.filingDoc,
    filedOn: row.filedOn,
    filingAuthority: row.lineLevel === 'PROVINCIAL' ? 'MCA' : 'PROVINCE',
    sides: row.sides.map(({ preparedBy: _, signedBy: __, ...side }) => ({
      ...side,
      sideCode: codes[side.side],
      lead: side.side === row.leadSide,
    })),
    findings: row.findings,
    warnings: row.lengthMismatch ? ['LENGTH_MISMATCH'] : [],
    overdue: row.state !== 'FILED' && row.dueOn < today,
    version: row.version,
  };
}
