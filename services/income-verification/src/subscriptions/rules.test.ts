import { expect, test } from 'vitest';
import { askedChanges, decideSubscription, endReason } from './rules.ts';

const signed = {
  ...{ status: 'ACTIVE', endedReason: null, continuous: true, validTo: '2015-04-28' },
  ...{ scopeItems: ['VEHICLE', 'IIT_WAGE'], scopePurposes: ['DIBAO'] },
};

test.each([
  ['continuous and in force', {}, true],
  ['not continuous', { continuous: false }, false],
  ['revoked', { status: 'REVOKED' }, false],
  ['run out', { validTo: '2014-04-27' }, false],
  ['nothing that is watched in its scope', { scopeItems: ['IIT_WAGE'] }, false],
])('registers are watched only under an authorization that is %s: %#', (_name, change, ok) => {
  expect(decideSubscription({ ...signed, ...change }, '2014-04-28').ok).toBe(ok);
});

test('only watched items of the scope are asked for', () => {
  expect(decideSubscription(signed, '2014-04-28')).toMatchObject({ items: ['VEHICLE'], toOn: '2015-04-28' });
});

test.each([
  [{ status: 'ACTIVE' }, undefined],
  [{ status: 'ACTIVE', validTo: '2014-04-27' }, 'EXPIRED'],
  [{ status: 'REVOKED' }, 'REVOKED'],
  [{ status: 'EXPIRED', endedReason: 'DEATH' }, 'DEATH'],
  [{ status: 'EXPIRED', endedReason: 'EXPIRED' }, 'EXPIRED'],
])('the watching ends with its authorization: %o', (change, reason) => {
  expect(endReason({ ...signed, ...change }, '2014-04-28')).toBe(reason);
});

test('a change of another person, of another item or of a day to come is dropped', () => {
  const change = { ref: 'r1', item: 'VEHICLE', kind: 'VEHICLE_NEW' as const, band: null, asOf: '2014-04-28' };
  const changes = [change, { ...change, ref: 'r2' }, { ...change, item: 'FUND' }, { ...change, asOf: '2014-04-29' }];
  expect(askedChanges(changes, new Map([['r1', { items: ['VEHICLE'] }]]), '2014-04-28')).toEqual([change]);
});
