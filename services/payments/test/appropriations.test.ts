import { randomUUID } from 'node:crypto';
import { listAppropriations, openFund, receiveAppropriation, receiveFunds, sendAppropriation } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service as definition } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import type { DB } from '../src/database.ts';

let payments: TestService<DB, Config>;
let token: Record<'province' | 'city' | 'county' | 'managed' | 'finance', string>;
let fund: Record<'province' | 'city' | 'county', string>;

beforeAll(async () => {
  payments = await startTestService(definition, { today: '2014-05-26' });
  const officer = (division: string) => payments.token({ role: 'FUND_OFFICER', division });
  token = {
    province: await officer('37'),
    city: await officer('3701'),
    county: await officer('370102'),
    managed: await officer('371721'),
    finance: await payments.token({ role: 'COUNTY_FINANCE', division: '370102' }),
  };
  await payments.rows(`insert into programme
    (code, bureau, title, pay_day, payable_after_death, fund_classes, valid_from, category)
    values ('ORPHAN_LIVING', 'child-welfare', '孤儿基本生活费', 10, 'NONE', '{FISCAL,LOTTERY,DONATION}', '2010-01', 'ORPHANS'),
      ('OFFICE_COST', 'social-assistance', '救助工作经费', 10, 'NONE', '{FISCAL}', '2010-01', 'ADMINISTRATION')`);
  fund = {
    province: await opened('PROVINCE', '370000000000', token.province),
    city: await opened('CITY', '370100000000', token.city),
    county: await opened('COUNTY', '370102000000', token.county),
  };
  const body = { fundId: fund.province, docNo: '财社〔2014〕1号', fromLevel: 'CENTRAL', amountFen: 1_000_000 };
  const dates = { appropriatedOn: '2014-05-01', receivedOn: '2014-05-20' };
  await payments.call(receiveFunds, { token: token.province, body: { ...body, ...dates } });
});
afterAll(() => payments.stop());

const purse = { fundCode: 'DB-2014', fundClass: 'FISCAL', year: 2014, programmes: ['URBAN_DIBAO', 'RURAL_DIBAO'] };

async function opened(level: string, divisionCode: string, bearer: string, change = {}): Promise<string> {
  const body = { ...purse, level, divisionCode, ...change };
  const answer = await payments.call(openFund, { token: bearer, body });
  if (answer.status !== 201) throw new Error(`no fund: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

const send = (change: object = {}, bearer = token.province, key?: string) =>
  payments.call(sendAppropriation, {
    token: bearer,
    ...(key === undefined ? {} : { key }),
    body: {
      fromFundId: fund.province,
      toDivisionCode: '370100000000',
      docNo: `鲁财社〔2014〕${randomUUID()}号`,
      amountFen: 100_000,
      ...change,
    },
  });

const receive = (id: string, bearer: string, body: object) =>
  payments.call(receiveAppropriation, { token: bearer, params: { id }, body });

describe('funds by purpose', () => {
  it.each([
    ['administration', { programmes: ['OFFICE_COST'] }],
    ['a donation for orphans that pays living allowance', { fundClass: 'DONATION', donorPurpose: 'ORPHANS' }],
    ['a donation without the donor’s purpose', { fundClass: 'DONATION', programmes: ['ORPHAN_LIVING'] }],
    ['lottery money for living allowance', { fundClass: 'LOTTERY' }],
  ])('FUND_PURPOSE_VIOLATION: no fund is opened for %s', async (_, change) => {
    const body = { ...purse, fundCode: 'X-2014', level: 'COUNTY', divisionCode: '370102000000', ...change };
    const answer = await payments.call(openFund, { token: token.county, body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'FUND_PURPOSE_VIOLATION' } });
  });

  it('FUND_PURPOSE_VIOLATION: the database itself refuses an expenditure for another programme', async () => {
    const id = randomUUID();
    const posted = payments.rows(
      `with j as (insert into journal (id, kind, reference_type, reference_id, month, posted_on, posted_by, posted_at,
          current_division_code)
        values ($1, 'CONFIRMATION', 'run', $1, '2014-05', '2014-05-26', 'x', now(), '370102000000') returning id)
      insert into entry (journal_id, seq, account, fund_id, programme, month, year, debit_fen, current_division_code)
      select id, 1, 'EXPENDITURE', $2, 'ORPHAN_LIVING', '2014-05', 2014, 1, '370102000000' from j`,
      [id, fund.county],
    );
    await expect(posted).rejects.toThrow('FUND_PURPOSE_VIOLATION');
  });
});

describe('appropriations.send', () => {
  it.each([
    ['AMOUNT_INVALID', 422, { amountFen: 0 }],
    ['FUND_INSUFFICIENT', 409, { amountFen: 1_000_001 }],
    ['FISCAL_CHAIN_BROKEN', 422, { toDivisionCode: '370102000000' }],
    ['FISCAL_CHAIN_BROKEN', 422, { toDivisionCode: '370000000000' }],
    ['FISCAL_CHAIN_BROKEN', 422, { toDivisionCode: '370102001000' }],
    ['FUND_PURPOSE_VIOLATION', 422, { programmes: ['ORPHAN_LIVING'] }],
    ['FUND_UNKNOWN', 404, { fromFundId: randomUUID() }],
    ['INPUT_INVALID', 400, { toDivisionCode: '3701' }],
    ['DOC_DUPLICATE', 409, { docNo: '财社〔2014〕1号' }],
  ])('%s %i', async (code, status, change) => {
    expect(await send(change)).toMatchObject({ status, body: { code } });
  });

  it('no login, another role, and a fund of another division are refused', async () => {
    expect((await payments.call(sendAppropriation, { body: {} })).status).toBe(401);
    expect((await send({}, token.finance)).status).toBe(403);
    expect(await send({}, token.city)).toMatchObject({ status: 404, body: { code: 'FUND_UNKNOWN' } });
  });

  it('the money leaves the upper fund at once, a document goes once, and the same key answers the same', async () => {
    const docNo = '鲁财社〔2014〕7号';
    const body = { docNo, amountFen: 300_000 };
    const sent = await send(body, token.province, 'send-7');
    expect(sent).toMatchObject({ status: 201, body: { state: 'SENT', fromLevel: 'PROVINCE', toLevel: 'CITY' } });
    expect((await send(body, token.province, 'send-7')).body).toEqual(sent.body);
    expect(await send(body)).toMatchObject({ status: 409, body: { code: 'DOC_DUPLICATE' } });
    const entries = await payments.rows(
      `select account, level, debit_fen::int, credit_fen::int from entry where fund_id = $1 and account <> 'FUND_SOURCE'
        and journal_id in (select id from journal where reference_id = $2) order by seq`,
      [fund.province, sent.body.id],
    );
    expect(entries).toEqual([
      { account: 'ALLOCATED_DOWN', level: 'CITY', debit_fen: 300_000, credit_fen: 0 },
      { account: 'BANK_SPECIAL', level: null, debit_fen: 0, credit_fen: 300_000 },
    ]);
    const [audit] = await payments.rows(
      `select count(*)::int as n from audit_log where action = 'appropriations.send' and record_id = $1`,
      [sent.body.id],
    );
    expect(audit).toEqual({ n: 1 });
  });

  it('a province-managed county gets its money from the province, not from its city', async () => {
    const direct = await send({ toDivisionCode: '371721000000', amountFen: 1_000 });
    expect(direct).toMatchObject({ status: 201, body: { toLevel: 'COUNTY' } });
    const known = await payments.call(listAppropriations, { token: token.managed, query: {} });
    expect(known.body.items.map(({ id }: { id: string }) => id)).toEqual([direct.body.id]);
  });
});

describe('appropriations.receive', () => {
  it('a city receives and passes on; each level is told by the journals; days in transit are kept and told', async () => {
    const sent = await send({ amountFen: 200_000 });
    const { id } = sent.body;
    await payments.setToday('2014-06-03');
    expect(await receive(id, token.county, { fundId: fund.county, receivedOn: '2014-06-03' })).toMatchObject({
      status: 404,
      body: { code: 'APPROPRIATION_UNKNOWN' },
    });
    const answer = await receive(id, token.city, { fundId: fund.city, receivedOn: '2014-06-02' });
    expect(answer).toMatchObject({
      status: 200,
      body: { appropriation: { state: 'RECEIVED', daysInTransit: 7, overdue: false }, fund: { coverFen: 200_000 } },
    });
    expect(await receive(id, token.city, { fundId: fund.city, receivedOn: '2014-06-02' })).toMatchObject({
      status: 409,
      body: { code: 'DOC_DUPLICATE' },
    });
    const told = (await payments.published()).filter(({ type }) => type.includes('fund.received'));
    expect(told.at(-1)).toMatchObject({ data: { fundId: fund.city, amountFen: 200_000, daysInTransit: 7 } });
    const onward = { fromFundId: fund.city, toDivisionCode: '370102000000', amountFen: 50_000 };
    const down = await send(onward, token.city);
    await receive(down.body.id, token.county, { fundId: fund.county, receivedOn: '2014-06-03' });
    const sources = await payments.rows(
      `select fund_id, level, sum(credit_fen)::int as fen from entry where account = 'FUND_SOURCE' and fund_id = any ($1)
        group by 1, 2 order by 3`,
      [[fund.city, fund.county]],
    );
    expect(sources).toEqual([
      { fund_id: fund.county, level: 'CITY', fen: 50_000 },
      { fund_id: fund.city, level: 'PROVINCE', fen: 200_000 },
    ]);
  });

  it.each([
    ['DATE_ORDER_INVALID', 422, '2014-06-02'],
    ['DATE_NOT_ALLOWED', 422, '2014-06-04'],
    ['INPUT_INVALID', 400, '2014-06-31'],
  ])('%s', async (code, status, receivedOn) => {
    const { body } = await send({ amountFen: 10 });
    const answer = await receive(body.id, token.city, { fundId: fund.city, receivedOn });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('FUND_PURPOSE_VIOLATION: what came for one programme enters no fund of two', async () => {
    const { body } = await send({ amountFen: 10, programmes: ['URBAN_DIBAO'] });
    const answer = await receive(body.id, token.city, { fundId: fund.city, receivedOn: '2014-06-03' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'FUND_PURPOSE_VIOLATION' } });
  });

  it('PERIOD_CLOSED: money of one year enters no fund of another', async () => {
    const { body } = await send({ amountFen: 10 });
    const next = await opened('CITY', '370100000000', token.city, { year: 2015 });
    const answer = await receive(body.id, token.city, { fundId: next, receivedOn: '2014-06-03' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  });

  it('what is on its way for more than 30 days is listed and warned of once', async () => {
    const { body } = await send({ amountFen: 11 });
    const late = async () => {
      const query = { overdue: true };
      const answer = await payments.call(listAppropriations, { token: token.city, query });
      return answer.body.items.filter(({ id }: { id: string }) => id === body.id);
    };
    await payments.setToday('2014-07-03');
    expect(await late()).toEqual([]);
    await payments.setToday('2014-07-04');
    expect(await late()).toMatchObject([{ daysInTransit: 31, overdue: true }]);
    await payments.setToday('2014-07-06');
    const warned = `select count(*)::int as n from audit_log where action = 'appropriations.warn' and record_id = $1`;
    expect(await payments.rows(warned, [body.id])).toEqual([{ n: 1 }]);
  });
});
