import { randomUUID } from 'node:crypto';
import { getReconciliation, reconciliationCsv, reconciliationPdf } from '@mz/contracts';
import { pdfText } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirm, fileIt, upload } from './steps.ts';
import { county, enrol, fundWith, payeeOf, regularLine, sendBatch, startWorld, type World } from './world.ts';

let world: World;
let runId: string;
const query = { divisionCode: county, benefitMonth: '2014-06' };

beforeAll(async () => {
  world = await startWorld();
  const households = [await enrol(world, 0), await enrol(world, 1, 4), await enrol(world, 2, 1)];
  await fundWith(world, 1_000_000);
  const payees: string[] = [];
  for (const [index, household] of households.entries()) {
    const number = ['6299990000000017', '6299990000000025', '6299990000000033'][index] ?? '';
    payees.push(await payeeOf(world, household, number));
  }
  const amounts = [54_001, 51_667, 30_000];
  // The account of the third one is no longer verified: its line is held.
  await world.payments.rows(`update account set status = 'CLOSED' where payee_id = $1`, [payees[2]]);
  runId = await sendBatch(
    world,
    households.map((household, index) => {
      const lineId = `018f2a10-0000-7000-8000-00000000000${index + 1}`;
      return regularLine(household, payees[index] ?? '', amounts[index] ?? 0, { lineId });
    }),
  );
  await confirm(world, runId);
  const { head } = await fileIt(world, runId);
  const lines = [
    { seq: 1, result: 'OK', postedOn: '2014-05-26' },
    { seq: 2, result: 'FAIL', failCode: 'DORMANT', postedOn: '2014-05-26' },
  ];
  await upload(world, head, { fileNo: 'C-1', lines });
});
afterAll(() => world.stop());

async function fetchFile(path: string, more: object = {}) {
  const search = new URLSearchParams({ ...query, ...more }).toString();
  const headers = { authorization: `Bearer ${await world.as('COUNTY_FINANCE')}` };
  return world.payments.inject({ method: 'GET', url: `${path}?${search}`, headers });
}

describe('reconciliation.get', () => {
  it('shows lines by state, files, split, books, holds with owner and the indicators of a county and month', async () => {
    const token = await world.as('AUDITOR');
    const { status, body } = await world.payments.call(getReconciliation, { token, query });
    expect(status).toBe(200);
    expect(body).toMatchObject({ runs: 1, lineCount: 3, totalFen: 135_668, deductedFen: 0, settledFen: 54_001 });
    expect(body.lines).toEqual([
      { state: 'FAILED', count: 1, amountFen: 51_667, netFen: 51_667 },
      { state: 'HELD', count: 1, amountFen: 30_000, netFen: 30_000 },
      { state: 'SETTLED', count: 1, amountFen: 54_001, netFen: 54_001 },
    ]);
    expect(body.bankFiles).toMatchObject([{ lineCount: 2, totalFen: 105_668, settledCount: 1, failedCount: 1 }]);
    expect(body.fundSplit.map(({ level }: { level: string }) => level)).toEqual(['PROVINCE', 'CITY', 'COUNTY']);
    const split = body.fundSplit.reduce((sum: number, part: { amountFen: number }) => sum + part.amountFen, 0);
    expect(split).toBe(135_668);
    const payable = body.accounts.find(({ account }: { account: string }) => account === 'PAYABLE');
    expect(payable).toMatchObject({ debitFen: 54_001, creditFen: 135_668, balanceFen: -81_667 });
    expect(body.holds).toMatchObject([
      { code: 'ACCOUNT_UNVERIFIED', owner: 'ACCOUNT_CHECKER', count: 1, oldestOn: '2014-05-26' },
    ]);
    expect(body.unknownOutcomes).toEqual({ count: 0, amountFen: 0 });
    expect(body.indicators).toEqual({
      firstTimeSuccessBp: 5_000,
      paidByPayDayBp: 10_000,
      daysToAccount: 14,
      heldOverdue: 0,
      recoveredShareBp: null,
    });
  });

  it('of one run the same figures; of another month or an unknown run RUN_UNKNOWN', async () => {
    const token = await world.as('AUDITOR');
    const ask = (change: object) =>
      world.payments.call(getReconciliation, { token, query: { ...query, runId, ...change } });
    expect((await ask({})).body).toMatchObject({ runId, totalFen: 135_668 });
    expect(await ask({ benefitMonth: '2014-05' })).toMatchObject({ status: 404, body: { code: 'RUN_UNKNOWN' } });
    expect(await ask({ runId: randomUUID() })).toMatchObject({ status: 404, body: { code: 'RUN_UNKNOWN' } });
  });

  it('no login, another role, another county, a month that is none', async () => {
    expect((await world.payments.call(getReconciliation, { query })).status).toBe(401);
    const clerk = await world.as('ACCOUNT_CLERK');
    expect((await world.payments.call(getReconciliation, { token: clerk, query })).status).toBe(403);
    const foreign = await world.payments.token({ role: 'AUDITOR', division: '371721' });
    expect(await world.payments.call(getReconciliation, { token: foreign, query })).toMatchObject({
      status: 403,
      body: { code: 'SCOPE_FORBIDDEN' },
    });
    const wrong = { ...query, benefitMonth: '2014-13' };
    expect((await world.payments.call(getReconciliation, { token: clerk, query: wrong })).status).toBe(403);
    const token = await world.as('AUDITOR');
    expect((await world.payments.call(getReconciliation, { token, query: wrong })).status).toBe(400);
  });
});

describe('the report on paper', () => {
  it('every cell of the CSV stands in the text of the PDF, the Chinese title and the totals first', async () => {
    const csv = await fetchFile(reconciliationCsv.path);
    expect(csv.statusCode).toBe(200);
    const cells = csv.rawPayload
      .toString('utf8')
      .replace('\uFEFF', '')
      .split(/[\r\n,]+/)
      .filter((cell) => cell !== '');
    const pdf = await fetchFile(reconciliationPdf.path);
    expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(pdf.rawPayload.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    const texts = await pdfText(pdf.rawPayload);
    expect(texts[0]).toBe('资金发放对账表');
    expect(texts).toEqual(
      expect.arrayContaining(['应发合计', '1356.68', '到账合计', '540.01', '账户未核验', '账户复核']),
    );
    expect(cells.filter((cell) => !texts.includes(cell))).toEqual([]);
    expect(texts.filter((text) => !cells.includes(text) && !text.startsWith('第 ') && text !== '无')).toEqual([]);
  });

  it('a report of one run says which, and carries no name, number or account', async () => {
    const texts = await pdfText((await fetchFile(reconciliationPdf.path, { runId })).rawPayload);
    expect(texts[0]).toBe('批次资金发放对账表');
    expect(texts).toContain(runId);
    for (const secret of ['周文斌', '6299990000000017', '159023']) expect(texts.join()).not.toContain(secret);
  });

  it('another county gets a problem and no file', async () => {
    const headers = { authorization: `Bearer ${await world.payments.token({ role: 'AUDITOR', division: '371721' })}` };
    const search = new URLSearchParams(query).toString();
    const answer = await world.payments.inject({ method: 'GET', url: `${reconciliationPdf.path}?${search}`, headers });
    expect(answer.json()).toMatchObject({ status: 403, code: 'SCOPE_FORBIDDEN' });
  });
});
