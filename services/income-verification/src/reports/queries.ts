import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { ReportTable } from '../database.ts';
import { logShown, reportedIn } from '../readings.ts';
import { type ReportContent, wholeContent } from './content.ts';

/** A row of the table, its content read. */
export type ReportRow = Omit<Selectable<ReportTable>, 'content'> & { readonly content: ReportContent };

/** One report version in the caller's division; throws REPORT_UNKNOWN. */
export async function getReportRow(db: Db, id: string, lock = false): Promise<ReportRow> {
  const query = db.selectFrom('report').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('REPORT_UNKNOWN');
  return toRow(row);
}

/** The same for a reader, who is written into the ledger of the persons. */
export async function showReportRow(kit: AppKit, ctx: Context, db: Db, id: string): Promise<ReportRow> {
  const shown = { persons: reportedIn([id]), facts: ['MEANS_REPORT'] };
  const [row] = await Promise.all([getReportRow(db, id), logShown(kit, ctx, db, shown)]);
  return row;
}

/** The reports with these ids. */
export async function findReports(db: Db, ids: readonly string[]): Promise<ReportRow[]> {
  if (ids.length === 0) return [];
  return (await db.selectFrom('report').selectAll().where('id', 'in', ids).execute()).map(toRow);
}

/** The latest issued report of each application. */
export async function findIssuedReports(db: Db, applicationIds: readonly string[]): Promise<ReportRow[]> {
  if (applicationIds.length === 0) return [];
  const rows = await db
    .selectFrom('report')
    .selectAll()
    .distinctOn('applicationId')
    .where('applicationId', 'in', applicationIds)
    .where('state', '=', 'ISSUED')
    .orderBy('applicationId')
    .orderBy('issuedOn', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toRow);
}

/** The issued report of each request. */
export async function findIssuedOf(db: Db, requestIds: readonly string[]): Promise<ReportRow[]> {
  if (requestIds.length === 0) return [];
  const query = db.selectFrom('report').selectAll().where('requestId', 'in', requestIds);
  return (await query.where('state', '=', 'ISSUED').execute()).map(toRow);
}

/** The versions of a request's report, latest first. */
export async function listVersions(db: Db, requestId: string): Promise<ReportRow[]> {
  const query = db.selectFrom('report').selectAll().where('requestId', '=', requestId);
  return (await query.orderBy('reportVersion', 'desc').execute()).map(toRow);
}

function toRow(row: Selectable<ReportTable>): ReportRow {
  // Parse border: only `compile` writes this column.
  return { ...row, content: wholeContent(row.content as Partial<ReportContent>) };
}
