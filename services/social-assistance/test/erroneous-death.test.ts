import {
  createPayee,
  listRunLines,
  type Operation,
  performReversal,
  previewReversal,
  reportLifeEvent,
  reportReversal,
  verifyPayee,
} from '@mz/contracts';
import { addMonthsToMonth } from '@mz/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Enrolled, enrolled, enrolmentOf } from './enrolled.ts';
import { expected, type Office, scan, startOffice } from './office.ts';
import { anOffice } from './payments.ts';

// people, payments and social-assistance are the real services, and every event goes through the real queue.
let office: Office;
let file: Enrolled;
let month: string;
let batchId: string;
let noticeId: string;

beforeAll(async () => {
  office = await startOffice();
  file = await enrolled(office);
  await office.services.settle();
  await aVerifiedPayee();
  month = (await enrolmentOf(office, file)).fromMonth;
  const runDay = `${addMonthsToMonth(month, -1)}-26`;
  if (office.today() < runDay) await office.services.setToday(runDay);
  const batches = await anOffice(office.app, file.village.slice(0, 6));
  batchId = (await batches.run({ benefitMonth: month })).id;
  await office.services.settle();
});
afterAll(() => office?.stop());

const county = () => file.village.slice(0, 6);

async function aVerifiedPayee(): Promise<void> {
  const payments = office.services.get('payments');
  const clerk = await office.services.token({ role: 'ACCOUNT_CLERK', division: county(), subject: 'clerk' });
  const account = { number: '6299990000000017', bankCode: 'TESTBANK', kind: 'CARD' as const };
  const body = { kind: 'PERSON' as const, enrolmentId: file.enrolmentId, personId: file.personIds[0] ?? '', account };
  const { id, version } = expected(await payments.call(createPayee, { token: clerk, body }));
  const checker = await office.services.token({ role: 'ACCOUNT_CHECKER', division: county(), subject: 'checker' });
  expected(await payments.call(verifyPayee, { token: checker, params: { id }, version, body: {} }));
  await office.services.settle();
}

async function people<O extends Operation>(operation: O, call: object) {
  const token = await office.token(file, 'COUNTY_REVIEWER');
  return office.services.get('people').call(operation, { token, ...call } as never);
}

async function saidDead(source: 'VILLAGE_REPORT' | 'CREMATION') {
  const body = {
    ...{ kind: 'DEATH', personId: file.personIds[0] ?? '', eventDate: office.today(), source, matchedBy: 'NUMBER' },
    documentSha256: scan(source),
  };
  const answer = expected(await people(reportLifeEvent, { body }));
  await office.services.settle();
  return answer;
}

async function lines(): Promise<string[]> {
  const token = await office.services.token({ role: 'FUND_OFFICER', division: county() });
  const call = { token, params: { id: batchId }, query: {} };
  const { items } = expected(await office.services.get('payments').call(listRunLines, call));
  return items.map(({ state, holds }) => [state, ...holds.map(({ code }) => code)].join(' '));
}

async function months(): Promise<string[]> {
  const { entitlements } = await enrolmentOf(office, file);
  return entitlements.map(({ benefitMonth, state, amountFen }) => `${benefitMonth} ${state} ${amountFen}`).sort();
}

test('REPORTED holds the line, CONFIRMED ends it and the bureau computes the months anew', async () => {
  expect(await lines()).toEqual(['READY']);
  expect((await saidDead('VILLAGE_REPORT')).certainty).toBe('REPORTED');
  expect(await lines()).toEqual(['HELD DEATH_UNCONFIRMED']);
  expect(await months()).toEqual([`${month} BATCHED 54000`.replace('BATCHED', 'HELD')]);
  const confirmed = await saidDead('CREMATION');
  expect(confirmed.certainty).toBe('CONFIRMED');
  noticeId = confirmed.noticeId;
  expect((await lines())[0]).toMatch(/^CANCELLED/);
  // Two members without income remain: 960.00.
  expect(await months()).toEqual([`${month} CANCELLED 54000`, `${month} OWED 96000`]);
});

test('example H11: the preview asks both bureaux and changes nothing; one command undoes it in both, one report says so, a second click is harmless', async () => {
  const preview = expected(await people(previewReversal, { params: { id: noticeId }, body: {} }));
  expect(preview).toMatchObject({ missing: [], after: { lifeStatus: 'ALIVE', deathDate: null } });
  expect(preview.services.map(({ service, answered }) => [service, answered]).sort()).toEqual([
    ['payments', true],
    ['social-assistance', true],
  ]);
  const bureau = preview.services.find(({ service }) => service === 'social-assistance');
  expect(bureau?.parts).toContainEqual({
    ...{ kind: 'WITHDRAWN_LINE', state: 'STANDS', count: 1, amountFen: 54_000, reason: null },
  });
  expect(await months()).toContain(`${month} OWED 96000`);
  const body = { reason: '公安机关注销有误', documentSha256: scan('correction') };
  const reversal = { params: { id: noticeId }, body };
  expected(await people(performReversal, reversal));
  await office.services.settle();
  const report = expected(await people(reportReversal, { params: { id: noticeId } }));
  expect(report).toMatchObject({ complete: true, missing: [], origin: { source: 'CREMATION' } });
  expect(report.services.map(({ service }) => service).sort()).toEqual(['payments', 'social-assistance']);
  expect(report.services.every(({ parts }) => parts.length > 0)).toBe(true);
  expect(await months()).toEqual([`${month} CANCELLED 54000`, `${month} OWED 54000`]);

  const decisions = () =>
    office.rows('select id from decision where enrolment_id = $1 order by id', [file.enrolmentId]);
  const before = await decisions();
  const again = await people(performReversal, reversal);
  expect(again).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
  await office.services.settle();
  expect(await decisions()).toEqual(before);
  expect(await months()).toEqual([`${month} CANCELLED 54000`, `${month} OWED 54000`]);
  expect(expected(await people(reportReversal, { params: { id: noticeId } }))).toEqual(report);
});
