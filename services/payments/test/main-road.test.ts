import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { changeAccount, getPayee, queryBenefits, verifyPayee } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balancesOf, confirm, fileIt, linesOf, runOf, upload } from './steps.ts';
import {
  type Enrolled,
  enrol,
  fundWith,
  payeeOf,
  receipt,
  regularLine,
  sendBatch,
  startWorld,
  type World,
} from './world.ts';

let world: World;
let urban: Enrolled;
let rural: Enrolled;
let payees: string[];
let fundId: string;

beforeAll(async () => {
  world = await startWorld();
  urban = await enrol(world, 0, 3);
  rural = await enrol(world, 1, 4);
  payees = [await payeeOf(world, urban, '6299990000000017'), await payeeOf(world, rural, '6299990000000025')];
});
afterAll(() => world.stop());

const run = (id: string) => runOf(world, id);
const lines = (id: string) => linesOf(world, id);
const balances = () => balancesOf(world);
/** The run has its fund from the confirmation on, its lines from the file on. */
const fundsOf = (id: string) =>
  world.payments.rows(
    `select distinct r.fund_id as "ofRun", l.fund_id as "ofLine" from run r join line l on l.run_id = r.id where r.id = $1`,
    [id],
  );

describe('from the sealed batch to the settled line', () => {
  let runId: string;
  let reissueId: string;
  let failedLineId: string;
  let head: Awaited<ReturnType<typeof fileIt>>['head'];

  it('example P3: cover of 1,056.66 waits with FUND_INSUFFICIENT and no file; a receipt of 0.01 confirms', async () => {
    fundId = await fundWith(world, 105_666);
    const [first = '', second = ''] = payees;
    runId = await sendBatch(world, [
      regularLine(urban, first, 54_000, { lineId: '018f2a10-0000-7000-8000-000000000001' }),
      regularLine(rural, second, 51_667, { lineId: '018f2a10-0000-7000-8000-000000000002' }),
    ]);
    expect(await run(runId)).toMatchObject({ state: 'SCREENED', lineCount: 2, totalFen: 105_667, heldCount: 0 });
    expect(await confirm(world, runId)).toMatchObject({ status: 409, body: { code: 'FUND_INSUFFICIENT' } });
    expect(await run(runId)).toMatchObject({ state: 'SCREENED', waitingFor: 'FUND_INSUFFICIENT', bankFileIds: [] });
    expect((await receipt(world, fundId, 1)).status).toBe(201);
    expect(await confirm(world, runId)).toMatchObject({
      status: 200,
      body: { state: 'FINANCE_CONFIRMED', waitingFor: null },
    });
    expect(await balances()).toMatchObject({ BANK_SPECIAL: 105_667, PAYABLE: -105_667 });
    expect(await fundsOf(runId)).toEqual([{ ofRun: fundId, ofLine: null }]);
  });

  it('the bank file has header, one line a payment from 1, trailer; its bytes lie encrypted and in the drop folder, again after a loss', async () => {
    const answer = await fileIt(world, runId);
    head = answer.head;
    expect(answer.filed).toMatchObject({ status: 200, body: { state: 'FILED' } });
    expect(await fundsOf(runId)).toEqual([{ ofRun: fundId, ofLine: fundId }]);
    expect(head).toMatchObject({ lineCount: 2, totalFen: 105_667, bankCode: 'TESTBANK', state: 'SENT' });
    const folder = join(world.dataDir, 'bank-files', 'TESTBANK');
    const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.txt'));
    const text = await readFile(join(folder, name), 'utf8');
    const rows = text
      .trimEnd()
      .split('\n')
      .map((row) => row.split('|'));
    expect(rows.map((row) => row[0])).toEqual(['H', '1', '2', 'T']);
    expect(rows[1]?.slice(2, 4)).toEqual(['周文斌', '159023']);
    expect(rows[1]?.slice(5, 8)).toEqual(['6299990000000017', 'TESTBANK', '54000']);
    expect(rows[3]?.slice(1)).toEqual(['2', '105667']);
    await world.payments.rows(`update bank_file set state = 'WRITTEN'`);
    await rm(join(folder, name));
    await world.payments.setToday('2014-05-27');
    expect(await readFile(join(folder, name), 'utf8')).toBe(text);
    const [stored] = await world.payments.rows<{ content: Buffer }>('select content from bank_file');
    expect(stored?.content.includes(Buffer.from('6299990000000017'))).toBe(false);
  });

  it('example P5: BANK_FILE_MISMATCH for seq 1 only, nothing applied', async () => {
    const answer = await upload(world, head, {
      fileNo: 'R-1',
      lines: [{ seq: 1, result: 'OK', postedOn: '2014-05-26' }],
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'BANK_FILE_MISMATCH' } });
    expect((await lines(runId)).map(({ state }) => state)).toEqual(['FILED', 'FILED']);
  });

  const p4 = [
    { seq: 1, result: 'OK', postedOn: '2014-05-26' },
    { seq: 2, result: 'FAIL', failCode: 'NAME_MISMATCH', postedOn: '2014-05-26' },
  ];

  it('example P4: seq 1 OK settles 540.00, seq 2 NAME_MISMATCH leaves 516.67 in PAYABLE', async () => {
    expect(await upload(world, head, { fileNo: 'R-1', lines: p4 })).toMatchObject({
      status: 200,
      body: { settled: 1, failed: 1 },
    });
    const [first, second] = await lines(runId);
    expect(first).toMatchObject({ state: 'SETTLED', amountFen: 54_000, postedOn: '2014-05-26' });
    expect(second).toMatchObject({ state: 'FAILED', failCode: 'NAME_MISMATCH' });
    failedLineId = second?.id ?? '';
    expect(await run(runId)).toMatchObject({ state: 'SETTLED', settledFen: 54_000, failedFen: 51_667 });
    expect(await balances()).toMatchObject({ PAYABLE: -51_667, BANK_SPECIAL: 51_667 });
  });

  it('example P6: the same return twice changes nothing; another content under its number is FILE_CONFLICT', async () => {
    const before = await world.payments.rows('select count(*) from entry');
    expect(await upload(world, head, { fileNo: 'R-1', lines: p4 })).toMatchObject({
      status: 200,
      body: { settled: 1, failed: 1 },
    });
    expect(await world.payments.rows('select count(*) from entry')).toEqual(before);
    const changed = p4.map(({ seq, postedOn }) => ({ seq, postedOn, result: 'OK' }));
    expect(await upload(world, head, { fileNo: 'R-1', lines: changed })).toMatchObject({
      status: 409,
      body: { code: 'FILE_CONFLICT' },
    });
  });

  it('example P11: a changed account is usable from the fourth working day, until then lines are held ACCOUNT_COOLING', async () => {
    const [, id = ''] = payees;
    const clerk = await world.as('ACCOUNT_CLERK');
    const { version } = (await world.payments.call(getPayee, { token: clerk, params: { id } })).body;
    const account = { number: '6299990000000041', bankCode: 'TESTBANK', kind: 'CARD' };
    const body = { account, reason: '更换本人新卡' };
    const proposed = await world.payments.call(changeAccount, { token: clerk, params: { id }, body, version });
    expect(proposed).toMatchObject({ status: 200, body: { accountStatus: 'CHANGE_PENDING' } });
    const token = await world.as('ACCOUNT_CHECKER');
    const verified = await world.payments.call(verifyPayee, {
      token,
      params: { id },
      body: {},
      version: proposed.body.version,
    });
    expect(verified.body).toMatchObject({ accountStatus: 'ACTIVE', usableFrom: '2014-06-03' });
    const supplement = { kind: 'SUPPLEMENT', causeId: '018f2a10-0000-7000-8000-0000000000c1' } as const;
    const resting = await sendBatch(world, [regularLine(rural, id, 1_000, supplement)]);
    expect(await lines(resting)).toMatchObject([
      { state: 'HELD', holds: [{ code: 'ACCOUNT_COOLING', state: 'OPEN' }] },
    ]);
  });

  it('example P4: the re-issue settles each share of the month once, Σ 516.67, and books no second expenditure', async () => {
    await world.payments.setToday('2014-06-04');
    const [, second = ''] = payees;
    const line = regularLine(rural, second, 51_667, { kind: 'REISSUE', causeId: failedLineId });
    reissueId = await sendBatch(world, [line]);
    const before = await balances();
    expect((await confirm(world, reissueId)).status).toBe(200);
    expect(await balances()).toEqual(before);
    ({ head } = await fileIt(world, reissueId));
    const ok = [{ seq: 1, result: 'OK', postedOn: '2014-06-04' }];
    expect(await upload(world, head, { fileNo: 'R-2', lines: ok })).toMatchObject({
      status: 200,
      body: { settled: 1, run: { state: 'SETTLED' } },
    });
    expect((await lines(runId)).map(({ state }) => state)).toEqual(['SETTLED', 'REISSUED']);
    const after = await balances();
    expect([after.PAYABLE, after.BANK_SPECIAL, after.PAYABLE_RETURNED ?? 0]).toEqual([0, 0, 0]);
    expect(await settledShares()).toEqual({ count: 4, totalFen: 51_667 });
  });

  async function settledShares() {
    const { body } = await world.payments.call(queryBenefits, {
      token: await world.payments.serviceToken('social-assistance'),
      body: {
        personIds: rural.personIds,
        fromMonth: '2014-06',
        toMonth: '2014-06',
        purpose: 'ASSESS_BENEFIT',
        basisId: rural.caseId,
      },
    });
    const settled = body.entries.filter(({ state }) => state === 'SETTLED');
    return { count: settled.length, totalFen: settled.reduce((sum, { amountFen }) => sum + amountFen, 0) };
  }

  it('the bureau hears of every step, by ids and codes only', async () => {
    const events = await world.payments.published();
    const names = new Set(events.map(({ type }) => type.replace('cn.gov.sd.mz.', '').replace('.v1', '')));
    expect([...names].sort()).toEqual([
      'fund.insufficient',
      'fund.received',
      'payee.activated',
      'payment-batch.confirmed',
      'payment-batch.filed',
      'payment-batch.pulled',
      'payment-batch.settled',
      'payment.failed',
      'payment.held',
      'payment.settled',
    ]);
    const text = JSON.stringify(events);
    for (const secret of ['周文斌', '杨守仪', '6299990000000017', '371700196507079054']) {
      expect(text).not.toContain(secret);
    }
  });
});
