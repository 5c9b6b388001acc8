import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type LegalDay } from './day.ts';
import { addWorkingDays, isWorkingDay, nationalCalendar, publicityEnd, workingDaysBetween } from './workday.ts';

const calendar = nationalCalendar();

function daysOf(year: number): LegalDay[] {
  return Array.from({ length: 366 }, (_, index) => addDays(`${year}-01-01`, index)).filter((day) =>
    day.startsWith(`${year}`),
  );
}

function run(from: LegalDay, length: number): LegalDay[] {
  return Array.from({ length }, (_, index) => addDays(from, index));
}

describe('the national calendar', () => {
  it('2014 is exactly the list of social-assistance §1', () => {
    const off = [
      '2014-01-01',
      ...run('2014-01-31', 7),
      ...run('2014-04-05', 3),
      ...run('2014-05-01', 3),
      '2014-06-02',
      '2014-09-08',
      ...run('2014-10-01', 7),
    ];
    expect(daysOf(2014).filter((day) => calendar.offDays.has(day))).toEqual(off);
    const makeUp = ['2014-01-26', '2014-02-08', '2014-05-04', '2014-09-28', '2014-10-11'];
    expect(daysOf(2014).filter((day) => calendar.workDays.has(day))).toEqual(makeUp);
  });

  it('no day is both off and a make-up workday, and each make-up workday is a Saturday or Sunday', () => {
    expect([...calendar.workDays].filter((day) => calendar.offDays.has(day))).toEqual([]);
    const plain = { ...calendar, workDays: new Set<string>() };
    expect([...calendar.workDays].filter((day) => isWorkingDay(plain, day))).toEqual([]);
  });

  it.each([
    ['2014-04-28', true],
    ['2014-04-26', false],
    ['2014-04-27', false],
    ['2014-05-01', false],
    ['2014-05-04', true],
    ['2014-10-11', true],
    ['2014-10-12', false],
  ])('%s is a working day: %s', (day, expected) => {
    expect(isWorkingDay(calendar, day)).toBe(expected);
  });
});

describe('addWorkingDays', () => {
  it.each([
    ['social-assistance §1: accepted 2014-04-28', '2014-04-28', 10, '2014-05-13'],
    ['income-verification §5.1: entrusted 2014-09-26', '2014-09-26', 10, '2014-10-15'],
    ['example H8: village report of the holiday 2014-06-02', '2014-06-02', 10, '2014-06-16'],
    ['example P11: account changed 2014-04-24, 2nd day is the run of 04-28', '2014-04-24', 2, '2014-04-28'],
    ['example P11: the 3rd full day is 04-29', '2014-04-24', 3, '2014-04-29'],
    ['example P11: usable from the 4th day', '2014-04-24', 4, '2014-04-30'],
    ['an event on a Saturday counts from Monday', '2014-03-15', 1, '2014-03-17'],
    ['no days: the day itself', '2014-03-15', 0, '2014-03-15'],
  ])('%s', (_name, from, count, day) => {
    expect(addWorkingDays(calendar, from, count)).toEqual({ day, provisional: false });
  });

  it('is provisional past the loaded calendar and firm on its last day', () => {
    const short = { ...calendar, loadedThrough: '2014-05-13' };
    expect(addWorkingDays(short, '2014-04-28', 10)).toEqual({ day: '2014-05-13', provisional: false });
    expect(addWorkingDays(short, '2014-04-28', 11)).toEqual({ day: '2014-05-14', provisional: true });
    expect(addWorkingDays(calendar, calendar.loadedThrough, 1).provisional).toBe(true);
  });

  it('the last week of the last loaded year is provisional: the next notice may still move it', () => {
    expect(calendar.loadedThrough).toMatch(/^20\d\d-12-24$/);
    expect(isWorkingDay(calendar, '2018-12-29')).toBe(true);
    expect(isWorkingDay(calendar, '2018-12-31')).toBe(false);
  });

  it.each([-1, 0.5, Number.NaN])('WORKING_DAYS_INVALID: throws on %s days', (count) => {
    expect(() => addWorkingDays(calendar, '2014-04-28', count)).toThrow(/^WORKING_DAYS_INVALID/);
  });

  it('DATE_INVALID: throws on what is no day, also for no days', () => {
    expect(() => addWorkingDays(calendar, '2014-02-30', 0)).toThrow(/^DATE_INVALID/);
  });
});

describe('workingDaysBetween', () => {
  it('undoes addWorkingDays from any day, and changes sign with the direction', () => {
    const offset = fc.integer({ min: 0, max: 3_000 });
    fc.assert(
      fc.property(offset, fc.integer({ min: 0, max: 60 }), (start, count) => {
        const from = addDays('2013-01-01', start);
        const { day } = addWorkingDays(calendar, from, count);
        expect(workingDaysBetween(calendar, from, day)).toBe(count);
        expect(workingDaysBetween(calendar, day, from)).toBe(count === 0 ? 0 : -count);
      }),
    );
  });

  it('counts neither the first day nor days off', () => {
    expect(workingDaysBetween(calendar, '2014-04-30', '2014-05-03')).toBe(0);
    expect(workingDaysBetween(calendar, '2014-04-30', '2014-05-05')).toBe(2);
  });
});

describe('publicityEnd', () => {
  it('social-assistance §1: 7 days posted 05-14 end on 05-21, the next step runs from 05-22', () => {
    expect(publicityEnd('2014-05-14', 7)).toEqual({ endsOn: '2014-05-21', nextStepFrom: '2014-05-22' });
  });

  it('counts calendar days: holidays do not lengthen it', () => {
    expect(publicityEnd('2014-09-29', 7)).toEqual({ endsOn: '2014-10-06', nextStepFrom: '2014-10-07' });
  });

  it('one day is enough: posted 05-14, the next step runs from 05-16', () => {
    expect(publicityEnd('2014-05-14', 1)).toEqual({ endsOn: '2014-05-15', nextStepFrom: '2014-05-16' });
  });

  it.each([0, -7, 6.5])('PUBLICITY_TOO_SHORT: throws on %s days', (days) => {
    expect(() => publicityEnd('2014-05-14', days)).toThrow(/^PUBLICITY_TOO_SHORT/);
  });
});
