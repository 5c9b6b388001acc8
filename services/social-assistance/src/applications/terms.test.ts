import { nationalCalendar } from '@mz/domain';
import { describe, expect, test } from 'vitest';
import { daysLeft, dueOf } from './terms.ts';

const calendar = nationalCalendar();

describe('terms of a case in working days of 2014 (handbook §1)', () => {
  test('accepted Mon 2014-04-28 + 10 working days = Tue 2014-05-13', () => {
    const due = dueOf(calendar, { unit: 'WORKING_DAYS', days: 10 }, '2014-04-28');
    expect(due).toEqual({ day: '2014-05-13', provisional: false });
  });

  test('3 calendar days after Fri 2014-05-30 end on Mon 2014-06-02, a holiday', () => {
    const due = dueOf(calendar, { unit: 'CALENDAR_DAYS', days: 3 }, '2014-05-30');
    expect(due).toEqual({ day: '2014-06-02', provisional: false });
  });

  test('beyond the loaded holiday calendar a due day is provisional', () => {
    const due = dueOf(calendar, { unit: 'WORKING_DAYS', days: 1 }, '2099-01-05');
    expect(due).toEqual({ day: '2099-01-06', provisional: true });
  });

  test.each([
    ['on the day of the start all are left', '2014-04-28', 10],
    ['04-29 and 04-30 are used, the holiday is not', '2014-05-03', 8],
    ['on the last day none is left', '2014-05-13', 0],
    ['after it none is left', '2014-05-20', 0],
  ])('%s', (_, on, left) => {
    expect(daysLeft(calendar, 'WORKING_DAYS', { on, dueOn: '2014-05-13' })).toBe(left);
  });
});
