import { describe, expect, test } from 'vitest';
import { decideTerms, findAgreement, isOutside, itemName, itemsNamed, totalOnlyItems } from './rules.ts';

describe('which items lists of agencies name (§4 required set)', () => {
  test('an agency is all of its items', () => {
    expect(itemsNamed({ mandatory: ['HRSS_PENSION'] }).mandatory).toEqual([
      { agencyCode: 'HRSS_PENSION', itemCode: 'PENSION' },
      { agencyCode: 'HRSS_PENSION', itemCode: 'RESIDENT_PENSION' },
    ]);
  });

  test('a single item stands in its own list and no longer in that of the whole', () => {
    const named = itemsNamed({ mandatory: ['HOUSING_REG'], optional: ['HOUSING_REG/TRANSACTION'] });
    expect(named.mandatory.map(({ itemCode }) => itemCode)).toEqual(['REAL_ESTATE']);
    expect(named.optional.map(({ itemCode }) => itemCode)).toEqual(['TRANSACTION']);
  });

  test('an agency or item that nobody knows names nothing', () => {
    expect(itemsNamed({ optional: ['MOON', 'TAX/STARS', 'MOON/STARS'] }).optional).toEqual([]);
  });
});

describe('what the mode of an agreement needs', () => {
  test.each([
    ['RT with its deadline', { mode: 'RT', slaSeconds: 10, hasKey: false }, { ok: true }],
    [
      'RT without',
      { mode: 'RT', slaWorkingDays: 3, hasKey: false },
      { ok: false, code: 'SLA_MISSING', field: 'slaSeconds' },
    ],
    ['DF with term and key', { mode: 'DF', slaWorkingDays: 3, hasKey: true }, { ok: true }],
    ['DF without key', { mode: 'DF', slaWorkingDays: 3, hasKey: false }, { ok: false, code: 'EXCHANGE_KEY_MISSING' }],
    ['OD without key', { mode: 'OD', slaWorkingDays: 15, hasKey: false }, { ok: false, code: 'EXCHANGE_KEY_MISSING' }],
    ['ML needs no key', { mode: 'ML', slaWorkingDays: 10, hasKey: false }, { ok: true }],
    ['ML without term', { mode: 'ML', hasKey: false }, { ok: false, code: 'SLA_MISSING', field: 'slaWorkingDays' }],
  ])('%s', (_name, terms, decision) => {
    expect(decideTerms(terms)).toMatchObject(decision);
  });
});

describe('which agreement covers a question', () => {
  const agreement = (id: string, divisionCode: string, change: object = {}) => ({
    ...{ id, divisionCode, agencyCode: 'BANK', items: ['DEPOSIT'], slaSeconds: 10 },
    ...{ validFrom: '2014-01-01', validTo: '2014-12-31', ...change },
  });
  const need = { agencyCode: 'BANK', item: 'DEPOSIT', divisionCode: '371721101006', day: '2014-05-01' };

  test.each([
    ['the nearest division wins', [agreement('p', '370000000000'), agreement('c', '371721000000')], 'c'],
    ['another county’s is none', [agreement('x', '370102000000')], undefined],
    ['another item’s is none', [agreement('x', '370000000000', { items: ['INFLOW'] })], undefined],
    ['its last day counts', [agreement('p', '370000000000', { validTo: '2014-05-01' })], 'p'],
    ['the day after does not', [agreement('p', '370000000000', { validTo: '2014-04-30' })], undefined],
    ['its first day counts', [agreement('p', '370000000000', { validFrom: '2014-05-01' })], 'p'],
    ['the day before does not', [agreement('p', '370000000000', { validFrom: '2014-05-02' })], undefined],
  ])('%s', (_name, agreements, id) => {
    expect(findAgreement(agreements, need)?.id).toBe(id);
  });
});

test('§14 reading 5: the benefit ledger is the platform’s own, every other agency is outside', () => {
  expect([isOutside('CA_BENEFIT'), isOutside('CA_FUNERAL'), isOutside('BANK')]).toEqual([false, true, true]);
});

test('§9: of bank rows only the total stays; names of items are those of letters', () => {
  expect(totalOnlyItems()).toEqual(['DEPOSIT', 'INFLOW']);
  expect([itemName('LAND_COMP'), itemName('STARS')]).toEqual(['征地补偿', 'STARS']);
});
