import { describe, expect, test } from 'vitest';
import { decideRevocation, decideSigning, type Signing, type SigningFacts } from './rules.ts';

const signing: Signing = {
  signedOn: '2014-05-05',
  continuous: false,
  scopeItems: ['HUKOU'],
  scopePurposes: ['DIBAO'],
};
const facts: SigningFacts = {
  today: '2014-05-05',
  grantor: { birthDate: '1974-03-12', deathDate: null },
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
      validFrom: '2014-05-05',
      validTo: '2015-05-05',
      periodFrom: '2013-05-05',
      periodTo: '2014-05-05',
    });
    expect(decideSigning({ ...signing, continuous: true }, facts)).toMatchObject({ validTo: '2017-05-05' });
  });

  test('AUTHORIZATION_DATE_INVALID: signed tomorrow, or after the grantor’s death', () => {
    expect(codes({ signedOn: '2014-05-06' })).toEqual(['AUTHORIZATION_DATE_INVALID']);
    const dead = { grantor: { birthDate: '1974-03-12', deathDate: '2014-05-04' } };
    expect(codes({}, dead)).toEqual(['AUTHORIZATION_DATE_INVALID']);
  });

  test('GUARDIAN_REQUIRED: a minor of 17 alone, the day before the birthday; on the birthday none is needed', () => {
    expect(codes({}, { grantor: { birthDate: '1996-05-06', deathDate: null } })).toEqual(['GUARDIAN_REQUIRED']);
    expect(codes({}, { grantor: { birthDate: '1996-05-05', deathDate: null } })).toEqual([]);
  });

  test('GUARDIAN_REQUIRED: the guardian is a minor too; DOCUMENT_MISSING: no proof of guardianship', () => {
    const child = { grantor: { birthDate: '2003-11-05', deathDate: null } };
    const proof = { guardianProofSha256: hash };
    expect(codes(proof, { ...child, guardian: { birthDate: '1997-01-01' } })).toEqual(['GUARDIAN_REQUIRED']);
    expect(codes({}, { ...child, guardian: { birthDate: '1974-03-12' } })).toEqual(['DOCUMENT_MISSING']);
    expect(codes(proof, { ...child, guardian: { birthDate: '1974-03-12' } })).toEqual([]);
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
