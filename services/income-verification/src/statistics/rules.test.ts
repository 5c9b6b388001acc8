import { expect, test } from 'vitest';
import { askedMonths, lastClosedMonth } from './rules.ts';

test.each([
  ['2014-05-10', '2014-03'],
  ['2014-05-11', '2014-04'],
  ['2014-05-31', '2014-04'],
  ['2014-01-10', '2013-11'],
  ['2014-01-11', '2013-12'],
])('on %s the last month that is over for ten days is %s', (today, month) => {
  expect(lastClosedMonth(today, 10)).toBe(month);
});

test.each([
  ['2014-03', '2014-05', ['2014-03', '2014-04', '2014-05']],
  ['2014-03', '2014-03', ['2014-03']],
  ['2014-04', '2014-03', undefined],
  ['2011-01', '2014-01', undefined],
  ['2014-13', '2014-13', undefined],
  ['x', '2014-01', undefined],
])('months from %s to %s', (from, to, months) => {
  expect(askedMonths(from, to)).toEqual(months);
});

test('three years at once are the most', () => {
  expect(askedMonths('2011-02', '2014-01')).toHaveLength(36);
});
