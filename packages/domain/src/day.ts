import { accept, type Decision, refuse } from './decision.ts';

/** A calendar day 'YYYY-MM-DD' as the law counts it, in the zone Asia/Shanghai; text order is time order. */
export type LegalDay = string;

const MS_PER_DAY = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
/** UTC+8 without a break since the last summer time ended on 1991-09-15; older instants ask the zone table. */
const FIXED_OFFSET_SINCE_MS = Date.UTC(1991, 8, 15);
const shanghaiParts = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Asia/Shanghai',
  calendar: 'iso8601',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Reads a day from outside: refuses DATE_INVALID unless it is 'YYYY-MM-DD' and stands in the calendar. */
export function parseLegalDay(input: unknown): Decision<LegalDay, 'DATE_INVALID'> {
  if (typeof input !== 'string' || epochDayOrUndefined(input) === undefined) return refuse('DATE_INVALID');
  return accept(input);
}

/** The day that an instant falls on in Asia/Shanghai; throws RangeError DATE_INVALID for an invalid Date. */
export function legalDayOf(instant: Date): LegalDay {
  const timeMs = instant.getTime();
  if (timeMs >= FIXED_OFFSET_SINCE_MS) return dayText(timeMs + SHANGHAI_OFFSET_MS);
  if (Number.isNaN(timeMs)) throw new RangeError('DATE_INVALID: not an instant');
  const parts = new Map(shanghaiParts.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

/** The day `count` calendar days later (earlier when negative). */
export function addDays(day: LegalDay, count: number): LegalDay {
  return dayText((epochDayOf(day) + whole(count)) * MS_PER_DAY);
}

/**
 * The same day number `count` months later, or that month's last day: a period of N months that starts on `day` ends at
 * 24:00 of `addMonths(day, N)` (social-assistance §1: 6 months from 08-31 end 02-28).
 */
export function addMonths(day: LegalDay, count: number): LegalDay {
  epochDayOf(day);
  const monthIndex = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + whole(count);
  const year = Math.floor(monthIndex / 12);
  const month = (monthIndex % 12) + 1;
  const dayOfMonth = Math.min(Number(day.slice(8)), daysInMonth(year, month));
  return checked(`${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`);
}

/** Calendar days from the first to the second, negative when the second is earlier; the first is day 0. */
export function daysBetween(from: LegalDay, to: LegalDay): number {
  return epochDayOf(to) - epochDayOf(from);
}

/** Orders two days: −1 when a is earlier, 0 when equal, 1 when a is later. */
export function compareDays(a: LegalDay, b: LegalDay): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Completed years (周岁) on a day; a year is complete on the birthday, for 02-29 in other years on 02-28, like any month
 * period. Throws RangeError DATE_ORDER_INVALID for a day before birth.
 */
export function ageOn(birthDate: LegalDay, day: LegalDay): number {
  epochDayOf(birthDate);
  epochDayOf(day);
  if (day < birthDate) throw new RangeError('DATE_ORDER_INVALID: the day is before birth');
  const year = Number(day.slice(0, 4));
  const leapBirthday = birthDate.endsWith('-02-29') && daysInMonth(year, 2) === 28;
  const birthday = leapBirthday ? '02-28' : birthDate.slice(5);
  return year - Number(birthDate.slice(0, 4)) - (day.slice(5) < birthday ? 1 : 0);
}

/** The day of the week, 1 Monday to 7 Sunday (GB/T 7408, ISO 8601). */
export function weekdayOf(day: LegalDay): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const weekdays = [4, 5, 6, 7, 1, 2, 3] as const; // 1970-01-01 was a Thursday
  const sinceThursday = ((epochDayOf(day) % 7) + 7) % 7;
  return weekdays[sinceThursday] ?? 4;
}

/** The number of days in a month of the Gregorian calendar; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function epochDayOrUndefined(day: string): number | undefined {
  if (day.length !== 10 || day.charAt(4) !== '-' || day.charAt(7) !== '-') return undefined;
  const year = digitsIn(day, 0, 4);
  const month = digitsIn(day, 5, 7);
  const dayOfMonth = digitsIn(day, 8, 10);
  if (!(year >= 1 && month >= 1 && month <= 12)) return undefined;
  return dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month) ? epochDay(year, month, dayOfMonth) : undefined;
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar, counted in years that begin with March. */
function epochDay(year: number, month: number, dayOfMonth: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const sinceMarch = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((153 * sinceMarch + 2) / 5) + dayOfMonth - 1 - 719_468;
}

/** The number that these digits write; NaN when one of them is none. */
function digitsIn(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function epochDayOf(day: LegalDay): number {
  const epochDay = epochDayOrUndefined(day);
  if (epochDay === undefined) throw new RangeError('DATE_INVALID: not a day YYYY-MM-DD of the calendar');
  return epochDay;
}

// Most calls ask for the same day, today: to write it anew took a fiftieth of a command's time.
let written = { number: Number.NaN, text: '' };

function dayText(utcMs: number): LegalDay {
  const number = Math.floor(utcMs / MS_PER_DAY);
  if (number !== written.number) written = { number, text: checked(new Date(utcMs).toISOString().slice(0, 10)) };
  return written.text;
}

function checked(day: string): LegalDay {
  epochDayOf(day);
  return day;
}

function whole(count: number): number {
  if (!Number.isSafeInteger(count)) throw new RangeError('DATE_INVALID: the distance must be a whole number');
  return count;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
