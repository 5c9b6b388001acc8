import { describe, expect, test } from 'vitest';
import { type Acceptance, acceptanceFaults } from './rules.ts';

const requiredDocuments = ['APPLICATION_FORM', 'ID_COPY', 'HUKOU_COPY', 'PLEDGE'];
const complete: Acceptance = {
  requiredDocuments,
  documentKinds: [...requiredDocuments, 'MEDICAL_PROOF'],
  pledgeSigned: true,
  nearRelativesStated: true,
  authorizationFaults: [],
  otherProgrammes: [],
};

function told(change: Partial<Acceptance>): string[] {
  return acceptanceFaults({ ...complete, ...change }).map(({ code, detail }) =>
    [code, detail].filter(Boolean).join(' '),
  );
}

describe('acceptance: SUBMITTED → ACCEPTED needs all papers, the pledge, the statement and authorizations (MF-220, §5.1)', () => {
  test('a complete file has no fault; papers beyond the list do not matter', () => {
    expect(told({})).toEqual([]);
  });

  test.each([
    [
      'one paper is missing',
      { documentKinds: ['APPLICATION_FORM', 'ID_COPY', 'PLEDGE'] },
      ['DOCUMENT_MISSING HUKOU_COPY'],
    ],
    [
      'every paper is missing: each is named',
      { documentKinds: [] },
      requiredDocuments.map((kind) => `DOCUMENT_MISSING ${kind}`),
    ],
    ['the pledge of truth is not signed', { pledgeSigned: false }, ['DOCUMENT_MISSING PLEDGE']],
    ['no parameter asks for papers', { requiredDocuments: [], documentKinds: [] }, []],
  ])('DOCUMENT_MISSING: %s', (_, change, codes) => {
    expect(told(change)).toEqual(codes);
  });

  test('NEAR_RELATIVE_STATEMENT_MISSING: silence is no statement of "none" (§5.3)', () => {
    expect(told({ nearRelativesStated: false })).toEqual(['NEAR_RELATIVE_STATEMENT_MISSING']);
  });

  test.each(['AUTHORIZATION_MISSING', 'AUTHORIZATION_NOT_YET_VALID', 'AUTHORIZATION_EXPIRED', 'AUTHORIZATION_REVOKED'])(
    '%s: one of the four defects is passed on under SA-649 art. 58 (§11.16)',
    (code) => {
      const [fault] = acceptanceFaults({ ...complete, authorizationFaults: [{ code }] });
      expect(fault).toEqual({ code, legalBasis: '《社会救助暂行办法》第五十八条' });
    },
  );

  test('a defect that two members share is told once, two defects both', () => {
    const faults = ['AUTHORIZATION_MISSING', 'AUTHORIZATION_REVOKED', 'AUTHORIZATION_MISSING'].map((code) => ({
      code,
    }));
    expect(told({ authorizationFaults: faults })).toEqual(['AUTHORIZATION_MISSING', 'AUTHORIZATION_REVOKED']);
  });

  test('PROGRAM_EXCLUSIVE: each programme that a member draws already is named (§3)', () => {
    expect(told({ otherProgrammes: ['LOW_INCOME', 'RURAL_DIBAO'] })).toEqual([
      'PROGRAM_EXCLUSIVE LOW_INCOME',
      'PROGRAM_EXCLUSIVE RURAL_DIBAO',
    ]);
  });

  test('all reasons at once, none hides another', () => {
    const change = {
      documentKinds: requiredDocuments.slice(1),
      nearRelativesStated: false,
      authorizationFaults: [{ code: 'AUTHORIZATION_EXPIRED' }],
      otherProgrammes: ['LOW_INCOME'],
    };
    expect(told(change)).toEqual([
      'AUTHORIZATION_EXPIRED',
      'DOCUMENT_MISSING APPLICATION_FORM',
      'NEAR_RELATIVE_STATEMENT_MISSING',
      'PROGRAM_EXCLUSIVE LOW_INCOME',
    ]);
  });
});
