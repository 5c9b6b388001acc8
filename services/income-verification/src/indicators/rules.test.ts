import { expect, test } from 'vitest';
import type { CountRow } from './indicator.ts';
import { plannedIndicators } from './plan.ts';
import { measured } from './rules.ts';

const planOf = (code: string) => {
  const found = plannedIndicators.find((one) => one.code === code);
  if (found === undefined) throw new Error(`no ${code}`);
  return found;
};
const counties = (counted: number, all: number): CountRow[] =>
  Array.from({ length: all }, (_, index) => ({
    divisionCode: '370102000000',
    title: '',
    reached: index < counted ? 1 : 0,
    of: 1,
  }));

test.each([
  [96, 137, 70.07, true],
  [95, 137, 69.34, false],
  [96, 138, 69.57, false],
  [97, 138, 70.29, true],
])('IV-01: %i of %i counties = %f%%, ≥ 70%%: %s', (counted, all, percent, done) => {
  const indicator = measured(planOf('IV-01'), { rows: counties(counted, all) }, 7_000);
  expect(indicator).toMatchObject({ reached: counted, of: all, percent, target: 70, done });
});

test('shares are compared by their totals, not as they are shown', () => {
  const rows = [{ divisionCode: '', title: '', reached: 94_999, of: 100_000 }];
  expect(measured(planOf('IV-05'), { rows }, 9_500)).toMatchObject({ percent: 95, done: false });
});

test('a number has no share; a ceiling is kept when it is not passed', () => {
  const none = measured(planOf('IV-12'), { rows: [] }, 0);
  expect(none).toMatchObject({ reached: 0, of: null, percent: null, target: 0, done: true });
  const one = { divisionCode: '', title: '', reached: 1, of: null };
  expect(measured(planOf('IV-12'), { rows: [one] }, 0)).toMatchObject({ reached: 1, done: false });
});

test('a statistic has no target and is never done or missed', () => {
  const indicator = measured(planOf('IV-07'), { rows: counties(3, 5) }, undefined);
  expect(indicator).toMatchObject({ percent: 60, target: null, done: null, comparator: '' });
});

test('parts with targets of their own decide: 98% of calls and files, 90% of banks', () => {
  const rows = counties(98, 100);
  const parts = (bank: number) => [
    { name: 'RT/DF', reached: 98, of: 100, targetBp: 9_800 },
    { name: 'BANK', reached: bank, of: 10, targetBp: 9_000 },
    { name: 'median', reached: 12, of: null },
  ];
  expect(measured(planOf('IV-06'), { rows, parts: parts(9) }, 9_800).done).toBe(true);
  expect(measured(planOf('IV-06'), { rows, parts: parts(8) }, 9_800).done).toBe(false);
});

test('nothing to take a share of is no share, and keeps floor and ceiling', () => {
  expect(measured(planOf('IV-08'), { rows: [] }, 10_000)).toMatchObject({ of: 0, percent: null, done: true });
});
