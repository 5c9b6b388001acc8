import {
  approveApplication,
  completeInvestigation,
  getCapsule,
  getDecision,
  objectToApplication,
  postNotice,
  recordReview,
  recordVisit,
  refuseApplication,
  rejectByTownship,
  resolveObjection,
} from '@mz/contracts';
import { addDays, addMonths } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseCapsule, verifyCapsule } from '../src/rules/index.ts';
import { aCar, aNotice, aReview, aVisit, bring, elsewhere, ripe, submitted, visitByCounty } from './case-file.ts';
import { type CaseFile, expected, type Office, refusalOf, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const objection = (by: 'APPLICANT' | 'PUBLIC', receivedOn = office.today()) => ({ by, receivedOn, text: '有异议' });
const object = (file: CaseFile, by: 'APPLICANT' | 'PUBLIC') =>
  office.take(file, objectToApplication, 'TOWNSHIP_ACCEPTOR', objection(by));
const resolve = (file: CaseFile, result: string) =>
  office.take(file, resolveObjection, 'COUNTY_REVIEWER', { result, text: '复核结果' });

async function rejected(): Promise<CaseFile> {
  const file = await submitted(office, elsewhere());
  await bring(office, file, 'INVESTIGATING', aCar(office, file));
  await office.take(file, rejectByTownship, 'TOWNSHIP_ACCEPTOR', { text: '名下有机动车' });
  return file;
}

const runningSteps = (application: { clocks: { step: string; metOn: string | null }[] }) =>
  application.clocks.filter(({ metOn }) => metOn === null).map(({ step }) => step);

describe('the township’s written rejection (MF-220)', () => {
  test('names every reason with its article, what would change it with the amount, and the ways of appeal', async () => {
    const file = await rejected();
    const { decisionId, enrolmentId } = await office.application(file);
    expect(enrolmentId).toBeNull();
    const reader = await office.token(file, 'COUNTY_REVIEWER');
    const notice = expected(await office.app.call(getDecision, { token: reader, params: { id: decisionId ?? '' } }));
    expect(notice).toMatchObject({ outcome: 'REJECTED', amountFen: null, fromMonth: null });
    expect(notice.reasons.map(({ code }) => code)).toEqual(['EXCEEDS_ASSET']);
    expect(notice.reasons.every(({ legalBasis }) => legalBasis !== '')).toBe(true);
    // Without the car the family is example 1.
    expect(notice.counterfactuals.map(({ resultingAmountFen }) => resultingAmountFen)).toEqual([54_000]);
    expect(notice.appeal.reconsiderationUntil).toBe(addDays(notice.decidedOn, 60));
    expect(notice.appeal.litigationUntil).toBe(addMonths(notice.decidedOn, 3));
    expect(notice.deliverBy).toBe(addDays(notice.decidedOn, 3));
    const sealed = expected(await office.app.call(getCapsule, { token: reader, params: { id: decisionId ?? '' } }));
    expect(sealed.hash).toBe(notice.capsuleHash);
    // Parse border: the capsule crossed HTTP as JSON.
    expect(verifyCapsule(sealed.capsule as unknown as CaseCapsule)).toEqual({ ok: true });
  });

  test('DECISION_UNKNOWN: notice and capsule are not told in another region', async () => {
    const file = await rejected();
    const { decisionId } = await office.application(file);
    const stranger = await office.token(file, { role: 'COUNTY_REVIEWER', division: '370102' });
    for (const operation of [getDecision, getCapsule]) {
      const answer = await office.app.call(operation, { token: stranger, params: { id: decisionId ?? '' } });
      expect(refusalOf(answer)).toMatchObject({ status: 404, code: 'DECISION_UNKNOWN' });
    }
  });

  test('a decision is never changed: the application role may not', async () => {
    const file = await rejected();
    const [granted] = await office.rows(
      `select has_table_privilege(r.rolname, 'decision', 'update') as updates,
        has_table_privilege(r.rolname, 'decision', 'delete') as deletes,
        has_table_privilege(r.rolname, 'decision', 'insert') as inserts
       from pg_roles r where r.rolname like '%social_assistance_app%' limit 1`,
    );
    expect(granted).toEqual({ updates: false, deletes: false, inserts: true });
    expect(await office.rows('select outcome from decision where application_id = $1', [file.id])).toHaveLength(1);
  });
});

describe('§11.20: objection to the rejection', () => {
  test('REJECTED_BY_TOWNSHIP → RECHECK → upheld: stays rejected, the decision stands', async () => {
    const file = await rejected();
    const { decisionId } = await office.application(file);
    expect(runningSteps(await object(file, 'APPLICANT'))).toEqual(['RECHECK']);
    const upheld = await resolve(file, 'UPHELD');
    expect(upheld).toMatchObject({ state: 'REJECTED_BY_TOWNSHIP', decisionId });
    expect(runningSteps(upheld)).toEqual([]);
  });

  test('RECHECK → revised: back to INVESTIGATING, no decision, the term of the investigation runs again', async () => {
    const file = await rejected();
    await object(file, 'APPLICANT');
    const revised = await resolve(file, 'REVISED');
    expect(revised).toMatchObject({ state: 'INVESTIGATING', decisionId: null });
    expect(runningSteps(revised)).toEqual(['INVESTIGATION']);
  });

  test('STATE_TRANSITION_INVALID: the public has no say in a rejection', async () => {
    const file = await rejected();
    const answer = await office.attempt(file, objectToApplication, 'TOWNSHIP_ACCEPTOR', objection('PUBLIC'));
    expect(refusalOf(answer)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });

  test('DATE_NOT_ALLOWED: an objection to come, or from before the rejection was told', async () => {
    const file = await rejected();
    for (const days of [-1, 1]) {
      const body = objection('APPLICANT', addDays(office.today(), days));
      const answer = await office.attempt(file, objectToApplication, 'TOWNSHIP_ACCEPTOR', body);
      expect(refusalOf(answer)).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    }
  });
});

describe('§11.20: back to the investigation', () => {
  test('a disputed review → INVESTIGATING; VISIT_MISSING until somebody went again', async () => {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'INVESTIGATED');
    const disputed = await office.take(file, recordReview, 'TOWNSHIP_LEAD', aReview(office, file, { disputed: true }));
    expect(disputed.state).toBe('INVESTIGATING');
    expect(runningSteps(disputed)).toEqual(['INVESTIGATION']);
    const body = { text: '复查情况属实' };
    const early = await office.attempt(file, completeInvestigation, 'TOWNSHIP_INVESTIGATOR', body);
    expect(refusalOf(early)).toMatchObject({ status: 409, code: 'VISIT_MISSING' });
    await office.take(file, recordVisit, 'TOWNSHIP_INVESTIGATOR', aVisit(office, file));
    await office.take(file, completeInvestigation, 'TOWNSHIP_INVESTIGATOR', body);
  });

  test('an objection during the first notice → INVESTIGATING, and the way to the county starts anew', async () => {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'PUBLICITY_1');
    const objected = await object(file, 'PUBLIC');
    expect(objected.state).toBe('INVESTIGATING');
    expect(runningSteps(objected)).toEqual(['INVESTIGATION']);
    await bring(office, file, 'SENT_TO_COUNTY');
    const notices = 'select round from public_notice where application_id = $1';
    expect(await office.rows(notices, [file.id])).toEqual([{ round: 1 }, { round: 1 }]);
  });
});

describe('§11.20: an objection during the second notice', () => {
  async function reinvestigating(found?: 'CAR'): Promise<CaseFile> {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'PUBLICITY_2', found === 'CAR' ? aCar(office, file) : undefined);
    await visitByCounty(office, file);
    expect(runningSteps(await object(file, 'PUBLIC'))).toEqual(['REINVESTIGATION']);
    return file;
  }

  test('REINVESTIGATING → settled → a second notice of 7 days again → APPROVED', async () => {
    const file = await reinvestigating();
    const notice = aNotice(office, file, 2);
    const open = await office.attempt(file, postNotice, 'COUNTY_REVIEWER', notice);
    expect(refusalOf(open)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
    expect((await resolve(file, 'SETTLED')).state).toBe('REINVESTIGATING');
    await office.later(8);
    const again = aNotice(office, file, 2);
    await office.take(file, postNotice, 'COUNTY_REVIEWER', again);
    const early = await office.attempt(file, approveApplication, 'COUNTY_APPROVER', {});
    expect(refusalOf(early)).toMatchObject({ status: 422, code: 'PUBLICITY_TOO_SHORT' });
    await office.later(8);
    expect((await office.take(file, approveApplication, 'COUNTY_APPROVER', {})).state).toBe('APPROVED');
  });

  test('REINVESTIGATING → REJECTED when the rules refuse', async () => {
    const file = await reinvestigating('CAR');
    const refused = await office.take(file, refuseApplication, 'COUNTY_APPROVER', {});
    expect(refused.state).toBe('REJECTED');
    expect(runningSteps(refused)).toEqual([]);
  });

  test('an approved case admits no objection any more: appeal goes another way', async () => {
    const file = await submitted(office, elsewhere());
    await ripe(office, file);
    await office.take(file, approveApplication, 'COUNTY_APPROVER', {});
    const late = await office.attempt(file, objectToApplication, 'TOWNSHIP_ACCEPTOR', objection('PUBLIC'));
    expect(refusalOf(late)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });
});
