import {
  addDays,
  addMonthsToMonth,
  compareMonths,
  type LegalDay,
  lastDayOf,
  monthOf,
  parseLegalMonth,
} from '@mz/domain';

/** The last month that is over for so many days that it may be published. */
export function lastClosedMonth(today: LegalDay, lagDays: number): string {
  const month = monthOf(today);
  const before = addMonthsToMonth(month, -1);
  return today > addDays(lastDayOf(before), lagDays) ? before : addMonthsToMonth(month, -2);
}

/** Months from the first to the last. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; compareMonths(month, to) <= 0; month = addMonthsToMonth(month, 1)) months.push(month);
  return months;
}

const longest = 36;

/** The months that are asked for; undefined for no months, the wrong order, or more than three years. */
export function askedMonths(from: string, to: string): string[] | undefined {
  if (!parseLegalMonth(from).ok || !parseLegalMonth(to).ok || compareMonths(from, to) > 0) return undefined;
  return compareMonths(to, addMonthsToMonth(from, longest - 1)) > 0 ? undefined : monthsBetween(from, to);
}
