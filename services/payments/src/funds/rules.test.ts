import { describe, expect, it } from 'vitest';
import {
  administrativeParent,
  chooseFund,
  decidePurpose,
  decideReceipt,
  levelOf,
  shareBp,
  surplusLimitOf,
} from './rules.ts';

describe('decideReceipt (payments.md §12)', () => {
  const receipt = {
    appropriatedOn: '2014-03-01',
    receivedOn: '2014-03-10',
    today: '2014-03-10',
    fund: { year: 2014, status: 'OPEN' },
  };
  it.each<[string, Partial<typeof receipt>, string | null]>([
    ['received today', {}, null],
    ['received on the day of the appropriation', { appropriatedOn: '2014-03-10' }, null],
    ['DATE_ORDER_INVALID: received before', { appropriatedOn: '2014-03-11' }, 'DATE_ORDER_INVALID'],
    ['DATE_NOT_ALLOWED: received tomorrow', { today: '2014-03-09' }, 'DATE_NOT_ALLOWED'],
    ['PERIOD_CLOSED: a closed fund', { fund: { year: 2014, status: 'CLOSED' } }, 'PERIOD_CLOSED'],
    ['PERIOD_CLOSED: the year after the fund’s', { fund: { year: 2013, status: 'OPEN' } }, 'PERIOD_CLOSED'],
    ['ahead of the fund’s year', { fund: { year: 2015, status: 'OPEN' } }, null],
  ])('%s', (_name, change, code) => {
    const decision = decideReceipt({ ...receipt, ...change });
    expect(decision.ok ? null : decision.code).toBe(code);
  });
});

describe('chooseFund: one fund pays the whole batch', () => {
  const funds = [
    { id: 'a', coverFen: 99 },
    { id: 'b', coverFen: 100 },
    { id: 'c', coverFen: 500 },
  ];
  it('the first whose cover suffices, to the fen', () => {
    expect(chooseFund(funds, 100)).toEqual({ ok: true, value: { id: 'b', coverFen: 100 } });
    expect(chooseFund(funds, 101)).toEqual({ ok: true, value: { id: 'c', coverFen: 500 } });
  });

  it('FUND_INSUFFICIENT although all together would suffice; WRONG_FUND where there is none', () => {
    expect(chooseFund(funds, 501)).toEqual({ ok: false, code: 'FUND_INSUFFICIENT' });
    expect(chooseFund([], 1)).toEqual({ ok: false, code: 'WRONG_FUND' });
  });
});

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
  [['MEDICAL', 'DIBAO'], null],
  [['RELIEF'], null],
  [[], null],
])('the surplus limit of %j is %s basis points', (categories, limit) => {
  expect(surplusLimitOf(categories)).toBe(limit);
});

it.each([
  [1, 10, 1_000],
  [1, 3, 3_333],
  [0, 5, 0],
  [5, 0, null],
  [5, -1, null],
  [2, 1, 20_000],
])('%i of %i is %s basis points, rounded down', (part, whole, share) => {
  expect(shareBp(part, whole)).toBe(share);
});
