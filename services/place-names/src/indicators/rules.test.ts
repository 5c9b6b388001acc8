import { expect, test } from 'vitest';
import type { Indicator } from './indicator.ts';
import { plannedIndicators } from './plan.ts';
import { measured } from './rules.ts';

const planOf = (code: string) => {
  const found = plannedIndicators.find((one) => one.code === code);
  if (found === undefined) throw new Error(`no ${code}`);
  return found;
};
const aCount = (code: Indicator['code'], reached: number, more: Partial<Indicator> = {}): Indicator => ({
  code,
  reached,
  target: 1,
  unit: '项',
  done: true,
  rows: [],
  ...more,
});

test('the plan has PN-01 to PN-13, each once', () => {
  const codes = Array.from({ length: 13 }, (_, index) => `PN-${String(index + 1).padStart(2, '0')}`);
  expect(plannedIndicators.map(({ code }) => code)).toEqual(codes);
});

test.each([
  // place-names.md §5.1: 80 filed, 4,106 km; 5,863 km shows 100.0% and is not done.
  ['PN-01', 80, 114, 70.2, false],
  ['PN-02', 4106, 5865, 70, false],
  ['PN-02', 5860, 5865, 99.9, false],
  ['PN-02', 5863, 5865, 100, false],
  ['PN-02', 5865, 5865, 100, true],
  ['PN-03', 220, 220, 100, true],
  ['PN-12', 0, 0, null, true],
  ['PN-12', 1, 0, null, false],
  ['PN-13', 300, 300, null, true],
  ['PN-13', 301, 300, null, false],
] as const)('%s: %i of %i', (code, reached, target, percent, done) => {
  expect(measured(aCount(code, reached), planOf(code), target)).toMatchObject({ reached, target, percent, done });
});

test('what a feature says is not done is not done, whatever its number', () => {
  expect(measured(aCount('PN-12', 0, { done: false }), planOf('PN-12'), 0).done).toBe(false);
});

test('without a number in the plan the rows say how much is asked for', () => {
  expect(measured(aCount('PN-08', 12, { target: 40 }), planOf('PN-08'), undefined)).toMatchObject({
    target: 40,
    percent: 30,
    done: false,
  });
});
