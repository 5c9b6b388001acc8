import { compileReport, getReport, issueReport, reportFacts } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { compile, issue, type ReportEffects } from './commands.ts';
import { reportsGraphql } from './graphql.ts';
import { showReportRow } from './queries.ts';
import { toFacts, toReport } from './views.ts';

export type { ReportEffects } from './commands.ts';
export { getReportRow, type ReportRow } from './queries.ts';

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
}
