import { approveApplication, type CaseFacts, getCapsule, getDecision, getVerificationBrief } from '@mz/contracts';
import { verifySeal } from '@mz/crypto';
import { canonicalHash, capsuleHash } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseCapsule, verifyCapsule } from '../src/rules/index.ts';
import { bring, type Family, ripe, submitted } from './case-file.ts';
import { type CaseFile, expected, type Office, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const exampleTwo: Family = {
  programme: 'RURAL_DIBAO',
  village: '371721101200',
  members: [
    { birthDate: '1971-06-18', sex: '1', relationToHead: '01', employmentStatus: 'FARMING' },
    { birthDate: '1972-10-02', sex: '2', relationToHead: '10', employmentStatus: 'FARMING' },
    { birthDate: '1946-02-11', sex: '1', relationToHead: '51', labourCapacity: 'NONE', employmentStatus: 'UNABLE' },
    { birthDate: '1947-09-30', sex: '2', relationToHead: '52', labourCapacity: 'NONE', employmentStatus: 'UNABLE' },
  ],
  incomes: [
    { of: 0, type: 'CROP', amountFen: 380_000 },
    { of: 0, type: 'LAND_TRANSFER', amountFen: 120_000 },
  ],
  windowMonths: 12,
};

async function approved(file: CaseFile) {
  await ripe(office, file);
  return office.take(file, approveApplication, 'COUNTY_APPROVER', {});
}

describe('a case from the draft to the enrolment', () => {
  test('example 2: a rural family of four with 5,000 a year is granted 516.67', async () => {
    const file = await submitted(office, exampleTwo);
    const { enrolmentId } = await approved(file);
    expect(
      await office.rows('select amount_fen::int, programme, state from enrolment where id = $1', [enrolmentId]),
    ).toEqual([{ amount_fen: 51_667, programme: 'RURAL_DIBAO', state: 'ACTIVE' }]);
  });

  test('the notice of a grant carries amount, month and appeal; nothing has to be delivered against the family', async () => {
    const file = await submitted(office);
    const { decisionId } = await approved(file);
    const reader = await office.token(file, 'TOWNSHIP_ACCEPTOR');
    const notice = expected(await office.app.call(getDecision, { token: reader, params: { id: decisionId ?? '' } }));
    expect(notice).toMatchObject({ outcome: 'APPROVED', amountFen: 54_000, reasons: [], deliverBy: null });
    expect(notice.decidedOn).toBe(office.today());
  });

  test('the capsule recomputes to the same bytes and its seal holds; one altered fact is found', async () => {
    const file = await submitted(office);
    const { decisionId } = await approved(file);
    const reader = await office.token(file, 'COUNTY_APPROVER');
    const sealed = expected(await office.app.call(getCapsule, { token: reader, params: { id: decisionId ?? '' } }));
    // Parse border: the capsule crossed HTTP as JSON.
    const capsule = sealed.capsule as unknown as CaseCapsule;
    expect(capsule.subject).toBe(file.caseId);
    expect(capsuleHash(capsule)).toBe(sealed.hash);
    const keys = { keys: [sealed.publicKey] } as never;
    expect(verifySeal(sealed.hash, sealed.seal as never, keys)).toMatchObject({ ok: true });
    expect(verifyCapsule(capsule)).toEqual({ ok: true });
    const incomes: CaseFacts['incomes'] = capsule.facts.incomes.map((income) => ({ ...income, amountFen: 540_006 }));
    expect(verifyCapsule({ ...capsule, facts: { ...capsule.facts, incomes } })).toMatchObject({ ok: false });
  });

  test('the brief names n, e, the limit, who signed, and the hash of what was declared; only the checkers read it', async () => {
    const file = await submitted(office);
    await bring(office, file, 'INVESTIGATING');
    const token = await office.app.serviceToken('income-verification');
    const brief = expected(await office.app.call(getVerificationBrief, { token, params: { id: file.id } }));
    expect(brief).toMatchObject({
      applicationId: file.id,
      caseId: file.caseId,
      countedMembers: 3,
      eligibleMembers: 3,
      incomeLimitFen: 48_000 * 12 * 3,
      comparison: 'LT',
      declared: { incomes: [{ incomeClass: 'WAGE', type: 'WAGE', amountFen: 540_000, countable: true }], assets: [] },
    });
    expect(brief.members.map(({ role, adult }) => [role, adult])).toEqual(Array(3).fill(['COUNTED', true]));
    expect(brief.members.every(({ authorizationId }) => authorizationId !== null)).toBe(true);
    expect(brief.declaredHash).toBe(canonicalHash(brief.declared));
    const user = await office.token(file, 'TOWNSHIP_ACCEPTOR');
    const refused = await office.app.call(getVerificationBrief, { token: user, params: { id: file.id } });
    expect(refused.status).toBe(403);
  });
});
