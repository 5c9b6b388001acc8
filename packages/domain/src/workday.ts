import holidayNotices from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { addDays, compareDays, type LegalDay, weekdayOf } from './day.ts';

/**
 * The working days (工作日): Monday to Friday, less the days off, plus the make-up workdays (调休); what lies after
 * `loadedThrough` rests on the weekday alone and is provisional.
 */
export type WorkCalendar = {
  readonly offDays: ReadonlySet<string>;
  readonly workDays: ReadonlySet<string>;
  readonly loadedThrough: LegalDay;
};

/** A due day; provisional when it lies beyond the loaded calendar: stored so, recomputed on load, no decision rests on it. */
export type DueDay = { readonly day: LegalDay; readonly provisional: boolean };

const SATURDAY = 6;
const national = buildNationalCalendar();

/** The calendar of the State Council's yearly notices since 2004, from the npm package chinese-days. */
export function nationalCalendar(): WorkCalendar {
  return national;
}

/** True on a working day; a make-up workday counts although it is a Saturday or Sunday. */
export function isWorkingDay(calendar: WorkCalendar, day: LegalDay): boolean {
  if (calendar.workDays.has(day)) return true;
  return weekdayOf(day) < SATURDAY && !calendar.offDays.has(day);
}

/**
 * The `count`-th working day after `day`: day 1 is the first working day after the triggering event (social-assistance
 * §1), 0 is the day itself. Throws RangeError WORKING_DAYS_INVALID for a negative or broken count.
 */
export function addWorkingDays(calendar: WorkCalendar, day: LegalDay, count: number): DueDay {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError('WORKING_DAYS_INVALID: the count must be a whole number of at least zero');
  }
  let due = addDays(day, 0);
  for (let left = count; left > 0; ) {
    due = addDays(due, 1);
    if (isWorkingDay(calendar, due)) left -= 1;
  }
  return { day: due, provisional: compareDays(due, calendar.loadedThrough) > 0 };
}

/** Working days after `from` up to and including `to`, the inverse of `addWorkingDays`; negative when `to` is earlier. */
export function workingDaysBetween(calendar: WorkCalendar, from: LegalDay, to: LegalDay): number {
  if (compareDays(to, from) < 0) return -workingDaysBetween(calendar, to, from);
  let count = 0;
  for (let day = addDays(from, 0); compareDays(day, to) < 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(calendar, day)) count += 1;
  }
  return count;
}

/**
 * The end of a public notice (公示) in calendar days: the posted day is day 0, the notice ends at 24:00 of `endsOn` and
 * the next step may run from `nextStepFrom` (social-assistance §1). Throws RangeError PUBLICITY_TOO_SHORT below one day.
 */
export function publicityEnd(postedOn: LegalDay, days: number): { endsOn: LegalDay; nextStepFrom: LegalDay } {
  if (!Number.isSafeInteger(days) || days < 1) throw new RangeError('PUBLICITY_TOO_SHORT: at least one whole day');
  const endsOn = addDays(postedOn, days);
  return { endsOn, nextStepFrom: addDays(endsOn, 1) };
}

function buildNationalCalendar(): WorkCalendar {
  const offDays = new Set(Object.keys(holidayNotices.holidays));
  const workDays = new Set(Object.keys(holidayNotices.workdays));
  const lastYear = Math.max(...Array.from(offDays, (day) => Number(day.slice(0, 4))));
  // The notice for a year may still move the last week of the year before: Sat 2011-12-31 and Sat 2018-12-29 were
  // make-up workdays for New Year, Mon 2018-12-31 was off.
  return { offDays, workDays, loadedThrough: `${lastYear}-12-24` };
}
