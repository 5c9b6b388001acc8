import {
  addFinding,
  closeFindings,
  endField,
  fileBoundaryInspection,
  getBoundaryInspection,
  handleFinding,
  inspectionProgress,
  inspectionReportPdf,
  listBoundaryInspections,
  notifyBoundaryInspection,
  planBoundaryInspections,
  prepareBoundaryInspection,
  signProtocol,
  startBoundaryInspection,
  submitInspectionReport,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { closeAll, end, file, find, handle, notify, prepare, sign, start, submitReport } from './commands.ts';
import { pdfOf } from './pdf.ts';
import { plan } from './plan.ts';
import { readProgress } from './progress.ts';
import { readInspection, readInspections } from './reads.ts';
import { reportOf } from './report.ts';

/** The REST operations of joint inspections. */
export function registerInspectionRoutes(kit: AppKit): void {
  kit.operation(planBoundaryInspections, (ctx, { body }) => plan(kit, ctx, body));
  kit.operation(listBoundaryInspections, (ctx, { query }) => readInspections(kit, ctx, query));
  kit.operation(inspectionProgress, (ctx, { query }) => readProgress(kit, ctx, query.year));
  kit.operation(getBoundaryInspection, (ctx, { params }) => readInspection(kit, ctx, params.id));
  kit.download(inspectionReportPdf, async (ctx, { params }) => {
    const report = await kit.read(ctx, (db) => reportOf(kit, db, params.id));
    return { fileName: report.fileName, chunks: pdfOf(report) };
  });
  kit.operation(notifyBoundaryInspection, (ctx, input) => notify(kit, ctx, input));
  kit.operation(prepareBoundaryInspection, (ctx, input) => prepare(kit, ctx, input));
  kit.operation(startBoundaryInspection, (ctx, input) => start(kit, ctx, input));
  kit.operation(addFinding, (ctx, { body }) => find(kit, ctx, body));
  kit.operation(handleFinding, (ctx, input) => handle(kit, ctx, input));
  kit.operation(endField, (ctx, input) => end(kit, ctx, input));
  kit.operation(closeFindings, (ctx, input) => closeAll(kit, ctx, input));
  kit.operation(signProtocol, (ctx, input) => sign(kit, ctx, input));
  kit.operation(submitInspectionReport, (ctx, input) => submitReport(kit, ctx, input));
  kit.operation(fileBoundaryInspection, (ctx, input) => file(kit, ctx, input));
}
