import { daysInMonth, type LegalDay, parseLegalDay } from './day.ts';
import { accept, type Decision, refuse } from './decision.ts';

/** A calendar month 'YYYY-MM', as in benefit months; text order is time order. */
export type LegalMonth = string;

/** Whole months from the first to the last, both included; `to: null` is still open. */
export type MonthPeriod = { readonly from: LegalMonth; readonly to: LegalMonth | null };

/** Reads a month from outside: refuses MONTH_INVALID unless it is 'YYYY-MM' with a month from 01 to 12. */
export function parseLegalMonth(input: unknown): Decision<LegalMonth, 'MONTH_INVALID'> {
  if (typeof input !== 'string' || !/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(input)) return refuse('MONTH_INVALID');
  return accept(input);
}

/** The month that a day lies in; throws RangeError MONTH_INVALID when it is not a day of the calendar. */
export function monthOf(day: LegalDay): LegalMonth {
  if (!parseLegalDay(day).ok) throw new RangeError('MONTH_INVALID: not a day YYYY-MM-DD of the calendar');
  return day.slice(0, 7);
}

/** The month `count` months later (earlier when negative). */
export function addMonthsToMonth(month: LegalMonth, count: number): LegalMonth {
  if (!Number.isSafeInteger(count)) throw new RangeError('MONTH_INVALID: the distance must be a whole number');
  const index = monthIndex(month) + count;
  const text = `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
  monthIndex(text);
  return text;
}

/** The first day of a month. */
export function firstDayOf(month: LegalMonth): LegalDay {
  monthIndex(month);
  return `${month}-01`;
}

/** The last day of a month. */
export function lastDayOf(month: LegalMonth): LegalDay {
  const index = monthIndex(month);
  return `${month}-${daysInMonth(Math.floor(index / 12), (index % 12) + 1)}`;
}

/** Months from the first to the second, negative when the second is earlier: 2014-01 to 2014-03 is 2. */
export function monthsBetween(from: LegalMonth, to: LegalMonth): number {
  return monthIndex(to) - monthIndex(from);
}

/** Orders two months: −1 when a is earlier, 0 when equal, 1 when a is later. */
export function compareMonths(a: LegalMonth, b: LegalMonth): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * How many months two periods share (social-assistance §11.1: an item counts by the overlap of its period with the
 * window); throws RangeError MONTH_INVALID when one ends before it begins or both are still open.
 */
export function overlapMonths(a: MonthPeriod, b: MonthPeriod): number {
  const [first, second] = [bounds(a), bounds(b)];
  const last = Math.min(first.to, second.to);
  if (last === Number.POSITIVE_INFINITY) throw new RangeError('MONTH_INVALID: both periods are open');
  return Math.max(0, last - Math.max(first.from, second.from) + 1);
}

function bounds(period: MonthPeriod): { from: number; to: number } {
  const from = monthIndex(period.from);
  const to = period.to === null ? Number.POSITIVE_INFINITY : monthIndex(period.to);
  if (to < from) throw new RangeError('MONTH_INVALID: the period ends before it begins');
  return { from, to };
}

function monthIndex(month: LegalMonth): number {
  if (!parseLegalMonth(month).ok) throw new RangeError('MONTH_INVALID: not a month YYYY-MM');
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}
