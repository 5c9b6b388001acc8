import { describe, expect, test } from 'vitest';
import type { AuthorizationRow } from '../authorizations/index.ts';
import type { SubQueryRow } from '../requests/index.ts';
import { decideSends, nextTry } from './send-rules.ts';

const query = {
  ...{ id: 'q1', authorizationId: 'a1', agreementId: 'g1' },
  ...{ agencyCode: 'PSB_VEHICLE', itemCode: 'VEHICLE' },
} as SubQueryRow;
const live = {
  id: 'a1',
  status: 'ACTIVE',
  endedReason: null,
  validFrom: '2013-06-30',
  validTo: '2014-06-30',
  scopeItems: ['VEHICLE', 'CREMATION'],
  scopePurposes: ['DIBAO'],
} as unknown as AuthorizationRow;

function decide(authorization: Partial<AuthorizationRow>, today: string, overrides: object = {}) {
  return decideSends({
    purpose: 'DIBAO',
    queries: [query],
    authorizations: new Map([['a1', { ...live, ...authorization }]]),
    liveAgreements: new Map([['g1', 10]]),
    granted: new Set(['PSB_VEHICLE VEHICLE', 'PSB_VEHICLE CREMATION']),
    today,
    ...overrides,
  });
}

describe('what may leave today', () => {
  test('example V17: valid to 06-30: a query leaves on 06-30, on 07-01 nothing does and the request waits', () => {
    expect(decide({}, '2014-06-30')).toEqual({ pause: undefined, send: [query], close: [] });
    expect(decide({}, '2014-07-01')).toEqual({ pause: 'AUTHORIZATION_EXPIRED', send: [], close: [] });
  });

  test.each([
    ['AUTHORIZATION_NOT_YET_VALID', '2013-06-29', {}],
    ['AUTHORIZATION_SCOPE_EXCEEDED', '2014-01-01', { scopeItems: ['HUKOU'] }],
    ['AUTHORIZATION_SCOPE_EXCEEDED', '2014-01-01', { scopePurposes: ['HOUSING'] }],
  ])('%s: the whole request waits', (code, today, change) => {
    expect(decide(change, today)).toMatchObject({ pause: code, send: [] });
  });

  test.each([
    ['GRANT_MISSING', { granted: new Set(['PSB_VEHICLE HUKOU', 'AIC VEHICLE']) }],
    ['AGREEMENT_MISSING', { liveAgreements: new Map() }],
  ])('%s: the query is closed and does not leave', (fault, change) => {
    const close = [{ id: 'q1', state: 'FAILED', fault }];
    expect(decide({}, '2014-01-01', change)).toEqual({ pause: undefined, send: [], close });
  });

  test('a revoked authorization cancels its own query and nothing else', () => {
    const close = [{ id: 'q1', state: 'CANCELLED', fault: 'AUTHORIZATION_REVOKED' }];
    expect(decide({ status: 'REVOKED' }, '2014-01-01')).toEqual({ pause: undefined, send: [], close });
  });

  test('after a death only the closing check leaves (§3.1)', () => {
    const dead = { status: 'EXPIRED', endedReason: 'DEATH' };
    expect(decide(dead, '2014-01-01').close).toMatchObject([{ state: 'CANCELLED' }]);
    const closing = { ...query, itemCode: 'CREMATION' };
    expect(decide(dead, '2014-01-01', { queries: [closing] }).send).toEqual([closing]);
  });

  test('AGREEMENT_MISSING: an agreement that ended since the entrustment stops the query', () => {
    const decision = decide({}, '2014-01-01', { liveAgreements: new Map() });
    expect(decision).toMatchObject({ send: [], close: [{ state: 'FAILED', fault: 'AGREEMENT_MISSING' }] });
  });
});

test('a failed attempt is tried again after 5 minutes and after 1 hour, and not after the third (§5.1)', () => {
  const settings = { attemptsMax: 3, retryMinutes: [5, 60, 1440] };
  const now = new Date('2014-05-05T01:00:00Z');
  const minutes = [1, 2, 3].map((attempt) => {
    const next = nextTry(attempt, settings, now);
    return next === undefined ? undefined : (next.getTime() - now.getTime()) / 60_000;
  });
  expect(minutes).toEqual([5, 60, undefined]);
});
