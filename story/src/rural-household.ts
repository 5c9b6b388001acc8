import type { StoryHousehold } from '@mz/population';
import { refusalOf } from './http.ts';
import { type StoryCase, takeIn } from './intake.ts';
import { expectLedger, fileRun, linesOf, openFund, registerPayee, returnFile, sealBatch } from './payment.ts';
import { approve, reviewInCounty, reviewInTownship, spotCheck } from './review.ts';
import { needStatus, type Stage } from './stage.ts';
import { verify } from './verification.ts';

/** (b) Rural household of 4 with 5,000 a year: up to the first notice. */
export async function ruralToCounty(stage: Stage, story: StoryHousehold): Promise<StoryCase> {
  stage.say('b  农村四口之家：受理、核对、入户、评议、公示');
  const opened = await takeIn(stage, 'b', story, 'caoxian-');
  // Worked example V13: no register of dwellings covers the village; that makes nothing incomplete.
  const { report } = await verify(stage, opened, 'CONSISTENT');
  stage.expectations.expect('b.not-covered', 'report', [[], 'MEDIUM'], [report.missingAgencies, report.confidence]);
  return opened;
}

/** After 2014-04-30. */
export async function ruralInTownship(stage: Stage, opened: StoryCase): Promise<void> {
  await reviewInTownship(stage, opened);
}

/** On 2014-05-08. */
export async function ruralInCounty(stage: Stage, opened: StoryCase): Promise<void> {
  await reviewInCounty(stage, opened);
  await spotCheck(stage, opened, '2014-05-08');
}

/** On 2014-05-16: 516.67 from June. */
export async function ruralApproval(stage: Stage, opened: StoryCase): Promise<{ enrolmentId: string }> {
  return approve(stage, opened, '516.67');
}

/** The first return fails with NAME_MISMATCH; corrected by two; re-issued once; the run repeated creates nothing. */
export async function ruralPayment(stage: Stage, opened: StoryCase, enrolmentId: string): Promise<void> {
  stage.say('b  六月发放：户名不符退回，双人更正，重发一次');
  const payeeId = await registerPayee(stage, opened, enrolmentId);
  await openFund(stage, opened, { code: 'DB-371721-2014', amountFen: 51_667, receivedOn: '2014-05-20' });
  const batch = await sealBatch(stage, opened, 'b.june', { month: '2014-06' });
  stage.expectations.expect('b.june.total', 'sealed batch', [1, 51_667], [batch.count, batch.totalFen]);
  await runAgain(stage, opened, 'b.june.again');
  const file = await fileRun(stage, opened, 'b.june', batch.id);
  const returned = await returnFile(stage, opened, file, {
    fileNo: 'R-371721-201406-1',
    failCode: 'NAME_MISMATCH',
    postedOn: '2014-05-26',
  });
  needStatus(stage, 'b.june.return', returned, 200);
  await stage.settle();
  const failed = await linesOf(stage, opened, batch.id);
  stage.expectations.expect(
    'b.june.failed',
    'lines',
    [['FAILED', 51_667]],
    failed.map((line) => [line.state, line.amountFen]),
  );
  await expectLedger(stage, opened, 'b.june.ledger-failed', { PAYABLE: '516.67' });
  await correctAccount(stage, opened, payeeId);
  await reissue(stage, opened);
}

async function runAgain(stage: Stage, opened: StoryCase, id: string): Promise<void> {
  const again = await stage.as(`${opened.office}batch-officer`).post('/api/social-assistance/v1/payment-batches', {
    body: { programme: opened.story.programme, divisionCode: opened.story.countyCode, benefitMonth: '2014-06' },
  });
  stage.expectations.expect(id, again.request, '409 NOTHING_TO_PAY', refusalOf(again));
}

async function correctAccount(stage: Stage, opened: StoryCase, payeeId: string): Promise<void> {
  const clerk = stage.as(`${opened.office}account-clerk`);
  const path = `/api/payments/v1/payees/${payeeId}`;
  const before = needStatus(stage, 'b.payee-before', await clerk.get(path), 200);
  const proposed = needStatus(
    stage,
    'b.account-change',
    await clerk.post(`${path}/account-changes`, {
      ifMatch: before.version,
      body: {
        account: { number: '6299990000000041', bankCode: 'TESTBANK', kind: 'CARD' },
        reason: '银行户名登记有误，更换本人新卡',
      },
    }),
    200,
  );
  const checker = stage.as(`${opened.office}account-checker`);
  const verified = needStatus(
    stage,
    'b.account-verified',
    await checker.post(`${path}/verification`, { ifMatch: proposed.version }),
    200,
  );
  stage.expectations.expect('b.account-usable-from', 'payee', '2014-05-30', verified.usableFrom);
}

async function reissue(stage: Stage, opened: StoryCase): Promise<void> {
  await stage.moveTo('2014-06-03');
  const batch = await sealBatch(stage, opened, 'b.reissue', { month: '2014-06', kind: 'REISSUE' });
  stage.expectations.expect('b.reissue.total', 'sealed batch', [1, 51_667], [batch.count, batch.totalFen]);
  const file = await fileRun(stage, opened, 'b.reissue', batch.id);
  const returned = await returnFile(stage, opened, file, { fileNo: 'R-371721-201406-2', postedOn: '2014-06-03' });
  needStatus(stage, 'b.reissue.return', returned, 200);
  await stage.settle();
  const lines = await linesOf(stage, opened, batch.id);
  stage.expectations.expect(
    'b.reissue.settled',
    'lines',
    [['SETTLED', 51_667]],
    lines.map((line) => [line.state, line.amountFen]),
  );
  await expectLedger(stage, opened, 'b.reissue.ledger', {
    PAYABLE: '0.00',
    PAYABLE_RETURNED: '0.00',
    BANK_SPECIAL: '0.00',
  });
  await runAgain(stage, opened, 'b.reissue.again');
}
