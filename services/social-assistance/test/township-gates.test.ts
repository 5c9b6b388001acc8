import { randomUUID } from 'node:crypto';
import {
  acceptApplication,
  completeInvestigation,
  postNotice,
  recordKinship,
  recordReview,
  recordVisit,
  registerPerson,
  rejectByTownship,
  sendToCounty,
} from '@mz/contracts';
import { addDays, monthOf } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aNotice,
  aReview,
  aVisit,
  bring,
  drafted,
  exampleOne,
  type Omitted,
  papers,
  staffOf,
  submitted,
} from './case-file.ts';
import { anIdNo } from './intake.ts';
import { type CaseFile, expected, type Office, refusalOf, scan, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

/** Registers somebody who is in no case of ours but a draft, as the brother of a member. */
async function aBrotherOf(personId: string): Promise<string> {
  const draft = await drafted(office);
  const token = await office.token(draft, 'TOWNSHIP_ACCEPTOR');
  const [birthDate, sex] = ['1975-05-05', '1'] as const;
  const identity = { idType: 'RESIDENT_ID', idNo: anIdNo(birthDate, sex), name: '张强', sex, birthDate };
  const body = { ...identity, hukouDivision: draft.village, hukouKind: 'NON_AGRI' };
  const call = { token, purpose: 'ASSESS_BENEFIT', caseId: draft.caseId, body } as const;
  const people = office.services.get('people');
  const brother = expected(await people.call(registerPerson, call)).personId ?? '';
  const kinship = { personId, relativeId: brother, kind: 'SIBLING', validFrom: '2000-01-01', source: '户口簿' };
  expected(await people.call(recordKinship, { token, body: kinship }));
  return brother;
}

describe('acceptance', () => {
  const accept = async (file: CaseFile) =>
    refusalOf(await office.attempt(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {}));

  test.each<[string, Omitted, string[]]>([
    [
      'DOCUMENT_MISSING: two papers are missing, both are named',
      { papers: ['APPLICATION_FORM', 'PLEDGE'] },
      ['DOCUMENT_MISSING', 'DOCUMENT_MISSING'],
    ],
    [
      'DOCUMENT_MISSING: the pledge of truth is not signed',
      { declaration: { nearRelatives: [] } },
      ['DOCUMENT_MISSING'],
    ],
    [
      'NEAR_RELATIVE_STATEMENT_MISSING: no statement on near relatives',
      { declaration: { pledgeSignedOn: '2014-04-28' } },
      ['NEAR_RELATIVE_STATEMENT_MISSING'],
    ],
    ['AUTHORIZATION_MISSING: one adult has not signed', { signers: 2 }, ['AUTHORIZATION_MISSING']],
  ])('%s', async (_, omitted, codes) => {
    const file = await submitted(office, exampleOne, omitted);
    expect(await accept(file)).toEqual({ status: 422, code: codes[0], codes });
    expect((await office.application(file)).state).toBe('SUBMITTED');
    expect(await office.rows('select 1 from verification_brief where application_id = $1', [file.id])).toEqual([]);
  });

  test.each([
    ['AUTHORIZATION_REVOKED', { status: 'REVOKED' }],
    ['AUTHORIZATION_EXPIRED', { status: 'EXPIRED' }],
    ['AUTHORIZATION_NOT_YET_VALID', { validFrom: '2020-01-01', validTo: '2020-06-30' }],
  ])('%s: the authorization of one adult has this defect', async (code, change) => {
    const file = await submitted(office, exampleOne, { signers: 2 });
    await office.authorize(file, file.personIds.slice(2), change);
    expect(await accept(file)).toMatchObject({ status: 422, code });
  });

  test('CONFLICT_OF_INTEREST: the acceptor is a recorded near relative of a member', async () => {
    const file = await submitted(office);
    const brother = await aBrotherOf(file.personIds[0] ?? '');
    const acting = { role: 'TOWNSHIP_ACCEPTOR', subject: 'brother', personId: brother } as const;
    expect(refusalOf(await office.attempt(file, acceptApplication, acting, {}))).toMatchObject({
      status: 403,
      code: 'CONFLICT_OF_INTEREST',
    });
  });

  test('PROGRAM_EXCLUSIVE: a member draws a living-support programme in the ledger over all bureaux', async () => {
    const file = await submitted(office);
    await aBenefit(file.personIds[1] ?? '', 'WUBAO_DISPERSED');
    expect(await accept(file)).toMatchObject({ status: 409, code: 'PROGRAM_EXCLUSIVE' });
  });

  test('a benefit of another kind excludes nothing', async () => {
    const file = await submitted(office);
    await aBenefit(file.personIds[1] ?? '', 'VETERAN_PENSION');
    expect((await office.attempt(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {})).status).toBe(200);
  });
});

/** A month of the benefit ledger, as a batch of another bureau would have left it. */
async function aBenefit(personId: string, programme: string): Promise<void> {
  const payments = office.services.get('payments');
  // The line behind the entry is of no concern here.
  await payments.rows('set session_replication_role = replica');
  await payments.rows(
    `insert into benefit_entry (person_id, line_id, programme, bureau, benefit_month, amount_fen, state, decision_id, current_division_code)
     values ($1, $2, $3, 'veterans', $4, 30000, 'SETTLED', $5, $6)`,
    [personId, randomUUID(), programme, monthOf(office.today()), randomUUID(), '370102001001'],
  );
  await payments.rows('set session_replication_role = origin');
}

describe('investigation', () => {
  const visit = async (file: CaseFile, change: object) =>
    refusalOf(await office.attempt(file, recordVisit, 'TOWNSHIP_INVESTIGATOR', aVisit(office, file, change)));

  test('VISIT_TOO_FEW_INVESTIGATORS, SIGNATURE_MISSING, DOCUMENT_MISSING, DATE_NOT_ALLOWED: all told at once', async () => {
    const file = await submitted(office);
    await bring(office, file, 'INVESTIGATING');
    const change = {
      investigators: [staffOf(file.village).one],
      signedByApplicant: false,
      photoSha256s: [scan('1')],
      visitedOn: addDays(office.today(), 1),
    };
    expect(await visit(file, change)).toEqual({
      status: 422,
      code: 'VISIT_TOO_FEW_INVESTIGATORS',
      codes: ['VISIT_TOO_FEW_INVESTIGATORS', 'SIGNATURE_MISSING', 'DOCUMENT_MISSING', 'DATE_NOT_ALLOWED'],
    });
  });

  test('CONFLICT_OF_INTEREST: one of the investigators is a recorded near relative', async () => {
    const file = await submitted(office);
    await bring(office, file, 'INVESTIGATING');
    const personId = await aBrotherOf(file.personIds[1] ?? '');
    const investigators = [staffOf(file.village).one, { subject: 'investigator-kin', personId }];
    expect(await visit(file, { investigators })).toMatchObject({ status: 403, code: 'CONFLICT_OF_INTEREST' });
  });

  const complete = async (file: CaseFile, text: string) =>
    refusalOf(await office.attempt(file, completeInvestigation, 'TOWNSHIP_INVESTIGATOR', { text }));

  test('VISIT_MISSING: nobody has been there; VERIFICATION_MISSING: no report was issued', async () => {
    const file = await submitted(office);
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    expect(await complete(file, '情况属实')).toMatchObject({ status: 409, code: 'VISIT_MISSING' });
    await office.take(file, recordVisit, 'TOWNSHIP_INVESTIGATOR', aVisit(office, file));
    expect(await complete(file, '情况属实')).toMatchObject({ status: 409, code: 'VERIFICATION_MISSING' });
  });

  test('EVIDENCE_REASON_MISSING: to go on against the verdict needs a written reason', async () => {
    const file = await submitted(office);
    await bring(office, file, 'INVESTIGATING', { verdict: 'CONCEALMENT_SUSPECTED' });
    await office.take(file, recordVisit, 'TOWNSHIP_INVESTIGATOR', aVisit(office, file));
    expect(await complete(file, '属实')).toMatchObject({ status: 422, code: 'EVIDENCE_REASON_MISSING' });
    const body = { text: '入户核实所疑存款为亡父遗留，已附银行证明' };
    await office.take(file, completeInvestigation, 'TOWNSHIP_INVESTIGATOR', body);
  });

  test('a report version that comes late does not displace a newer one', async () => {
    const file = await submitted(office);
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    const newer = await office.report(file, { verdict: 'EXCEEDS_INCOME' }, { version: 2 });
    await office.report(file, { verdict: 'CONSISTENT' }, { version: 1 });
    expect(await office.application(file)).toMatchObject({ reportId: newer, verdict: 'EXCEEDS_INCOME' });
  });

  test('VERIFICATION_MISSING, REFUSAL_GROUND_MISSING: no rejection without a report, nor without a breach', async () => {
    const file = await submitted(office);
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    const reject = async () =>
      refusalOf(await office.attempt(file, rejectByTownship, 'TOWNSHIP_ACCEPTOR', { text: '不符合条件' }));
    expect(await reject()).toMatchObject({ status: 409, code: 'VERIFICATION_MISSING' });
    await office.report(file);
    expect(await reject()).toMatchObject({ status: 409, code: 'REFUSAL_GROUND_MISSING' });
    expect(await office.rows('select 1 from decision where application_id = $1', [file.id])).toEqual([]);
  });
});

describe('review and first notice', () => {
  const review = async (file: CaseFile, change: object, representatives?: number) => {
    const body = aReview(office, file, change, representatives);
    return refusalOf(await office.attempt(file, recordReview, 'TOWNSHIP_LEAD', body));
  };

  test('REVIEW_QUORUM_NOT_MET: five representatives of nine', async () => {
    const file = await submitted(office);
    await bring(office, file, 'INVESTIGATED');
    expect(await review(file, {}, 5)).toMatchObject({ status: 422, code: 'REVIEW_QUORUM_NOT_MET' });
  });

  test('DATE_NOT_ALLOWED: a review before the investigation was closed, or to come', async () => {
    const file = await submitted(office);
    await bring(office, file, 'INVESTIGATED');
    for (const days of [-1, 1]) {
      const heldOn = addDays(office.today(), days);
      expect(await review(file, { heldOn })).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    }
  });

  test('DATE_NOT_ALLOWED: a notice of tomorrow, or from before the opinion', async () => {
    const file = await submitted(office);
    await bring(office, file, 'TOWNSHIP_OPINION');
    for (const days of [-1, 1]) {
      const body = aNotice(office, file, 1, { postedOn: addDays(office.today(), days) });
      const answer = await office.attempt(file, postNotice, 'TOWNSHIP_ACCEPTOR', body);
      expect(refusalOf(answer)).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    }
  });

  test('PUBLICITY_TOO_SHORT: on day 7 the notice still hangs, on day 8 the file may go', async () => {
    const file = await submitted(office);
    await bring(office, file, 'PUBLICITY_1');
    const body = { endPhotoSha256: scan('end') };
    await office.later(7);
    const early = await office.attempt(file, sendToCounty, 'TOWNSHIP_LEAD', body);
    expect(refusalOf(early)).toMatchObject({ status: 422, code: 'PUBLICITY_TOO_SHORT' });
    await office.later(1);
    await office.take(file, sendToCounty, 'TOWNSHIP_LEAD', body);
  });
});

test('the list of papers that acceptance asks for is the dated parameter', async () => {
  const [row] = await office.rows(`select value from policy_parameter where key = 'documents.required'`);
  expect(row).toEqual({ value: papers });
});
