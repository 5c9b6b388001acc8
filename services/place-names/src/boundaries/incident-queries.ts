import type { MarkerIncident } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { MarkerIncidentTable } from '../database.ts';
import { isIncidentOverdue } from './incident-rules.ts';

export type IncidentView = Static<typeof MarkerIncident>;

/** An incident with its marker and line. */
export interface IncidentRow extends Selectable<MarkerIncidentTable> {
  readonly markerCode: string;
  readonly lon: string;
  readonly lat: string;
  readonly lineCode: string;
  readonly codeA: string;
  readonly codeB: string;
  readonly currentCodeA: string;
  readonly currentCodeB: string;
}

const source = sql`
  select i.*, m.marker_code, m.lon, m.lat, l.line_code, l.code_a, l.code_b, l.current_code_a, l.current_code_b
  from marker_incident i join boundary_marker m on m.id = i.marker_id join boundary_line l on l.id = i.line_id`;

/** Incidents, the newest first. */
export async function listIncidentRows(db: Db, where: RawBuilder<unknown>, limit: number): Promise<IncidentRow[]> {
  const { rows } = await sql<IncidentRow>`
    ${source} where ${where} order by i.reported_on desc, i.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Open incidents whose term has passed, or the others. */
export function incidentsOverdue(today: LegalDay, overdue: boolean): RawBuilder<unknown> {
  return sql`((i.state = 'REPORTED' and i.verify_due_on < ${today}::date)
    or (i.state = 'VERIFIED' and i.restore_due_on < ${today}::date)) = ${overdue}::boolean`;
}

/** The incident under lock; throws INCIDENT_UNKNOWN. */
export async function lockIncident(db: Db, id: string): Promise<IncidentRow> {
  const { rows } = await sql<IncidentRow>`${source} where i.id = ${id}::uuid for update of i`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('INCIDENT_UNKNOWN');
  return row;
}

/** The incident as its offices see it; throws INCIDENT_UNKNOWN. */
export async function showIncident(db: Db, id: string, today: LegalDay): Promise<IncidentView> {
  const [row] = await listIncidentRows(db, sql`i.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('INCIDENT_UNKNOWN');
  return toIncidentView(row, today);
}

/** Without who did what: that stands in the trail. */
export function toIncidentView(row: IncidentRow, today: LegalDay): IncidentView {
  // Checked by the table.
  const state = row.state as IncidentView['state'];
  return {
    id: row.id,
    lineId: row.lineId,
    lineCode: row.lineCode,
    codeA: row.codeA,
    codeB: row.codeB,
    markerId: row.markerId,
    markerCode: row.markerCode,
    kind: row.kind as IncidentView['kind'],
    foundOn: row.foundOn,
    reportedOn: row.reportedOn,
    description: row.description,
    cause: row.cause as IncidentView['cause'],
    state,
    verifyDueOn: row.verifyDueOn,
    verifiedOnA: row.verifiedOnA,
    verifiedOnB: row.verifiedOnB,
    restoreDueOn: row.restoreDueOn,
    restoredOn: row.restoredOn,
    offsetMm: row.offsetMm,
    moveVoid: row.cause === 'UNILATERAL_MOVE',
    proposedFineFen: row.proposedFineFen,
    penaltyDoc: row.penaltyDoc,
    fineFen: row.fineFen,
    overdue: isIncidentOverdue({ state, verifyDueOn: row.verifyDueOn, restoreDueOn: row.restoreDueOn }, today),
    version: row.version,
  };
}
