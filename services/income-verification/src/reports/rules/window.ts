import { addMonthsToMonth, compareMonths, monthOf, multiply, type Rational, rational } from '@mz/domain';
import type { Brief } from './types.ts';

/** Σ of a window of W months as a yearly figure: Σ × 12 / W, exact. */
export function yearly(sumFen: bigint, brief: Brief): Rational {
  return multiply(rational(sumFen), rational(12n, BigInt(brief.windowMonths)));
}

/** Whether a month lies in the brief's window. */
export function inWindow(month: string, brief: Brief): boolean {
  return compareMonths(month, brief.windowFrom) >= 0 && compareMonths(month, brief.windowTo) <= 0;
}

/** Months of the window from `firstMonth` on. */
export function monthsInWindowFrom(firstMonth: string, brief: Brief): number {
  return monthsInWindow(firstMonth, null, brief);
}

/** Months of the window from `firstMonth` to `lastMonth`; without a last month it goes on. */
export function monthsInWindow(firstMonth: string, lastMonth: string | null, brief: Brief): number {
  const until = lastMonth !== null && compareMonths(lastMonth, brief.windowTo) < 0 ? lastMonth : brief.windowTo;
  let count = 0;
  for (let month = brief.windowFrom; compareMonths(month, until) <= 0; month = addMonthsToMonth(month, 1)) {
    if (compareMonths(month, firstMonth) >= 0) count += 1;
  }
  return count;
}

/** Months of the window that a period of days touches with whole months (declared periods are whole months). */
export function windowMonthsOf(periodFrom: string, periodTo: string, brief: Brief): { overlap: number; whole: number } {
  let overlap = 0;
  let whole = 0;
  const last = monthOf(periodTo);
  for (let month = monthOf(periodFrom); compareMonths(month, last) <= 0; month = addMonthsToMonth(month, 1)) {
    whole += 1;
    if (inWindow(month, brief)) overlap += 1;
  }
  return { overlap, whole };
}
