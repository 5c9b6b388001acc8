import { compileReport, getReport, issueReport, reportFacts } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { compile, issue } from './commands.ts';
import { reportsGraphql } from './graphql.ts';
import { getReportRow } from './queries.ts';
import { toFacts, toReport } from './views.ts';

export { getReportRow } from './queries.ts';

/** Reports: facts and comparisons, never an eligibility decision (income-verification.md §1). */
export function registerReports(kit: AppKit): void {
  kit.operation(compileReport, (ctx, input) => compile(kit, ctx, input));
  kit.operation(issueReport, (ctx, input) => issue(kit, ctx, input));
  kit.operation(getReport, (ctx, { params }) =>
    kit.read(ctx, async (db) => toReport(await getReportRow(db, params.id), ctx)),
  );
  kit.operation(reportFacts, (ctx, { params }) =>
    kit.read(ctx, async (db) => toFacts(await getReportRow(db, params.id))),
  );
  kit.graphql(reportsGraphql(kit));
}
