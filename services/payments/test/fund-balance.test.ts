import { randomUUID } from 'node:crypto';
import {
  closeMonth,
  closeYear,
  getFund,
  liftFundStop,
  listBalanceChecks,
  receiveFunds,
  runBalanceChecks,
} from '@mz/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirm, fileIt, runOf, upload } from './steps.ts';
import {
  county,
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
let household: Enrolled;
let payeeId: string;
let fundId: string;

beforeAll(async () => {
  world = await startWorld();
  household = await enrol(world, 0);
  payeeId = await payeeOf(world, household, '6299990000000017');
  fundId = await fundWith(world, 200_000);
});
afterAll(() => world.stop());

const runOfMonth = (benefitMonth: string, amountFen = 54_000) =>
  sendBatch(world, [regularLine(household, payeeId, amountFen, { benefitMonth })], { benefitMonth });

async function check(role: 'AUDITOR' | 'FUND_OFFICER' = 'AUDITOR') {
  const token = await world.as(role);
  const answer = await world.payments.call(runBalanceChecks, { token, body: { divisionCode: county } });
  return answer.body.items.find((item: { fundId: string }) => item.fundId === fundId);
}

async function ready(): Promise<string> {
  const answer = await world.payments.inject({ method: 'GET', url: '/readyz' });
  return JSON.parse(answer.payload).checks['fund-balance'][0].status;
}

const lift = async (id: string, role: 'FUND_OFFICER' | 'COUNTY_FINANCE' | 'AUDITOR', subject?: string) =>
  world.payments.call(liftFundStop, {
    token: await world.as(role, subject),
    params: { id },
    body: { reason: '已按凭证更正' },
  });

describe('the balance identity of a fund', () => {
  it('received = allocated down + paid + returned on hand + on hand, before and after money was paid', async () => {
    expect(await check()).toMatchObject({ receivedFen: 200_000, paidFen: 0, onHandFen: 200_000, differenceFen: 0 });
    const id = await runOfMonth('2014-06');
    expect((await confirm(world, id)).status).toBe(200);
    const { head } = await fileIt(world, id);
    const lines = [{ seq: 1, result: 'OK', postedOn: '2014-05-26' }];
    expect((await upload(world, head, { fileNo: 'B-1', lines })).status).toBe(200);
    expect(await check()).toMatchObject({
      receivedFen: 200_000,
      allocatedFen: 0,
      paidFen: 54_000,
      returnedOnHandFen: 0,
      onHandFen: 146_000,
      differenceFen: 0,
      stopId: null,
    });
  });

  it('no login, another role, another county', async () => {
    const body = { divisionCode: county };
    expect((await world.payments.call(runBalanceChecks, { body })).status).toBe(401);
    const clerk = await world.as('ACCOUNT_CLERK');
    expect((await world.payments.call(runBalanceChecks, { token: clerk, body })).status).toBe(403);
    const foreign = await world.payments.token({ role: 'AUDITOR', division: '371721' });
    const answer = await world.payments.call(runBalanceChecks, { token: foreign, body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'SCOPE_FORBIDDEN' } });
  });

  it('one fen too much in the records stops the fund at night: FUND_BALANCE_BROKEN, W-01, until it is right and two lift it', async () => {
    const wrongId = randomUUID();
    await world.payments.rows(
      `insert into fund_receipt (id, fund_id, doc_no, from_level, amount_fen, appropriated_on, received_on, received_by,
        current_division_code) values ($1, $2, 'wrong', 'PROVINCE', 1, '2014-05-20', '2014-05-20', 'sql', $3)`,
      [wrongId, fundId, county],
    );
    expect(await ready()).toBe('pass');
    await world.payments.setToday('2014-05-27');
    expect(await ready()).toBe('warn');
    const id = await runOfMonth('2014-05');
    expect(await confirm(world, id)).toMatchObject({ status: 409, body: { code: 'FUND_BALANCE_BROKEN' } });
    expect(await runOf(world, id)).toMatchObject({ state: 'SCREENED', waitingFor: 'FUND_BALANCE_BROKEN' });
    const token = await world.as('AUDITOR');
    const listed = await world.payments.call(listBalanceChecks, { token, query: { broken: true } });
    expect(listed.body.items).toMatchObject([{ fundId, differenceFen: 1, checkedOn: '2014-05-27' }]);
    const stopId = listed.body.items[0]?.stopId ?? '';
    expect(await lift(stopId, 'FUND_OFFICER')).toMatchObject({ status: 409, body: { code: 'FUND_BALANCE_BROKEN' } });
    await world.payments.rows('delete from fund_receipt where id = $1', [wrongId]);
    expect(await check()).toMatchObject({ differenceFen: 0, stopId });
    expect((await confirm(world, id)).status).toBe(409);
    expect(await lift(stopId, 'AUDITOR')).toMatchObject({ status: 403 });
    expect(await lift(stopId, 'FUND_OFFICER')).toMatchObject({ status: 200, body: { state: 'OPEN', proposed: true } });
    expect(await lift(stopId, 'FUND_OFFICER')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await lift(stopId, 'COUNTY_FINANCE')).toMatchObject({ status: 200, body: { state: 'LIFTED' } });
    expect(await lift(stopId, 'COUNTY_FINANCE')).toMatchObject({ body: { code: 'STATE_TRANSITION_INVALID' } });
    expect(await ready()).toBe('pass');
    expect((await confirm(world, id)).status).toBe(200);
  });

  it('FUND_STOP_UNKNOWN', async () => {
    expect(await lift(randomUUID(), 'FUND_OFFICER')).toMatchObject({
      status: 404,
      body: { code: 'FUND_STOP_UNKNOWN' },
    });
  });

  it('the application can neither change nor delete a check', async () => {
    for (const statement of ['update fund_balance_check set paid_fen = 0', 'delete from fund_balance_check']) {
      const system = world.payments.kit.system('funds.checkBalances');
      await expect(world.payments.kit.read(system, (db) => sql.raw(statement).execute(db))).rejects.toThrow();
    }
  });
});

describe('the end of a year', () => {
  const closeOne = async (year: number, role: 'FUND_OFFICER' | 'AUDITOR' = 'FUND_OFFICER') =>
    world.payments.call(closeYear, { token: await world.as(role), params: { year }, body: { divisionCode: county } });

  it('PERIOD_INVALID while it runs, MONTHS_OPEN while a month is open, another role never', async () => {
    expect(await closeOne(2014)).toMatchObject({ status: 422, body: { code: 'PERIOD_INVALID' } });
    await world.payments.setToday('2015-01-06');
    expect(await closeOne(2014)).toMatchObject({ status: 409, body: { code: 'MONTHS_OPEN' } });
    expect((await closeOne(2014, 'AUDITOR')).status).toBe(403);
  });

  it('what is free is carried over by an opening journal, what is reserved stays; 10% is the limit of living allowance', async () => {
    const token = await world.as('FUND_OFFICER');
    for (let month = 1; month <= 12; month += 1) {
      const params = { month: `2014-${String(month).padStart(2, '0')}` };
      await world.payments.call(closeMonth, { token, params, body: { divisionCode: county } });
    }
    const closed = await closeOne(2014);
    expect(closed).toMatchObject({ status: 200, body: { year: 2014, closedOn: '2015-01-06' } });
    const [first] = closed.body.funds;
    // 200,000 received, 54,000 paid, 54,000 reserved for the run that is confirmed and not filed.
    expect(first).toMatchObject({
      receivedFen: 200_000,
      onHandFen: 146_000,
      reservedFen: 54_000,
      carriedFen: 92_000,
      surplusBp: 4_600,
      limitBp: 1_000,
      aboveLimit: true,
    });
    const next = await world.payments.call(getFund, { token, params: { id: first?.nextFundId ?? '' } });
    expect(next.body).toMatchObject({ year: 2015, coverFen: 92_000, status: 'OPEN', programmes: ['URBAN_DIBAO'] });
    const [journal] = await world.payments.rows(`select month from journal where kind = 'OPENING'`);
    expect(journal).toEqual({ month: '2015-01' });
    const checks = await world.payments.call(runBalanceChecks, { token, body: { divisionCode: county } });
    expect(checks.body.items.map(({ differenceFen }: { differenceFen: number }) => differenceFen)).toEqual([0, 0]);
  });

  it('PERIOD_CLOSED: the year closes once and takes no receipt any more', async () => {
    expect(await closeOne(2014)).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    const late = await receipt(world, fundId, 1, { appropriatedOn: '2014-12-30', receivedOn: '2014-12-31' });
    expect(late).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    const token = await world.as('FUND_OFFICER');
    const body = { fundId, docNo: 'late', fromLevel: 'PROVINCE', amountFen: 1 };
    const dates = { appropriatedOn: '2014-12-30', receivedOn: '2015-01-05' };
    const later = await world.payments.call(receiveFunds, { token, body: { ...body, ...dates } });
    expect(later).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  });

  it('a line reserved in the old year is paid from the old fund in the open month, and both funds balance', async () => {
    const [run] = await world.payments.rows<{ id: string }>(`select id from run where state = 'FINANCE_CONFIRMED'`);
    const { head } = await fileIt(world, run?.id ?? '');
    const lines = [{ seq: 1, result: 'OK', postedOn: '2015-01-06' }];
    expect(await upload(world, head, { fileNo: 'B-2', lines })).toMatchObject({ status: 200, body: { settled: 1 } });
    expect(await check('FUND_OFFICER')).toMatchObject({ paidFen: 108_000, onHandFen: 0, differenceFen: 0 });
  });
});
