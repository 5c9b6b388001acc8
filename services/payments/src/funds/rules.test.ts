import { describe, expect, it } from 'vitest';
import { administrativeParent, decidePurpose, levelOf, shareBp, surplusLimitOf } from './rules.ts';

const all = ['FISCAL', 'LOTTERY', 'DONATION'];

describe('decidePurpose (payments.md §6)', () => {
  it.each([
    ['FISCAL', null, 'DIBAO', true],
    ['FISCAL', null, 'STAFF', false],
    ['FISCAL', null, 'ADMINISTRATION', false],
    ['LOTTERY', null, 'ELDERLY', true],
    ['LOTTERY', null, 'DISABLED', true],
    ['LOTTERY', null, 'ORPHANS', true],
    ['LOTTERY', null, 'RELIEF', true],
    ['LOTTERY', null, 'DIBAO', false],
    ['LOTTERY', null, 'MEDICAL', false],
    ['LOTTERY', null, 'STAFF', false],
    ['DONATION', 'ORPHANS', 'ORPHANS', true],
    ['DONATION', 'ORPHANS', 'ELDERLY', false],
    ['DONATION', null, 'ORPHANS', false],
    ['FISCAL', 'DIBAO', 'DIBAO', false],
  ])('FUND_PURPOSE_VIOLATION or not: %s given for %s pays %s: %s', (fundClass, donorPurpose, category, ok) => {
    expect(decidePurpose({ fundClass, donorPurpose }, { category, fundClasses: all }).ok).toBe(ok);
  });

  it('FUND_PURPOSE_VIOLATION: a class that the programme does not take', () => {
    const programme = { category: 'RELIEF', fundClasses: ['FISCAL'] };
    expect(decidePurpose({ fundClass: 'LOTTERY', donorPurpose: null }, programme)).toMatchObject({
      ok: false,
      code: 'FUND_PURPOSE_VIOLATION',
    });
  });
});

it.each([
  ['370102000000', 'COUNTY', '370100000000'],
  ['370100000000', 'CITY', '370000000000'],
  ['370000000000', 'PROVINCE', null],
  ['370102001000', 'COUNTY', null],
])('%s is a %s and belongs to %s', (code, level, parent) => {
  expect([levelOf(code), administrativeParent(code)]).toEqual([level, parent]);
});

it.each([
  [['DIBAO', 'DIBAO'], 1_000],
  [['MEDICAL'], 1_500],
  [['DIBAO', 'MEDICAL'], null],
  [[], null],
])('the surplus limit of %j is %s basis points', (categories, limit) => {
  expect(surplusLimitOf(categories)).toBe(limit);
});

it.each([
  [1, 10, 1_000],
  [1, 3, 3_333],
  [0, 5, 0],
  [5, 0, null],
])('%i of %i is %s basis points, rounded down', (part, whole, share) => {
  expect(shareBp(part, whole)).toBe(share);
});
