import type { Fen } from '@mz/domain';
import type { Posting } from '../funds/index.ts';
import { splitAs } from '../level-split.ts';
import type { MonthRow } from './queries.ts';

/** A month with the part of it that a journal is about. */
export interface MonthPart {
  readonly part: MonthRow;
  readonly amountFen: Fen;
}

/** RECEIVABLE_OVERPAY / EXPENDITURE by level in the year of the month, PRIOR_YEAR_RECOVERY after it (payments.md §6). */
export function establish(programme: string, months: readonly MonthPart[]): Posting[] {
  return months.flatMap(({ part: { fundId, fundSplit, sameYear }, amountFen }): Posting[] => [
    { account: 'RECEIVABLE_OVERPAY', fundId, programme, debitFen: amountFen },
    ...splitAs(amountFen, fundSplit).map(
      ({ level, amountFen: creditFen }): Posting => ({
        account: sameYear ? 'EXPENDITURE' : 'PRIOR_YEAR_RECOVERY',
        level,
        fundId,
        programme,
        creditFen,
      }),
    ),
  ]);
}

/** What still stands of an overpayment is taken back: what came back of it is paid out again by its bureau's supplement. */
export function undo(programme: string, months: readonly MonthRow[]): Posting[] {
  return months.flatMap((part): Posting[] => {
    const { fundId, outstandingFen, writtenOffFen } = part;
    const mirrored = establish(programme, [{ part, amountFen: outstandingFen + writtenOffFen }]).slice(1);
    return [
      ...mirrored.map(({ creditFen = 0, debitFen: _, ...posting }) => ({ ...posting, debitFen: creditFen })),
      { account: 'RECEIVABLE_OVERPAY', fundId, programme, creditFen: outstandingFen },
      { account: 'WRITE_OFF', fundId, programme, creditFen: writtenOffFen },
    ];
  });
}

/** BANK_SPECIAL or WRITE_OFF / RECEIVABLE_OVERPAY, in the purse of each month. */
export function clear(
  programme: string,
  account: 'BANK_SPECIAL' | 'WRITE_OFF',
  months: readonly MonthPart[],
): Posting[] {
  return months.flatMap(({ part: { fundId }, amountFen }): Posting[] => [
    { account, fundId, programme, debitFen: amountFen },
    { account: 'RECEIVABLE_OVERPAY', fundId, programme, creditFen: amountFen },
  ]);
}

/** Where the money of a settled line stood, and its purse. */
export interface OffsetSource {
  readonly liability: 'PAYABLE' | 'PAYABLE_RETURNED';
  readonly fundId: string;
}

/**
 * PAYABLE of the line / RECEIVABLE_OVERPAY of the months. Where the debt is another purse's, the recovery passes from it
 * to the purse that keeps the money, over PRIOR_YEAR_RECOVERY, so that each purse balances by itself.
 */
export function offset(programme: string, source: OffsetSource, months: readonly MonthPart[]): Posting[] {
  return months.flatMap(({ part: { fundId }, amountFen }): Posting[] => [
    { account: source.liability, fundId: source.fundId, programme, debitFen: amountFen },
    { account: 'RECEIVABLE_OVERPAY', fundId, programme, creditFen: amountFen },
    ...(fundId === source.fundId ? [] : passOver(programme, { from: fundId, to: source.fundId, amountFen })),
  ]);
}

function passOver(programme: string, { from, to, amountFen }: { from: string; to: string; amountFen: Fen }): Posting[] {
  return [
    { account: 'PRIOR_YEAR_RECOVERY', fundId: from, programme, debitFen: amountFen },
    { account: 'PRIOR_YEAR_RECOVERY', fundId: to, programme, creditFen: amountFen },
  ];
}
