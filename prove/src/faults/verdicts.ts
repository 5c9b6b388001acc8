import type { Check, Report } from '../verification/centre.ts';
import type { Verification } from '../verification/open.ts';

/** What a report comes to. */
export type Judged = Pick<Report, 'verdict' | 'secondaryFlags' | 'missingAgencies'>;

/** Against what a check's report is held. */
export interface Expected {
  /** The report of a check of the same person that nobody disturbed. */
  readonly honest: Judged;
  readonly name: string;
  /** There must be a report by now. */
  readonly must?: boolean;
}

/**
 * Compiles, if it can be, and says what is wrong: a report has the honest verdict, or it says that it is INCOMPLETE, as its verdict
 * or beside an earlier one (income-verification.md §6), and who is missing.
 */
export async function judgeReport(
  { centre }: Pick<Verification, 'centre'>,
  check: Check,
  { honest, name, must = false }: Expected,
): Promise<string[]> {
  const report = await centre.compile(check);
  if (typeof report === 'string') {
    // One that was compiled before is not compiled again.
    const waits = report === 'MANDATORY_ITEMS_OPEN' && !must;
    return waits || report === 'STATE_TRANSITION_INVALID' ? [] : [`${name}: no report, ${report}`];
  }
  if (report.verdict === honest.verdict) return [];
  const isIncomplete = [report.verdict, ...report.secondaryFlags].includes('INCOMPLETE');
  if (isIncomplete && report.missingAgencies.length > 0) return [];
  return [`${name}: the verdict is ${report.verdict} where an honest one is ${honest.verdict}`];
}
