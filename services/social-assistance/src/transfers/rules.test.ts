import { describe, expect, test } from 'vitest';
import { mayAccept, monthsOfMove } from './rules.ts';

describe('moves between counties (§5.4, §11.13)', () => {
  test.each([
    ['2014-10-08', '2014-10', '2014-11'],
    ['2014-10-01', '2014-10', '2014-11'],
    ['2014-10-31', '2014-10', '2014-11'],
    ['2014-12-31', '2014-12', '2015-01'],
  ])('example 24: accepted %s → old county through %s, new county from %s', (acceptedOn, lastMonth, firstMonth) => {
    expect(monthsOfMove(acceptedOn)).toEqual({ lastMonth, firstMonth });
  });

  test.each([
    ['on the day of the offer', '2014-10-08', '2014-10-08', true],
    ['before the offer', '2014-10-07', '2014-10-08', false],
    ['to come', '2014-10-21', '2014-10-08', false],
    ['today', '2014-10-20', '2014-10-08', true],
    ['in an earlier month, which was paid', '2014-09-30', '2014-09-29', false],
  ])('an acceptance %s', (_, acceptedOn, offeredOn, may) => {
    expect(mayAccept({ acceptedOn, offeredOn, today: '2014-10-20' })).toBe(may);
  });
});
