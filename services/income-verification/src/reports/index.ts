import {
  compileReport,
  confirmResolution,
  decideOverride,
  decideRows,
  getReport,
  issueReport,
  listOverrides,
  listReportPapers,
  listResolutions,
  myReportPdf,
  myReports,
  proposeOverride,
  recordReportConsent,
  reportFacts,
  reportPdf,
  resolveConflict,
  verifyReport,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { compile, issue, type ReportEffects } from './commands.ts';
import { recordConsent } from './consents.ts';
import { reportDeaths } from './deaths.ts';
import { reportsGraphql } from './graphql.ts';
import { reportMutations } from './mutations.ts';
import { decide, listOf, proposeFor } from './overrides.ts';
import { getOwn, listOwn } from './own.ts';
import { downloadOf, listPapers, verify } from './papers.ts';
import { showReportRow } from './queries.ts';
import { confirm, list, proposeConflict, proposeRows } from './resolutions.ts';
import { settlingGraphql } from './settling-graphql.ts';
import { toFacts, toReport } from './views.ts';

export { tellAgencyError } from './agency-errors.ts';
export type { ReportEffects } from './commands.ts';
export { inWords } from './paper-words.ts';
export { findIssuedOf, getReportRow, type ReportRow } from './queries.ts';
export { showLatestReport } from './ticketed.ts';
export { type Report, toReport } from './views.ts';

/** Reports: facts and comparisons, never an eligibility decision (income-verification.md §1). */
export function registerReports(kit: AppKit, effects: ReportEffects): void {
  kit.operation(compileReport, (ctx, input) => compile(kit, ctx, input));
  kit.operation(issueReport, (ctx, input) => issue(kit, ctx, input, effects));
  kit.operation(getReport, (ctx, { params }) =>
    kit.read(ctx, async (db) => toReport(await showReportRow(kit, ctx, db, params.id), ctx)),
  );
  kit.operation(reportFacts, (ctx, { params }) =>
    kit.read(ctx, async (db) => toFacts(await showReportRow(kit, ctx, db, params.id))),
  );
  kit.graphql(reportsGraphql(kit));
  kit.graphql(reportMutations(kit, effects));
  registerPapers(kit);
  registerSettling(kit);
  reportDeaths(kit);
}

function registerPapers(kit: AppKit): void {
  kit.download(reportPdf, async (ctx, { params }) => {
    const row = await kit.read(ctx, (db) => showReportRow(kit, ctx, db, params.id));
    return downloadOf(kit, ctx, { row, report: toReport(row, ctx) });
  });
  kit.operation(listReportPapers, (ctx, input) => listPapers(kit, ctx, input));
  kit.operation(verifyReport, (_, input) => verify(kit, input));
  kit.operation(myReports, (ctx) => listOwn(kit, ctx));
  kit.download(myReportPdf, async (ctx, { params }) => downloadOf(kit, ctx, await getOwn(kit, ctx, params.id)));
  kit.operation(recordReportConsent, (ctx, input) => recordConsent(kit, ctx, input));
}

function registerSettling(kit: AppKit): void {
  kit.operation(resolveConflict, (ctx, input) => proposeConflict(kit, ctx, input));
  kit.operation(decideRows, (ctx, input) => proposeRows(kit, ctx, input));
  kit.operation(confirmResolution, (ctx, input) => confirm(kit, ctx, input));
  kit.operation(listResolutions, (ctx, input) => list(kit, ctx, input));
  kit.operation(proposeOverride, (ctx, input) => proposeFor(kit, ctx, input));
  kit.operation(decideOverride, (ctx, input) => decide(kit, ctx, input));
  kit.operation(listOverrides, (ctx, input) => listOf(kit, ctx, input));
  kit.graphql(settlingGraphql(kit));
}
