import { describe, expect, test } from 'vitest';
import {
  covers,
  decideDraft,
  decideRevocation,
  decideSigning,
  decideUse,
  type Signing,
  type SigningFacts,
} from './rules.ts';

const signing: Signing = {
  signedOn: '2014-05-05',
  continuous: false,
  scopeItems: ['HUKOU'],
  scopePurposes: ['DIBAO'],
};
const facts: SigningFacts = {
  today: '2014-05-05',
  grantor: { birthDate: '1974-03-12', capacity: 'FULL', deathDate: null },
  guardian: undefined,
  adultAge: 18,
  validMonths: 12,
  capMonths: 36,
  periodMonths: 12,
  periodMaxMonths: 36,
};
const hash = 'a'.repeat(64);

function codes(change: Partial<Signing>, about: Partial<SigningFacts> = {}): string[] {
  const decision = decideSigning({ ...signing, ...change }, { ...facts, ...about });
  return decision.ok ? [] : decision.reasons.map(({ code }) => code);
}

describe('signing (income-verification.md §3.1, §13)', () => {
  test('valid for 12 months from the signature, 36 with the continuous clause; data of the last 12 months', () => {
    expect(decideSigning(signing, facts)).toEqual({
      ok: true,
      status: 'ACTIVE',
      validFrom: '2014-05-05',
      validTo: '2015-05-05',
      periodFrom: '2013-05-05',
      periodTo: '2014-05-05',
    });
    expect(decideSigning({ ...signing, continuous: true }, facts)).toMatchObject({ validTo: '2017-05-05' });
  });

  test('AUTHORIZATION_DATE_INVALID: signed tomorrow, or after the grantor’s death', () => {
    expect(codes({ signedOn: '2014-05-06' })).toEqual(['AUTHORIZATION_DATE_INVALID']);
    const dead = { grantor: { birthDate: '1974-03-12', capacity: 'FULL', deathDate: '2014-05-04' } };
    expect(codes({}, dead)).toEqual(['AUTHORIZATION_DATE_INVALID']);
  });

  test('GUARDIAN_REQUIRED: a minor of 17 alone, the day before the birthday; on the birthday none is needed', () => {
    expect(codes({}, { grantor: { birthDate: '1996-05-06', capacity: 'FULL', deathDate: null } })).toEqual([
      'GUARDIAN_REQUIRED',
    ]);
    expect(codes({}, { grantor: { birthDate: '1996-05-05', capacity: 'FULL', deathDate: null } })).toEqual([]);
  });

  test('GUARDIAN_REQUIRED: the guardian is a minor too; DOCUMENT_MISSING: no proof of guardianship', () => {
    const child = { grantor: { birthDate: '2003-11-05', capacity: 'FULL', deathDate: null } };
    const proof = { guardianProofSha256: hash };
    expect(codes(proof, { ...child, guardian: { birthDate: '1997-01-01', capacity: 'FULL' } })).toEqual([
      'GUARDIAN_REQUIRED',
    ]);
    expect(codes({}, { ...child, guardian: { birthDate: '1974-03-12', capacity: 'FULL' } })).toEqual([
      'DOCUMENT_MISSING',
    ]);
    expect(codes(proof, { ...child, guardian: { birthDate: '1974-03-12', capacity: 'FULL' } })).toEqual([]);
  });

  test.each(['NONE', 'LIMITED'])(
    'GUARDIAN_REQUIRED: an adult with capacity %s signs not alone, nor as a guardian',
    (capacity) => {
      const grantor = { birthDate: '1974-03-12', deathDate: null, capacity };
      expect(codes({}, { grantor })).toEqual(['GUARDIAN_REQUIRED']);
      const proof = { guardianProofSha256: hash };
      expect(codes(proof, { grantor, guardian: { birthDate: '1974-03-12', capacity } })).toEqual(['GUARDIAN_REQUIRED']);
      expect(codes(proof, { grantor, guardian: { birthDate: '1974-03-12', capacity: 'FULL' } })).toEqual([]);
    },
  );

  test('a day to come: SIGNED until its first day; before the signature, or past its own end, PERIOD_INVALID', () => {
    expect(decideSigning({ ...signing, validFrom: '2014-05-06' }, facts)).toMatchObject({
      ...{ ok: true, status: 'SIGNED', validFrom: '2014-05-06', validTo: '2015-05-05' },
    });
    expect(decideSigning({ ...signing, validFrom: '2014-05-05' }, facts)).toMatchObject({ status: 'ACTIVE' });
    expect(codes({ validFrom: '2014-05-04' })).toEqual(['PERIOD_INVALID']);
    expect(codes({ validFrom: '2015-05-06' })).toEqual(['PERIOD_INVALID']);
  });

  test('a form needs what its signature will need, but for scan, witness and proof', () => {
    const minor = { birthDate: '2003-11-05', capacity: 'FULL', deathDate: null };
    const draft = { continuous: false, scopeItems: ['HUKOU'], scopePurposes: ['DIBAO'] };
    expect(decideDraft(draft, facts)).toEqual([]);
    expect(decideDraft(draft, { ...facts, grantor: minor }).map(({ code }) => code)).toEqual(['GUARDIAN_REQUIRED']);
    const guardian = { birthDate: '1974-03-12', capacity: 'FULL' };
    expect(decideDraft(draft, { ...facts, grantor: minor, guardian })).toEqual([]);
  });

  test('ITEM_UNKNOWN and PURPOSE_NOT_PERMITTED: all reasons come at once', () => {
    expect(codes({ scopeItems: ['HUKOU', 'DREAMS'], scopePurposes: ['PARTY'] })).toEqual([
      'ITEM_UNKNOWN',
      'PURPOSE_NOT_PERMITTED',
    ]);
  });

  test.each([
    ['reversed', { periodFrom: '2014-05-02', periodTo: '2014-05-01' }],
    ['longer than 36 months', { periodFrom: '2011-05-04', periodTo: '2014-05-05' }],
    ['beyond the validity', { periodFrom: '2014-05-05', periodTo: '2015-05-06' }],
  ])('PERIOD_INVALID: %s', (_, change) => {
    expect(codes(change)).toEqual(['PERIOD_INVALID']);
  });

  test('a period of exactly 36 months is possible', () => {
    expect(codes({ periodFrom: '2011-05-05', periodTo: '2014-05-05' })).toEqual([]);
  });
});

test('a revocation lies between signature and today, and only an active authorization can be revoked', () => {
  const active = { status: 'ACTIVE', signedOn: '2014-05-01' };
  expect(decideRevocation(active, '2014-05-05', '2014-05-05')).toEqual({ ok: true });
  expect(decideRevocation(active, '2014-05-06', '2014-05-05')).toMatchObject({ code: 'AUTHORIZATION_DATE_INVALID' });
  expect(decideRevocation(active, '2014-04-30', '2014-05-05')).toMatchObject({ code: 'AUTHORIZATION_DATE_INVALID' });
  const ended = { ...active, status: 'EXPIRED' };
  expect(decideRevocation(ended, '2014-05-05', '2014-05-05')).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
});

describe('use and succession (income-verification.md §3.1)', () => {
  const grant = {
    ...{ status: 'ACTIVE', endedReason: null, validFrom: '2014-05-05', validTo: '2015-05-05', continuous: false },
    ...{ scopeItems: ['HUKOU', 'VEHICLE'], scopePurposes: ['DIBAO'] },
  };
  const use = { day: '2014-05-05', purpose: 'DIBAO', item: 'VEHICLE' };

  test.each([
    ['first day', {}, {}, 'ok'],
    ['last day', {}, { day: '2015-05-05' }, 'ok'],
    ['the day before', {}, { day: '2014-05-04' }, 'AUTHORIZATION_NOT_YET_VALID'],
    ['SIGNED, its day has come', { status: 'SIGNED' }, {}, 'ok'],
    ['SIGNED, its day is to come', { status: 'SIGNED' }, { day: '2014-05-04' }, 'AUTHORIZATION_NOT_YET_VALID'],
    ['the day after', {}, { day: '2015-05-06' }, 'AUTHORIZATION_EXPIRED'],
    ['REVOKED', { status: 'REVOKED', endedReason: 'REVOKED' }, {}, 'AUTHORIZATION_REVOKED'],
    ['SUPERSEDED', { status: 'SUPERSEDED', endedReason: 'SUPERSEDED' }, {}, 'AUTHORIZATION_EXPIRED'],
    ['another purpose', {}, { purpose: 'HOUSING' }, 'AUTHORIZATION_SCOPE_EXCEEDED'],
    ['another item', {}, { item: 'DEPOSIT' }, 'AUTHORIZATION_SCOPE_EXCEEDED'],
    ['dead: an income', { status: 'EXPIRED', endedReason: 'DEATH' }, {}, 'AUTHORIZATION_EXPIRED'],
    ['dead: the closing check', { status: 'EXPIRED', endedReason: 'DEATH' }, { item: 'HUKOU' }, 'ok'],
  ])('%s', (_, change, asked, expected) => {
    const decision = decideUse({ ...grant, ...change }, { ...use, ...asked });
    expect(decision.ok ? 'ok' : decision.code).toBe(expected);
  });

  test.each([
    ['the same again', {}, true],
    ['more items, longer', { scopeItems: ['HUKOU', 'VEHICLE', 'FUND'], validTo: '2016-05-05' }, true],
    ['an item less', { scopeItems: ['HUKOU'] }, false],
    ['another purpose', { scopePurposes: ['HOUSING'] }, false],
    ['a shorter one', { validTo: '2015-05-04' }, false],
  ])('a later authorization takes the place of an earlier one that it covers: %s', (_, change, expected) => {
    expect(covers({ ...grant, ...change }, grant)).toBe(expected);
  });

  test('one without the clause takes no place of one with it', () => {
    expect(covers(grant, { ...grant, continuous: true })).toBe(false);
    expect(covers({ ...grant, continuous: true }, grant)).toBe(true);
  });
});
