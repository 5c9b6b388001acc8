import type { StoryHousehold } from '@mz/population';
import { verifyCapsule } from './capsule.ts';
import { everythingInOneRequest } from './federation.ts';
import { type Answer, refusalOf } from './http.ts';
import { attempt, type StoryCase, takeIn } from './intake.ts';
import { expectLedger, fileRun, linesOf, openFund, registerPayee, returnFile, sealBatch } from './payment.ts';
import { approve, expectState, reviewInCounty, reviewInTownship, spotCheck } from './review.ts';
import type { Stage } from './stage.ts';
import { needStatus } from './stage.ts';
import { verify } from './verification.ts';

/** (a) Urban household of 3, wage 900 a month: from the desk of the township to the second notice. */
export async function urbanToCounty(stage: Stage, story: StoryHousehold): Promise<StoryCase> {
  stage.say('a  城市三口之家：受理、核对、入户、评议、公示');
  const opened = await takeIn(stage, 'a', story, 'lixia-');
  await verify(stage, opened, 'CONSISTENT');
  await stage.moveTo('2014-04-30');
  await reviewInTownship(stage, opened);
  return opened;
}

/** Tries what must not work, then the county's second notice. */
export async function urbanInCounty(stage: Stage, opened: StoryCase): Promise<void> {
  const early = await attempt(stage, opened, 'lixia-township-lead', 'county-transfer', {
    endPhotoSha256: '0'.repeat(64),
  });
  stage.expectations.expect('a.to-county-early', early.request, '422 PUBLICITY_TOO_SHORT', refusalOf(early));
  await stage.moveTo(stage.sabotaged('notice-cut-short') ? '2014-05-07' : '2014-05-08');
  await reviewInCounty(stage, opened);
}

/** Refused approvals, then the right one: 540.00 from June. */
export async function urbanApproval(
  stage: Stage,
  opened: StoryCase,
): Promise<{ enrolmentId: string; decisionId: string }> {
  const tooEarly = await attempt(stage, opened, 'lixia-approver', 'approval', {});
  stage.expectations.expect('a.approve-early', tooEarly.request, '422 PUBLICITY_TOO_SHORT', refusalOf(tooEarly));
  await stage.moveTo('2014-05-16');
  const byAcceptor = await attempt(stage, opened, 'lixia-acceptor', 'approval', {});
  stage.expectations.expect(
    'a.approve-by-acceptor',
    byAcceptor.request,
    '403 ROLE_NOT_PERMITTED',
    refusalOf(byAcceptor),
  );
  const byPromoted = await attempt(stage, opened, 'lixia-promoted', 'approval', {});
  stage.expectations.expect(
    'a.approve-by-former-acceptor',
    byPromoted.request,
    '403 SEPARATION_OF_DUTIES',
    refusalOf(byPromoted),
  );
  const unvisited = await attempt(stage, opened, 'lixia-approver', 'approval', {});
  stage.expectations.expect(
    'a.approve-without-spot-check',
    unvisited.request,
    '409 SPOT_CHECK_INSUFFICIENT',
    refusalOf(unvisited),
  );
  await spotCheck(stage, opened, '2014-05-15');
  const approved = await approve(stage, opened, '540.00');
  await expectState(stage, opened, 'a.approved', 'APPROVED');
  await verifyCapsule(stage, 'a', approved.decisionId);
  return approved;
}

/** On 2014-05-26: payee, money, June's batch and its bank file. */
export async function urbanBatch(
  stage: Stage,
  opened: StoryCase,
  enrolmentId: string,
): Promise<{ fundId: string; file: Answer['body'] }> {
  stage.say('a  六月发放：批次、财政确认、银行文件');
  await registerPayee(stage, opened, enrolmentId);
  const fundId = await openFund(stage, opened, {
    code: 'DB-370102-2014',
    amountFen: 54_000,
    receivedOn: '2014-05-20',
  });
  const batch = await sealBatch(stage, opened, 'a.june', { month: '2014-06' });
  stage.expectations.expect('a.june.total', 'sealed batch', [1, 54_000], [batch.count, batch.totalFen]);
  const file = await fileRun(stage, opened, 'a.june', batch.id);
  stage.expectations.expect('a.june.file-total', 'bank file', 54_000, file.totalFen);
  return { fundId, file };
}

/** On 2014-06-05: the bank has paid; the same file twice changes nothing; the ledger balances. */
export async function urbanReturn(stage: Stage, opened: StoryCase, file: Answer['body']): Promise<void> {
  stage.say('a  回盘入账，账平；一次联邦查询看到全过程');
  const result = { fileNo: 'R-370102-201406-1', postedOn: '2014-06-05' };
  needStatus(stage, 'a.june.return', await returnFile(stage, opened, file, result), 200);
  const again = await returnFile(stage, opened, file, result);
  stage.expectations.expect('a.june.return-twice', again.request, 200, again.status);
  await stage.settle();
  const lines = await linesOf(stage, opened, String(file.runId));
  const settled = lines.map((line) => [line.state, line.amountFen]);
  stage.expectations.expect('a.june.settled', 'lines', [['SETTLED', 54_000]], settled);
  await expectLedger(stage, opened, 'a.june.ledger', { PAYABLE: '0.00', BANK_SPECIAL: '0.00' });
  await everythingInOneRequest(stage, opened);
}
