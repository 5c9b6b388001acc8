import {
  addMonthsToMonth,
  daysBetween,
  firstDayOf,
  type LegalDay,
  type LegalMonth,
  lastDayOf,
  monthOf,
  monthsBetween,
  type Rational,
  rational,
} from '@mz/domain';
import { numberOf, type RuleContext, record } from './rule-context.ts';

/** The full months whose income is counted. */
export type IncomeWindow = { readonly from: LegalMonth; readonly to: LegalMonth; readonly months: number };

/** The days of an item, both included. */
export type DayPeriod = { readonly from: LegalDay; readonly to: LegalDay };

type Units = { readonly from: number; readonly to: number };

/** SA-R-05: the W full months before the month of application (W 12 rural, 6 urban, parameter; reading 1; MF-220 art. 7). */
export function incomeWindow(context: RuleContext): IncomeWindow {
  const { programme, applicationMonth } = context.facts;
  const months = numberOf(context, `income.window_months.${programme}`);
  const window = {
    from: addMonthsToMonth(applicationMonth, -months),
    to: addMonthsToMonth(applicationMonth, -1),
    months,
  };
  record(context, 'incomeWindow', () => ({ inputs: { applicationMonth, programme }, output: window }));
  return window;
}

/**
 * The part of an item's period that lies in the window and in none of the covered periods: in months when all periods
 * are whole months, else in days (reading 1).
 */
export function countedFraction(item: DayPeriod, window: IncomeWindow, covered: readonly DayPeriod[]): Rational {
  const frame = { from: firstDayOf(window.from), to: lastDayOf(window.to) };
  const toUnits = [item, ...covered].every(isWholeMonths) ? monthUnits : dayUnits;
  const [period, limits] = [toUnits(item), toUnits(frame)];
  const better = covered.map(toUnits);
  let counted = 0;
  for (let unit = Math.max(period.from, limits.from); unit <= Math.min(period.to, limits.to); unit += 1) {
    if (!better.some(({ from, to }) => from <= unit && unit <= to)) counted += 1;
  }
  return rational(counted, period.to - period.from + 1);
}

function isWholeMonths({ from, to }: DayPeriod): boolean {
  return from === firstDayOf(monthOf(from)) && to === lastDayOf(monthOf(to));
}

function monthUnits({ from, to }: DayPeriod): Units {
  return { from: monthsBetween('2000-01', monthOf(from)), to: monthsBetween('2000-01', monthOf(to)) };
}

function dayUnits({ from, to }: DayPeriod): Units {
  return { from: daysBetween('2000-01-01', from), to: daysBetween('2000-01-01', to) };
}
