import type { LegalDay } from '@mz/domain';

/** What stays of a bank's answer (income-verification.md §9): bank count, total band, total at date. */
export interface BankSummary {
  readonly bankCount: number;
  readonly totalBand: 'WITHIN_LIMIT' | 'ABOVE_LIMIT';
  readonly totalFen: number;
  readonly balanceOn: LegalDay;
}

/** One row of a bank's answer as far as its sum needs it. */
export interface BankTotal {
  readonly bank: string;
  readonly balanceFen: number;
  readonly balanceOn: LegalDay;
}

/** Sums an answer up: the band is told by the household's limit, the date is the latest balance. */
export function summarize(
  rows: readonly BankTotal[],
  { limitFen, sourceAsOf }: { readonly limitFen: number; readonly sourceAsOf: LegalDay },
): BankSummary {
  const totalFen = rows.reduce((sum, { balanceFen }) => sum + balanceFen, 0);
  return {
    bankCount: new Set(rows.map(({ bank }) => bank)).size,
    totalBand: totalFen <= limitFen ? 'WITHIN_LIMIT' : 'ABOVE_LIMIT',
    totalFen,
    balanceOn:
      rows
        .map(({ balanceOn }) => balanceOn)
        .sort()
        .at(-1) ?? sourceAsOf,
  };
}
