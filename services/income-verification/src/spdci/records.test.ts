import { describe, expect, test } from 'vitest';
import { changeRecord, conclusionOf, type KnownCheck, recordOf, statusOf } from './records.ts';

const report = {
  ...{ reportNo: 'R1', reportVersion: 2, verdict: 'CONSISTENT', incomeBand: '10800.00–10900.00 元/年' },
  ...{ assetBand: 'WITHIN_LIMIT', confidence: 'HIGH', issuedOn: '2014-05-05', validTo: '2014-11-05' },
};
const check: KnownCheck = {
  ...{ requestId: '018f2a10-0000-7000-8000-0000000000c1', requestNo: '370102201404280000001', reference: 'H-1' },
  ...{ state: 'REPORT_ISSUED', members: 3, entrustedOn: '2014-04-28', report },
  fields: ['verdict', 'income_band', 'asset_band'],
};

const change = {
  ...{ subscriptionId: 's1', personId: 'p1', kind: 'PENSION_CHANGED', band: '≤ 500', asOf: '2014-05-01' },
};

describe('how far a check is', () => {
  test.each([
    ['SUBMITTED', undefined, { status: 'pdng' }],
    ['PARTIAL', undefined, { status: 'pdng' }],
    ['COMPILED', undefined, { status: 'pdng' }],
    ['REPORT_ISSUED', report, { status: 'succ' }],
    ['SUPPLEMENTED', report, { status: 'succ' }],
    ['ARCHIVED', report, { status: 'succ' }],
    ['RETURNED', undefined, { status: 'rjct', message: 'REQUEST_RETURNED' }],
    ['CANCELLED', undefined, { status: 'rjct', message: 'REQUEST_CANCELLED' }],
  ])('%s', (state, known, expected) => {
    expect(statusOf({ state, report: known })).toMatchObject(expected);
  });
});

test.each([
  ['CONSISTENT', true, 'WITHIN_LIMITS'],
  ['CONCEALMENT_SUSPECTED', true, 'WITHIN_LIMITS'],
  ['CONSISTENT', false, 'FACTS_ONLY'],
  ['CONCEALMENT_SUSPECTED', false, 'FACTS_ONLY'],
  ['EXCEEDS_INCOME', true, 'EXCEEDS_INCOME'],
  ['EXCEEDS_ASSET', true, 'EXCEEDS_ASSET'],
  ['INCOMPLETE', false, 'INCOMPLETE'],
  ['IDENTITY_PROBLEM', false, 'IDENTITY_PROBLEM'],
])('a verdict %s, with limits of the unit %s, is told as %s', (verdict, hasLimit, expected) => {
  expect(conclusionOf(verdict, hasLimit)).toBe(expected);
});

test.each(['SR', 'IBR'] as const)('%s: verdict and bands, no figure, nothing of any agency', (registry) => {
  const text = JSON.stringify(recordOf(check, registry));
  expect(text).toContain('CONSISTENT');
  expect(text).toContain('WITHIN_LIMIT');
  expect(text).not.toMatch(/Fen|agency|missing|item_code|HIT|NO_RECORD/);
});

test('only fields that the grant names leave', () => {
  const only = (fields: readonly string[]) => recordOf({ ...check, fields }, 'SR').additional_attributes;
  expect(only(['verdict'])).toEqual([{ name: 'verdict', value: 'CONSISTENT' }]);
  expect(only([])).toEqual([]);
  expect(JSON.stringify(changeRecord({ ...change, fields: ['kind'] }))).not.toContain('≤ 500');
  expect(JSON.stringify(changeRecord({ ...change, fields: [] }))).not.toContain('PENSION_CHANGED');
});

test('a change is told by kind and band, for a person by id', () => {
  const text = JSON.stringify(changeRecord({ ...change, fields: ['kind', 'band'] }));
  for (const part of ['PENSION_CHANGED', '≤ 500', '2014-05-01', 'p1']) expect(text).toContain(part);
});
