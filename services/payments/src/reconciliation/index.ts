import { getReconciliation, reconciliationCsv, reconciliationPdf } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { csvBytes, csvRow } from '../csv.ts';
import { pdfOf } from './pdf.ts';
import type { Report } from './queries.ts';
import { reportOf } from './report.ts';
import { tablesOf, titleOf } from './tables.ts';

/** The reconciliation report of a county and month or of a run: as JSON, CSV and PDF, all of the same figures. */
export function registerReconciliation(kit: AppKit): void {
  kit.operation(getReconciliation, (ctx, { query }) => reportOf(kit, ctx, query));
  kit.download(reconciliationCsv, async (ctx, { query }) => {
    const report = await reportOf(kit, ctx, query);
    return { fileName: fileNameOf(report, 'csv'), charset: 'utf-8', chunks: csvBytes(csvLines(report), 'UTF-8') };
  });
  kit.download(reconciliationPdf, async (ctx, { query }) => {
    const report = await reportOf(kit, ctx, query);
    return { fileName: fileNameOf(report, 'pdf'), chunks: pdfOf(report) };
  });
}

function fileNameOf(report: Report, suffix: string): string {
  return `${titleOf(report)}-${report.divisionCode.slice(0, 6)}-${report.benefitMonth}.${suffix}`;
}

function* csvLines(report: Report): Generator<string> {
  yield csvRow([titleOf(report)]);
  for (const { title, head, rows } of tablesOf(report)) {
    yield csvRow([]);
    yield csvRow([title]);
    yield csvRow(head);
    for (const row of rows) yield csvRow(row);
  }
}
