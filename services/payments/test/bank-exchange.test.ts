import { closeRun, getRun, listUnknownOutcomes, recordReturnAfterDebit } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filedRun, type ReturnLine, returnFileOf, uploadFile } from './bank-side.ts';
import { balancesOf, linesOf } from './steps.ts';
import { type Enrolled, enrol, fundWith, payeeOf, regularLine, sendBatch, startWorld, type World } from './world.ts';

let world: World;
let one: Enrolled;
let two: Enrolled;
let payees: { one: string; two: string };

beforeAll(async () => {
  world = await startWorld('2014-05-26');
  one = await enrol(world, 0, 1);
  two = await enrol(world, 1, 1);
  payees = {
    one: await payeeOf(world, one, '6299990000000017'),
    two: await payeeOf(world, two, '6299990000000025', { bankCode: 'TESTRCB', holderName: '杨守仪' }),
  };
  await fundWith(world, 10_000_000);
});
afterAll(() => world.stop());

let month = 0;
function freshMonth(): string {
  month += 1;
  return `2013-${String(month).padStart(2, '0')}`;
}

const filed = (household: Enrolled, payeeId: string, change = {}) =>
  filedRun(world, household, payeeId, { benefitMonth: freshMonth(), ...change });
const give = (bankCode: string, fileName: string, bytes: Buffer) => uploadFile(world, { bankCode, fileName, bytes });

const ok: ReturnLine = { seq: 1, result: 'OK', postedOn: '2014-05-26', fen: 54_000 };
const failed = (failCode: string): ReturnLine => ({ ...ok, result: 'FAIL', failCode });

describe('returns.uploadFile', () => {
  it.each<[string, object]>([
    ['the hash of the original is not quoted', { change: { originalSha256: 'b'.repeat(64) } }],
    ['Σ OK and Σ FAIL differ from the total', { change: { okTotal: '540.01' } }],
    ['an unknown seq', { lines: [{ ...ok, seq: 2 }] }],
  ])('BANK_FILE_MISMATCH: %s, nothing applied', async (_, change) => {
    const { id, head } = await filed(two, payees.two);
    const bytes = returnFileOf('TESTRCB', head, { fileNo: `R-${head.fileNo}`, lines: [ok], ...change });
    const answer = await give('TESTRCB', 'r.csv', bytes);
    expect(answer).toMatchObject({ status: 422, body: { code: 'BANK_FILE_MISMATCH' } });
    expect((await linesOf(world, id)).map(({ state }) => state)).toEqual(['FILED']);
  });

  it('BANK_FILE_MISMATCH: one byte changed; FILE_CONFLICT: other content under the number; the same file twice changes nothing', async () => {
    const { head } = await filed(one, payees.one);
    const bytes = returnFileOf('TESTBANK', head, { fileNo: 'R-U1', lines: [ok] });
    const broken = Buffer.from(bytes);
    broken[bytes.length - 3] = 0x39;
    expect((await give('TESTBANK', 'u1.txt', broken)).body).toMatchObject({ code: 'BANK_FILE_MISMATCH' });
    expect(await give('TESTBANK', 'u1.txt', bytes)).toMatchObject({
      status: 200,
      body: { settled: 1, failed: 0 },
    });
    const before = await world.payments.rows('select count(*) from entry');
    expect(await give('TESTBANK', 'u1.txt', bytes)).toMatchObject({ status: 200, body: { settled: 1 } });
    expect(await world.payments.rows('select count(*) from entry')).toEqual(before);
    const other = returnFileOf('TESTBANK', head, { fileNo: 'R-U1', lines: [failed('FROZEN')] });
    expect(await give('TESTBANK', 'u1.txt', other)).toMatchObject({
      status: 409,
      body: { code: 'FILE_CONFLICT' },
    });
  });

  it('BANK_UNKNOWN, another role, another county', async () => {
    const { head } = await filed(one, payees.one);
    const bytes = returnFileOf('TESTBANK', head, { fileNo: 'R-U2', lines: [ok] });
    expect(await give('NOBANK', 'u2.txt', bytes)).toMatchObject({
      status: 404,
      body: { code: 'BANK_UNKNOWN' },
    });
    const u2 = { bankCode: 'TESTBANK', fileName: 'u2.txt', bytes };
    const finance = await world.as('COUNTY_FINANCE');
    expect(await uploadFile(world, u2, finance)).toMatchObject({ status: 403 });
    const foreign = await world.payments.token({ role: 'FUND_OFFICER', division: '371721' });
    expect(await uploadFile(world, u2, foreign)).toMatchObject({ status: 404 });
    expect((await give('TESTBANK', 'u2.txt', bytes)).status).toBe(200);
  });

  it('the raw bytes of both files are deleted after two years, their heads stay', async () => {
    await world.payments.rows(`update bank_file set written_on = '2012-05-01' where state = 'RETURNED'`);
    await world.payments.rows(`update return_arrival set arrived_on = '2012-05-01'`);
    await world.payments.setToday('2014-05-30');
    const [left] = await world.payments.rows(`select
      (select count(*)::int from bank_file where state = 'RETURNED' and content is not null) as files,
      (select count(*)::int from return_arrival where content is not null) as returns,
      (select count(*)::int from bank_file where content_deleted_on is not null and sha256 <> '') as heads`);
    expect(left).toMatchObject({ files: 0, returns: 0 });
    expect(left?.heads).toBe(2);
  });
});

describe('unknown outcomes', () => {
  it('lines without a return after 5 working days are listed and chased each day, and stay FILED', async () => {
    const { id, head } = await filed(one, payees.one);
    const list = async () => {
      const token = await world.as('COUNTY_FINANCE');
      const { body } = await world.payments.call(listUnknownOutcomes, { token, query: { first: 200 } });
      return body.items.filter(({ bankFileId }) => bankFileId === head.id);
    };
    // 2 June 2014 is the Dragon Boat holiday: the fifth working day after Fri 30 May is Mon 9 June.
    await world.payments.setToday('2014-06-09');
    expect(await list()).toEqual([]);
    await world.payments.setToday('2014-06-10');
    expect(await list()).toMatchObject([{ lineCount: 1, totalFen: 54_000, ageWorkingDays: 6, chaseCount: 1 }]);
    await world.payments.setToday('2014-06-11');
    expect(await list()).toMatchObject([{ chaseCount: 2, lastChasedOn: '2014-06-11' }]);
    expect((await linesOf(world, id)).map(({ state }) => state)).toEqual(['FILED']);
    const ready = await world.payments.inject({ method: 'GET', url: '/readyz' });
    expect(JSON.parse(ready.payload).checks['bank outcomes']).toMatchObject([{ status: 'warn' }]);
  });
});

describe('money that came back', () => {
  let settled: Awaited<ReturnType<typeof filed>>;
  let before: Record<string, number>;

  it('a return after the debit: BANK_SPECIAL / PAYABLE_RETURNED, the line FAILED, its bureau told', async () => {
    settled = await filed(one, payees.one);
    const bytes = returnFileOf('TESTBANK', settled.head, {
      fileNo: 'R-D1',
      lines: [{ ...ok, postedOn: '2014-06-11' }],
    });
    expect((await give('TESTBANK', 'd1.txt', bytes)).status).toBe(200);
    before = await balancesOf(world);
    expect(await back(settled.lineId, { returnedOn: '2014-06-10' })).toMatchObject({
      status: 422,
      body: { code: 'DATE_NOT_ALLOWED' },
    });
    const answer = await back(settled.lineId);
    expect(answer).toMatchObject({ status: 200, body: { state: 'FAILED', failCode: 'ACCOUNT_CLOSED' } });
    const after = await balancesOf(world);
    expect((after.BANK_SPECIAL ?? 0) - (before.BANK_SPECIAL ?? 0)).toBe(54_000);
    expect((after.PAYABLE_RETURNED ?? 0) - (before.PAYABLE_RETURNED ?? 0)).toBe(-54_000);
    const told = (await world.payments.published()).filter(({ type }) => type.includes('payment.returned'));
    expect(told.map(({ data }) => data)).toMatchObject([{ lineId: settled.lineId, code: 'ACCOUNT_CLOSED' }]);
    expect(await back(settled.lineId)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
  });

  it('RUN_NOT_RECONCILED: a run with a line that waits for its re-issue is not closed', async () => {
    expect(await close(settled.id)).toMatchObject({ status: 409, body: { code: 'RUN_NOT_RECONCILED' } });
  });

  it('its re-issue settles PAYABLE_RETURNED / BANK_SPECIAL; then the run is closed and its bureau told', async () => {
    const { benefitMonth } = settled.line;
    const again = await filed(one, payees.one, { benefitMonth, kind: 'REISSUE', causeId: settled.lineId });
    const bytes = returnFileOf('TESTBANK', again.head, { fileNo: 'R-D2', lines: [{ ...ok, postedOn: '2014-06-11' }] });
    expect((await give('TESTBANK', 'd2.txt', bytes)).status).toBe(200);
    expect(await balancesOf(world)).toMatchObject({ PAYABLE_RETURNED: 0, BANK_SPECIAL: before.BANK_SPECIAL });
    expect((await linesOf(world, settled.id)).map(({ state }) => state)).toEqual(['REISSUED']);
    expect(await close(settled.id)).toMatchObject({ status: 200, body: { state: 'CLOSED' } });
    expect(await close(settled.id)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    const told = (await world.payments.published()).filter(({ type }) => type.includes('payment-batch.closed'));
    expect(told.map(({ subject }) => subject)).toEqual([settled.id]);
  });

  it('a failed line that nobody re-issued in 90 days is SUSPENDED and its bureau told; its re-issue is held until two persons release it', async () => {
    const run = await filed(two, payees.two);
    const lines = [{ ...failed('BANK_ERROR'), postedOn: '2014-06-11' }];
    const bytes = returnFileOf('TESTRCB', run.head, { fileNo: 'R-S1', lines });
    expect(await give('TESTRCB', 's1.csv', bytes)).toMatchObject({ status: 200, body: { failed: 1 } });
    await world.payments.rows(`update line set failed_on = '2014-03-15' where id = $1`, [run.lineId]);
    await world.payments.setToday('2014-06-12');
    expect((await linesOf(world, run.id)).map(({ state }) => state)).toEqual(['FAILED']);
    await world.payments.setToday('2014-06-13');
    expect((await linesOf(world, run.id)).map(({ state }) => state)).toEqual(['SUSPENDED']);
    const told = (await world.payments.published()).filter(({ type }) => type.includes('payment.suspended'));
    expect(told.map(({ data }) => data)).toMatchObject([{ lineId: run.lineId, code: 'NOT_REISSUED' }]);
    const { benefitMonth } = run.line;
    const reissue = regularLine(two, payees.two, 54_000, { benefitMonth, kind: 'REISSUE', causeId: run.lineId });
    const again = await sendBatch(world, [reissue]);
    expect((await linesOf(world, again))[0]).toMatchObject({ state: 'HELD', holds: [{ code: 'LINE_SUSPENDED' }] });
  });

  it('a line that fails for the third time is SUSPENDED at once: its bureau is told both', async () => {
    const run = await filed(two, payees.two);
    await world.payments.rows('update line set fail_count = 2 where id = $1', [run.lineId]);
    const lines = [{ ...failed('DORMANT'), postedOn: world.payments.kit.clock.today() }];
    const bytes = returnFileOf('TESTRCB', run.head, { fileNo: 'R-S2', lines });
    expect(await give('TESTRCB', 's2.csv', bytes)).toMatchObject({ status: 200, body: { failed: 1 } });
    expect((await linesOf(world, run.id)).map(({ state }) => state)).toEqual(['SUSPENDED']);
    const told = (await world.payments.published()).filter(({ subject }) => subject === run.lineId);
    expect(told.map(({ type, data }) => [type, (data as { code: string }).code])).toEqual([
      ['cn.gov.sd.mz.payment.failed.v1', 'DORMANT'],
      ['cn.gov.sd.mz.payment.suspended.v1', 'TOO_MANY_FAILURES'],
    ]);
  });

  async function back(id: string, change = {}) {
    const body = { failCode: 'ACCOUNT_CLOSED', returnedOn: '2014-06-11', docNo: `退汇-${id}`, ...change };
    return world.payments.call(recordReturnAfterDebit, { token: await world.as('FUND_OFFICER'), params: { id }, body });
  }

  async function close(id: string) {
    const token = await world.as('COUNTY_FINANCE');
    const { version } = (await world.payments.call(getRun, { token, params: { id } })).body;
    return world.payments.call(closeRun, { token, params: { id }, body: {}, version });
  }
});
