import {
  approveApplication,
  countyOpinion,
  type Role,
  recordSpotCheck,
  refuseApplication,
  sendToCounty,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aCar,
  aReview,
  bring,
  elsewhere,
  type Family,
  opinion,
  ripe,
  staffOf,
  submitted,
  visitByCounty,
} from './case-file.ts';
import { type Acting, type CaseFile, type Office, refusalOf, scan, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

async function approve(file: CaseFile, acting: Acting | Role = 'COUNTY_APPROVER', body: object = {}) {
  return refusalOf(await office.attempt(file, approveApplication, acting, body));
}

async function noDecision(file: CaseFile): Promise<void> {
  expect((await office.application(file)).state).toBe('PUBLICITY_2');
  for (const table of ['decision', 'enrolment']) {
    expect(await office.rows(`select 1 from ${table} where application_id = $1`, [file.id])).toEqual([]);
  }
}

/** The account of a role as the office's other tests name it. */
const accountOf = (role: string, division: string): string => `test-${role.toLowerCase()}-${division.padEnd(12, '0')}`;

describe('SEPARATION_OF_DUTIES: who did an earlier step of the case does not approve it', () => {
  let file: CaseFile;
  beforeAll(async () => {
    file = await submitted(office);
    await ripe(office, file);
  });

  test.each([
    ['the acceptor, promoted', () => accountOf('TOWNSHIP_ACCEPTOR', '370112008')],
    ['the investigator who recorded', () => accountOf('TOWNSHIP_INVESTIGATOR', '370112008')],
    ['the second investigator of the visit', () => staffOf(file.village).two.subject],
    ['the chair of the review', () => String(aReview(office, file).chairSubject)],
    ['the township lead', () => accountOf('TOWNSHIP_LEAD', '370112008')],
    ['the county reviewer', () => accountOf('COUNTY_REVIEWER', '370112')],
    ['the checker of the report', () => 'center-checker'],
  ])('%s', async (_, subject) => {
    expect(await approve(file, { role: 'COUNTY_APPROVER', subject: subject() })).toMatchObject({
      status: 403,
      code: 'SEPARATION_OF_DUTIES',
    });
    await noDecision(file);
  });

  test('the same holds for a refusal', async () => {
    const car = await submitted(office);
    await bring(office, car, 'COUNTY_OPINION', aCar(office, car));
    const acting = { role: 'COUNTY_APPROVER', subject: accountOf('TOWNSHIP_ACCEPTOR', '370112008') } as const;
    expect(refusalOf(await office.attempt(car, refuseApplication, acting, {}))).toMatchObject({
      status: 403,
      code: 'SEPARATION_OF_DUTIES',
    });
  });
});

describe('the gates of approval, in their order', () => {
  test('PUBLICITY_TOO_SHORT: on day 7 of the second notice', async () => {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'PUBLICITY_2');
    await visitByCounty(office, file);
    await office.later(7);
    expect(await approve(file)).toMatchObject({ status: 422, code: 'PUBLICITY_TOO_SHORT' });
    await noDecision(file);
    await office.later(1);
    expect((await office.attempt(file, approveApplication, 'COUNTY_APPROVER', {})).status).toBe(200);
  });

  test('VERIFICATION_MISSING: the report has run out by the day of the decision', async () => {
    const file = await submitted(office, elsewhere());
    await ripe(office, file, { validTo: addDays(office.today(), 15) });
    expect(await approve(file)).toMatchObject({ status: 409, code: 'VERIFICATION_MISSING' });
    await noDecision(file);
  });

  test('EVIDENCE_REASON_MISSING: approval against the verdict needs the county’s written reason', async () => {
    const file = await submitted(office, elsewhere());
    await ripe(office, file, { verdict: 'CONCEALMENT_SUSPECTED' });
    expect(await approve(file)).toMatchObject({ status: 422, code: 'EVIDENCE_REASON_MISSING' });
    await noDecision(file);
    const overrideReason = '所疑存款经核为亡父遗留，已附银行证明';
    await office.take(file, approveApplication, 'COUNTY_APPROVER', { overrideReason });
    const [step] = await office.rows(
      `select detail, note is not null as noted from application_step where application_id = $1 and action = 'approve'`,
      [file.id],
    );
    expect(step).toEqual({ detail: { verdict: 'CONCEALMENT_SUSPECTED', departed: true }, noted: true });
  });

  test('DECISION_IS_REFUSAL: the rules refuse what the office would grant, with every reason', async () => {
    const file = await submitted(office, elsewhere());
    await ripe(office, file, aCar(office, file));
    const refused = await approve(file, 'COUNTY_APPROVER', { overrideReason: '家庭确有困难，建议予以照顾' });
    expect(refused).toMatchObject({ status: 409, code: 'DECISION_IS_REFUSAL' });
    expect(refused.codes).toContain('EXCEEDS_ASSET');
    await noDecision(file);
  });
});

describe('SPOT_CHECK_INSUFFICIENT (§11.19): of a township’s cases of the month, this one included', () => {
  /** All cases of one township reach the county on one day, so they are one batch. */
  async function batch(family: Family, size: number, declaration?: object): Promise<CaseFile[]> {
    const files: CaseFile[] = [];
    for (let n = 0; n < size; n += 1) {
      const omitted = declaration === undefined ? {} : { declaration };
      const file = await submitted(office, family, omitted);
      await bring(office, file, 'PUBLICITY_1');
      files.push(file);
    }
    await office.later(8);
    return files;
  }

  async function toSecondNotice(files: readonly CaseFile[]): Promise<void> {
    for (const file of files) await sendOn(file);
    await office.later(8);
  }

  test('of four received two must be visited; the case itself need not be', async () => {
    const files = await batch(elsewhere(), 4);
    await toSecondNotice(files);
    const [first, second, third] = files;
    if (first === undefined || second === undefined || third === undefined) throw new Error('four cases were made');
    await visitByCounty(office, first);
    expect(await approve(third)).toMatchObject({ status: 409, code: 'SPOT_CHECK_INSUFFICIENT' });
    await noDecision(third);
    await visitByCounty(office, second);
    expect((await office.attempt(third, approveApplication, 'COUNTY_APPROVER', {})).status).toBe(200);
  });

  test('a near-relative case is visited itself, whatever the share', async () => {
    const kin = { personId: '00000000-0000-4000-8000-0000000000b1', relation: '兄弟', office: '村民委员会' };
    const declaration = { nearRelatives: [kin], pledgeSignedOn: office.today() };
    const family = elsewhere();
    const [related] = await batch(family, 1, declaration);
    const [other] = await batch(family, 1);
    if (related === undefined || other === undefined) throw new Error('two cases were made');
    await toSecondNotice([related, other]);
    await visitByCounty(office, other);
    expect((await office.application(related)).nearRelativeCase).toBe(true);
    expect(await approve(related)).toMatchObject({ status: 409, code: 'SPOT_CHECK_INSUFFICIENT' });
    await visitByCounty(office, related);
    expect((await office.attempt(related, approveApplication, 'COUNTY_APPROVER', {})).status).toBe(200);
  });

  test('DATE_NOT_ALLOWED: a visit to come, or from before the county had the case', async () => {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'SENT_TO_COUNTY');
    for (const days of [-1, 1]) {
      const body = { visitedOn: addDays(office.today(), days), findings: '属实', confirmed: true };
      const answer = await office.attempt(file, recordSpotCheck, 'COUNTY_REVIEWER', body);
      expect(refusalOf(answer)).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    }
  });
});

/** From the first notice, which has ended, to the second. */
async function sendOn(file: CaseFile): Promise<void> {
  await office.take(file, sendToCounty, 'TOWNSHIP_LEAD', { endPhotoSha256: scan(file.id) });
  await bring(office, file, 'PUBLICITY_2');
}

describe('refusal', () => {
  test('DECISION_IS_APPROVAL: the rules would grant', async () => {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'SENT_TO_COUNTY');
    await office.take(file, countyOpinion, 'COUNTY_REVIEWER', { ...opinion, opinion: 'REFUSE' });
    expect(refusalOf(await office.attempt(file, refuseApplication, 'COUNTY_APPROVER', {}))).toMatchObject({
      status: 409,
      code: 'DECISION_IS_APPROVAL',
    });
    expect(await office.rows('select 1 from decision where application_id = $1', [file.id])).toEqual([]);
  });

  test('a refused case stays open while it may be appealed, and its members may be counted elsewhere', async () => {
    const file = await submitted(office, elsewhere());
    await bring(office, file, 'COUNTY_OPINION', aCar(office, file));
    await office.take(file, refuseApplication, 'COUNTY_APPROVER', {});
    expect(await office.eventsOf(file.id)).not.toContain('case.closed.v1');
    const held = 'select 1 from active_membership where household_id = $1';
    expect(await office.rows(held, [file.householdId])).toEqual([]);
  });
});

test('a visit of the township is no spot check of the county', async () => {
  const file = await submitted(office, elsewhere());
  await bring(office, file, 'PUBLICITY_2');
  await office.later(8);
  expect(await approve(file)).toMatchObject({ status: 409, code: 'SPOT_CHECK_INSUFFICIENT' });
});
