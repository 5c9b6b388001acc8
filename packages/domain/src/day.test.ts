import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  compareDays,
  daysBetween,
  daysInMonth,
  legalDayOf,
  parseLegalDay,
  weekdayOf,
} from './day.ts';

const anyDay = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('parseLegalDay', () => {
  it.each(['2014-04-28', '2012-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('accepts %s', (input) => {
    expect(parseLegalDay(input)).toEqual({ ok: true, value: input });
  });

  it.each([
    '2014-02-29',
    '1900-02-29',
    '2014-04-31',
    '2014-13-01',
    '2014-00-10',
    '2014-01-00',
    '0000-01-01',
    '2014-1-1',
    '2014/01/01',
    '2014/01-01',
    '2014-01/01',
    '2014-1.-01',
    '2014-01-1/',
    '2014-0:-01',
    '2014-01-01T00:00:00Z',
    '2014-01-01\n',
    ' 2014-01-01',
    '',
    '２０１４-01-01',
    20140101,
    null,
    undefined,
    new Date(0),
  ])('DATE_INVALID: refuses %s', (input) => {
    expect(parseLegalDay(input)).toEqual({ ok: false, code: 'DATE_INVALID' });
  });
});

describe('legalDayOf is the day in Shanghai', () => {
  it.each([
    ['2014-05-14T15:59:59.999Z', '2014-05-14'],
    ['2014-05-14T16:00:00.000Z', '2014-05-15'],
    ['2014-12-31T16:00:00Z', '2015-01-01'],
    ['1991-09-14T16:00:00Z', '1991-09-15'],
    ['1970-01-01T00:00:00Z', '1970-01-01'],
    ['0999-06-01T04:00:00Z', '0999-06-01'],
  ])('%s is %s', (instant, day) => {
    expect(legalDayOf(new Date(instant))).toBe(day);
  });

  it('in the summer time of 1986–1991 the day began an hour earlier', () => {
    expect(legalDayOf(new Date('1988-07-01T15:00:00Z'))).toBe('1988-07-02');
    expect(legalDayOf(new Date('1988-07-01T14:59:59Z'))).toBe('1988-07-01');
    expect(legalDayOf(new Date('1988-01-01T15:00:00Z'))).toBe('1988-01-01');
  });

  it('DATE_INVALID: throws on an invalid Date', () => {
    expect(() => legalDayOf(new Date(Number.NaN))).toThrow(/^DATE_INVALID/);
  });
});

describe('addDays and daysBetween', () => {
  it.each([
    ['2014-02-28', 1, '2014-03-01'],
    ['2012-02-28', 1, '2012-02-29'],
    ['2014-12-31', 1, '2015-01-01'],
    ['2014-01-01', -1, '2013-12-31'],
    ['1969-12-31', 1, '1970-01-01'],
  ])('%s + %i days is %s', (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
  });

  it('undo each other, whatever the days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -30_000, max: 30_000 }), (day, count) => {
        expect(daysBetween(day, addDays(day, count))).toBe(count);
        expect(compareDays(addDays(day, count), day)).toBe(Math.sign(count));
      }),
    );
  });

  it('DATE_INVALID: throw on what is no day, on half days and beyond the calendar', () => {
    expect(() => addDays('2014-02-30', 1)).toThrow(/^DATE_INVALID/);
    expect(() => addDays('2014-02-28', 0.5)).toThrow(/^DATE_INVALID/);
    expect(() => addDays('9999-12-31', 1)).toThrow(/^DATE_INVALID/);
    expect(() => daysBetween('2014-01-01', '2014-1-2')).toThrow(/^DATE_INVALID/);
  });
});

describe('addMonths: a month period ends on the same day number or on the last day of the month', () => {
  it.each([
    ['social-assistance §1: 6 months from 08-31', '2013-08-31', 6, '2014-02-28'],
    ['the same before a leap February', '2011-08-31', 6, '2012-02-29'],
    ['an ordinary day keeps its number', '2014-05-16', 6, '2014-11-16'],
    ['over the end of the year', '2014-11-30', 3, '2015-02-28'],
    ['the last day does not stick to the end of a longer month', '2014-02-28', 1, '2014-03-28'],
    ['backwards', '2014-03-31', -1, '2014-02-28'],
    ['back over the year', '2014-01-31', -13, '2012-12-31'],
    ['zero months', '2014-05-31', 0, '2014-05-31'],
    ['into the year 1000', '0999-12-31', 2, '1000-02-28'],
    ['within a year of three digits', '0998-11-30', 1, '0998-12-30'],
  ])('%s', (_name, day, count, expected) => {
    expect(addMonths(day, count)).toBe(expected);
  });

  it('DATE_INVALID: throws on what is no day, on half months and before year 1', () => {
    expect(() => addMonths('2014-06-31', 1)).toThrow(/^DATE_INVALID/);
    expect(() => addMonths('2014-06-30', 1.5)).toThrow(/^DATE_INVALID/);
    expect(() => addMonths('0001-01-31', -1)).toThrow(/^DATE_INVALID/);
  });
});

describe('ageOn counts completed years', () => {
  it.each([
    ['the day before the 18th birthday', '1996-05-16', '2014-05-15', 17],
    ['the 18th birthday', '1996-05-16', '2014-05-16', 18],
    ['the day of birth', '2014-05-16', '2014-05-16', 0],
    ['born 02-29, 02-27 of an ordinary year', '1996-02-29', '2014-02-27', 17],
    ['born 02-29, 02-28 of an ordinary year', '1996-02-29', '2014-02-28', 18],
    ['born 02-29, 02-28 of a leap year', '1996-02-29', '2016-02-28', 19],
    ['born 02-29, 02-29 of a leap year', '1996-02-29', '2016-02-29', 20],
  ])('%s', (_name, birthDate, day, age) => {
    expect(ageOn(birthDate, day)).toBe(age);
  });

  it('agrees with month periods: age n is reached on the day 12·n months after birth', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 110 }), (birthDate, years) => {
        const anniversary = addMonths(birthDate, 12 * years);
        expect([ageOn(birthDate, addDays(anniversary, -1)), ageOn(birthDate, anniversary)]).toEqual([years - 1, years]);
      }),
    );
  });

  it('DATE_INVALID: throws on what is no day, on either side', () => {
    expect(() => ageOn('2014-02-30', '2020-01-01')).toThrow(/^DATE_INVALID/);
    expect(() => ageOn('2014-02-28', '2020-02-30')).toThrow(/^DATE_INVALID/);
  });

  it('DATE_ORDER_INVALID: throws for a day before birth', () => {
    expect(() => ageOn('2014-05-16', '2014-05-15')).toThrow(/^DATE_ORDER_INVALID/);
  });
});

describe('the calendar', () => {
  it.each([
    ['2014-04-28', 1],
    ['2014-09-28', 7],
    ['2014-10-11', 6],
    ['1970-01-01', 4],
    ['1969-12-31', 3],
    ['1900-01-01', 1],
  ])('%s is day %i of the week', (day, weekday) => {
    expect(weekdayOf(day)).toBe(weekday);
  });

  it('knows the length of each month', () => {
    const lengths = Array.from({ length: 12 }, (_, index) => daysInMonth(2014, index + 1));
    expect(lengths).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect([2012, 2000, 1900].map((year) => daysInMonth(year, 2))).toEqual([29, 29, 28]);
  });

  it('orders days', () => {
    const pairs = [
      ['2013-12-31', '2014-01-01'],
      ['2014-01-01', '2014-01-01'],
      ['2014-01-01', '2013-12-31'],
    ] as const;
    expect(pairs.map(([a, b]) => compareDays(a, b))).toEqual([-1, 0, 1]);
  });
});
