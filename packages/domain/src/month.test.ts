import { describe, expect, it } from 'vitest';
import {
  addMonthsToMonth,
  compareMonths,
  firstDayOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  overlapMonths,
  parseLegalMonth,
} from './month.ts';

describe('parseLegalMonth', () => {
  it.each(['2014-06', '0001-01', '9999-12'])('accepts %s', (input) => {
    expect(parseLegalMonth(input)).toEqual({ ok: true, value: input });
  });

  it.each([
    '2014-00',
    '2014-13',
    '2014-6',
    '0000-01',
    '2014-06-01',
    '2014-06\n',
    '12014-06',
    'x2014-06',
    '201406',
    '',
    201406,
    ['2014-06'],
    null,
    undefined,
  ])('MONTH_INVALID: refuses %s', (input) => {
    expect(parseLegalMonth(input)).toEqual({ ok: false, code: 'MONTH_INVALID' });
  });
});

describe('months', () => {
  it('example 9: approved 2014-05-16, the benefit starts in the month after', () => {
    expect(addMonthsToMonth(monthOf('2014-05-16'), 1)).toBe('2014-06');
  });

  it.each([
    ['2014-12', 1, '2015-01'],
    ['2014-01', -1, '2013-12'],
    ['2014-06', 0, '2014-06'],
    ['2014-06', -18, '2012-12'],
    ['0999-12', 1, '1000-01'],
    ['0099-01', 11, '0099-12'],
  ])('%s + %i is %s, and monthsBetween undoes it', (month, count, expected) => {
    expect(addMonthsToMonth(month, count)).toBe(expected);
    expect(monthsBetween(month, expected)).toBe(count);
  });

  it.each([
    ['2014-02', '2014-02-01', '2014-02-28'],
    ['2012-02', '2012-02-01', '2012-02-29'],
    ['2014-04', '2014-04-01', '2014-04-30'],
    ['2014-12', '2014-12-01', '2014-12-31'],
  ])('%s runs from %s to %s', (month, first, last) => {
    expect([firstDayOf(month), lastDayOf(month)]).toEqual([first, last]);
  });

  it('orders months', () => {
    expect([
      compareMonths('2013-12', '2014-01'),
      compareMonths('2014-01', '2014-01'),
      compareMonths('2014-02', '2014-01'),
    ]).toEqual([-1, 0, 1]);
  });

  it('MONTH_INVALID: throw on what is no month or day, on half months and beyond the calendar', () => {
    for (const attempt of [
      () => monthOf('2014-02-30'),
      () => firstDayOf('2014-13'),
      () => lastDayOf('2014-00'),
      () => addMonthsToMonth('2014-01', 0.5),
      () => addMonthsToMonth('9999-12', 1),
      () => addMonthsToMonth('0001-01', -1),
      () => monthsBetween('2014-01', '2014'),
    ]) {
      expect(attempt).toThrow(/^MONTH_INVALID/);
    }
    expect(() => addMonthsToMonth('2014-01', 0.5)).toThrow('MONTH_INVALID: the distance must be a whole number');
  });
});

describe('overlapMonths: social-assistance §11.1, an item counts by the overlap of its period with the window', () => {
  const window = { from: '2013-11', to: '2014-04' };

  it.each([
    ['the same period', '2013-11', '2014-04', 6],
    ['a longer item', '2013-01', '2014-12', 6],
    ['a shorter item', '2014-01', '2014-02', 2],
    ['an item of one month', '2014-02', '2014-02', 1],
    ['one that began earlier', '2013-05', '2013-12', 2],
    ['one that ends later', '2014-04', '2014-09', 1],
    ['one that ends just before the window', '2013-01', '2013-10', 0],
    ['one that begins just after the window', '2014-05', '2014-06', 0],
    ['an open one', '2014-03', null, 2],
    ['an open one after the window', '2014-05', null, 0],
  ])('%s', (_name, from, to, months) => {
    expect(overlapMonths({ from, to }, window)).toBe(months);
    expect(overlapMonths(window, { from, to })).toBe(months);
  });

  it('MONTH_INVALID: throws when a period ends before it begins, and when both are open', () => {
    expect(() => overlapMonths({ from: '2014-05', to: '2014-04' }, window)).toThrow(/^MONTH_INVALID/);
    expect(() => overlapMonths({ from: '2014-05', to: null }, { from: '2014-01', to: null })).toThrow(/^MONTH_INVALID/);
  });
});
