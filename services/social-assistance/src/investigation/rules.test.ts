import { describe, expect, test } from 'vitest';
import { isVisitedAnew, needsReason, type Visit, visitFaults } from './rules.ts';

const [one, two] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const limits = { investigators: 2, photos: 3, acceptedOn: '2014-04-28', today: '2014-05-05' };
const proper: Visit = {
  visitedOn: '2014-04-30',
  investigators: [
    { subject: 'investigator-1', personId: one },
    { subject: 'investigator-2', personId: two },
  ],
  signedByApplicant: true,
  signedByInvestigators: true,
  photoSha256s: ['a', 'b', 'c'].map((digit) => digit.repeat(64)),
  neighboursVisited: 0,
  dwellingObserved: true,
  findings: '属实',
};

function told(change: Partial<Visit>): string[] {
  return visitFaults({ ...proper, ...change }, limits).map(({ code, pointer }) =>
    [code, pointer].filter(Boolean).join(' '),
  );
}

describe('home visit: at least two investigators, signed by them and the applicant, three photos (MF-220, §5.1)', () => {
  test('two investigators, three photos, both signatures: no fault', () => {
    expect(told({})).toEqual([]);
  });

  const tooFew = 'VISIT_TOO_FEW_INVESTIGATORS /body/investigators';
  const [first, second] = proper.investigators;
  test.each([
    ['nobody', [], [tooFew]],
    ['one alone', [first], [tooFew]],
    ['the same person under two accounts', [first, { subject: 'investigator-2', personId: one }], [tooFew]],
    ['two persons under one account', [first, { subject: 'investigator-1', personId: two }], [tooFew]],
    ['one named twice beside a second', [first, first, second], []],
  ])('VISIT_TOO_FEW_INVESTIGATORS: %s', (_, investigators, codes) => {
    expect(told({ investigators: investigators.filter((named) => named !== undefined) })).toEqual(codes);
  });

  test.each([
    ['the applicant did not sign', { signedByApplicant: false }],
    ['the investigators did not sign', { signedByInvestigators: false }],
  ])('SIGNATURE_MISSING: %s', (_, change) => {
    expect(told(change)).toEqual(['SIGNATURE_MISSING']);
  });

  test('DOCUMENT_MISSING: two photos are too few, four are not', () => {
    expect(told({ photoSha256s: proper.photoSha256s.slice(1) })).toEqual(['DOCUMENT_MISSING /body/photoSha256s']);
    expect(told({ photoSha256s: [...proper.photoSha256s, 'd'.repeat(64)] })).toEqual([]);
  });

  test.each([
    ['the day before acceptance', '2014-04-27', ['DATE_NOT_ALLOWED /body/visitedOn']],
    ['the day of acceptance', '2014-04-28', []],
    ['today', '2014-05-05', []],
    ['tomorrow: a future visit', '2014-05-06', ['DATE_NOT_ALLOWED /body/visitedOn']],
  ])('DATE_NOT_ALLOWED: %s', (_, visitedOn, codes) => {
    expect(told({ visitedOn })).toEqual(codes);
  });

  test('all reasons at once', () => {
    expect(told({ investigators: [], signedByApplicant: false, photoSha256s: [], visitedOn: '2015-01-01' })).toEqual([
      tooFew,
      'SIGNATURE_MISSING',
      'DOCUMENT_MISSING /body/photoSha256s',
      'DATE_NOT_ALLOWED /body/visitedOn',
    ]);
  });
});

describe('VISIT_MISSING: an investigation needs a visit of its own (§11.20)', () => {
  test.each([
    ['no visit', ['accept', 'beginInvestigation'], false],
    ['a visit', ['accept', 'beginInvestigation', 'recordVisit'], true],
    ['a visit before the review was disputed', ['beginInvestigation', 'recordVisit', 'recordReview'], false],
    ['a visit before an objection to the notice', ['beginInvestigation', 'recordVisit', 'postNotice', 'object'], false],
    [
      'a visit before the rejection was revised',
      ['beginInvestigation', 'recordVisit', 'object', 'resolveObjection'],
      false,
    ],
    ['a visit after it', ['beginInvestigation', 'recordVisit', 'object', 'resolveObjection', 'recordVisit'], true],
  ])('%s', (_, actions, visited) => {
    expect(isVisitedAnew(actions.map((action) => ({ action })))).toBe(visited);
  });
});

describe('EVIDENCE_REASON_MISSING: the verdict is advisory, to depart from it needs a written reason (income-verification §6)', () => {
  test.each([
    ['CONSISTENT', false],
    ['INCOMPLETE', false],
    ['EXCEEDS_INCOME', true],
    ['EXCEEDS_ASSET', true],
    ['CONCEALMENT_SUSPECTED', true],
    ['IDENTITY_PROBLEM', true],
  ])('%s → %s', (verdict, needed) => {
    expect(needsReason(verdict)).toBe(needed);
  });
});
