import type { getReconciliation, OperationInputOf } from '@mz/contracts';
import { addDays, isWorkingDay, type LegalDay, sumFen, type WorkCalendar } from '@mz/domain';
import { type Context, fail, numbersOn } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { shareBp } from '../funds/index.ts';
import { showRun } from '../runs/index.ts';
import {
  type Counts,
  countRuns,
  type Report,
  readAccounts,
  readCounts,
  readFiles,
  readHolds,
  readLines,
  readSplit,
  readUnknown,
  type Scope,
} from './queries.ts';

/** The report of a county and month, or of one run in it, as of today. */
export async function reportOf(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof getReconciliation>['query'],
): Promise<Report> {
  const { divisionCode, benefitMonth, runId = null } = query;
  kit.authorize(ctx, { divisionCode });
  const scope = { divisionCode, benefitMonth, runId };
  return kit.read(ctx, async (db) => {
    if (runId !== null) await requireRun(db, scope, runId);
    return assemble(kit, db, scope);
  });
}

async function requireRun(db: Db, scope: Scope, runId: string): Promise<void> {
  const run = await showRun(db, runId);
  if (run.divisionCode !== scope.divisionCode || run.benefitMonth !== scope.benefitMonth) throw fail('RUN_UNKNOWN');
}

async function assemble(kit: AppKit, db: Db, scope: Scope): Promise<Report> {
  const asOf = kit.clock.today();
  const answerDays = (await numbersOn(db, asOf))('bank-file.answer-working-days');
  const lines = await readLines(db, scope);
  const counted = lines.filter(({ state }) => state !== 'CANCELLED' && state !== 'REISSUED');
  const totalFen = sumFen(counted.map(({ amountFen }) => amountFen));
  const counts = await readCounts(db, scope, asOf);
  return {
    ...scope,
    asOf,
    runs: await countRuns(db, scope),
    lineCount: counted.reduce((sum, { count }) => sum + count, 0),
    totalFen,
    deductedFen: totalFen - sumFen(counted.map(({ netFen }) => netFen)),
    settledFen: lines.find(({ state }) => state === 'SETTLED')?.netFen ?? 0,
    lines,
    bankFiles: await readFiles(db, scope),
    fundSplit: await readSplit(db, scope),
    accounts: await readAccounts(db, scope),
    holds: await readHolds(db, scope),
    unknownOutcomes: await readUnknown(db, scope, workingDaysAgo(kit.calendar, asOf, answerDays)),
    indicators: indicatorsOf(counts),
  };
}

/** Days in which the bank must answer lie behind a file that was written before this day. */
function workingDaysAgo(calendar: WorkCalendar, today: LegalDay, count: number): LegalDay {
  let [day, left] = [today, count];
  while (left > 0) {
    day = addDays(day, -1);
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  return day;
}

/** The indicators of payments.md §12; a share of nothing is null. */
export function indicatorsOf(counts: Counts | undefined): Report['indicators'] {
  if (counts === undefined) throw new Error('a report without counts');
  const { settled, settledFirst, failedFirst, onTime, weightedDays, weight, heldOverdue, overpaidFen } = counts;
  return {
    firstTimeSuccessBp: shareBp(settledFirst, settledFirst + failedFirst),
    paidByPayDayBp: shareBp(onTime, settled),
    daysToAccount: weightedDays === null || weight === 0 ? null : Math.round(weightedDays / weight),
    heldOverdue,
    recoveredShareBp: shareBp(counts.recoveredFen, overpaidFen),
  };
}
