import { randomUUID } from 'node:crypto';
import { closeMonth, getFund, openFund, reverseJournal } from '@mz/contracts';
import { DatabaseError } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service as definition } from '../src/app.ts';
import type { Db } from '../src/app-kit.ts';
import type { Config } from '../src/config.ts';
import type { DB } from '../src/database.ts';
import { balancesOf } from './steps.ts';
import { county, receipt, type World } from './world.ts';

let payments: TestService<DB, Config>;
let world: World;
let token: string;
let fundId: string;
let journalId: string;
const fund = {
  fundCode: 'DB-370102-2014',
  fundClass: 'FISCAL',
  level: 'COUNTY',
  divisionCode: county,
  year: 2014,
  programmes: ['URBAN_DIBAO'],
};

beforeAll(async () => {
  payments = await startTestService(definition, { today: '2014-05-26' });
  // The funds need neither people nor a bureau.
  world = { payments, as: (role) => payments.token({ role, division: '370102' }) } as World;
  token = await world.as('FUND_OFFICER');
});
afterAll(() => payments.stop());

const open = (change = {}) => payments.call(openFund, { token, body: { ...fund, ...change } });

describe('funds.open', () => {
  it.each([
    ['PROGRAMME_UNKNOWN', 422, { programmes: ['NO_PROGRAMME'] }],
    ['FUND_PURPOSE_VIOLATION', 422, { fundClass: 'LOTTERY' }],
    ['DIVISION_NOT_VALID', 422, { divisionCode: '379999000000' }],
    ['SCOPE_FORBIDDEN', 403, { divisionCode: '370103000000' }],
    ['INPUT_INVALID', 400, { fundClass: 'STATE' }],
  ])('%s', async (code, status, change) => {
    expect(await open(change)).toMatchObject({ status, body: { code } });
  });

  it('opens a purse once; no login and another role are refused', async () => {
    const opened = await open();
    expect(opened).toMatchObject({ status: 201, body: { status: 'OPEN', coverFen: 0 } });
    fundId = opened.body.id;
    expect(await open()).toMatchObject({ status: 409, body: { code: 'FUND_DUPLICATE' } });
    expect(await payments.call(openFund, { body: fund })).toMatchObject({ status: 401 });
    const finance = await world.as('COUNTY_FINANCE');
    expect(await payments.call(openFund, { token: finance, body: fund })).toMatchObject({ status: 403 });
  });
});

describe('funds.receive', () => {
  it.each([
    ['AMOUNT_INVALID', 422, 0, {}],
    ['AMOUNT_INVALID', 422, -1, {}],
    ['AMOUNT_INVALID', 422, 1_000_000_000_001, {}],
    ['AMOUNT_INVALID', 422, 0.5, {}],
    ['DATE_ORDER_INVALID', 422, 1, { receivedOn: '2014-05-11' }],
    ['DATE_NOT_ALLOWED', 422, 1, { receivedOn: '2014-05-27' }],
    ['FUND_UNKNOWN', 404, 1, { fundId: randomUUID() }],
  ])('%s: %i, %d fen', async (code, status, amountFen, change) => {
    expect(await receipt(world, fundId, amountFen, change)).toMatchObject({ status, body: { code } });
  });

  it('books BANK_SPECIAL / FUND_SOURCE of the giving level; DOC_DUPLICATE: a document once', async () => {
    const docNo = '鲁财社〔2014〕1号';
    const received = await receipt(world, fundId, 105_667, { docNo });
    expect(received).toMatchObject({ status: 201, body: { fund: { coverFen: 105_667 } } });
    journalId = received.body.journalId;
    expect(await balancesOf(world)).toEqual({ BANK_SPECIAL: 105_667, 'FUND_SOURCE:PROVINCE': -105_667 });
    expect(await receipt(world, fundId, 1, { docNo })).toMatchObject({ status: 409, body: { code: 'DOC_DUPLICATE' } });
  });

  it('PERIOD_CLOSED: a receipt after the year of the fund', async () => {
    const old = await open({ fundCode: 'DB-370102-2013', year: 2013 });
    const late = await receipt(world, old.body.id, 1);
    expect(late).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  });

  it('FUND_UNKNOWN: another county does not see the fund', async () => {
    const foreign = await payments.token({ role: 'FUND_OFFICER', division: '371721' });
    expect(await payments.call(getFund, { token: foreign, params: { id: fundId } })).toMatchObject({ status: 404 });
  });
});

describe('months and reversals', () => {
  const close = (month: string) =>
    payments.call(closeMonth, { token, params: { month }, body: { divisionCode: county } });

  it('PERIOD_INVALID: the month that still runs is not closed', async () => {
    expect(await close('2014-05')).toMatchObject({ status: 422, body: { code: 'PERIOD_INVALID' } });
  });

  it('example P15: a receipt of a closed month is reversed in the open month, and both balance', async () => {
    await payments.setToday('2014-06-03');
    expect(await close('2014-05')).toMatchObject({ status: 200, body: { closedOn: '2014-06-03' } });
    expect(await close('2014-05')).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    expect(await receipt(world, fundId, 1)).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    const call = { token, params: { id: journalId }, body: { reason: '拨款文号录入错误' } };
    const reversed = await payments.call(reverseJournal, call);
    expect(reversed).toMatchObject({ status: 201, body: { reverses: journalId, month: '2014-06' } });
    expect(await balancesOf(world)).toEqual({ BANK_SPECIAL: 0, 'FUND_SOURCE:PROVINCE': 0 });
    const sums = await payments.rows('select sum(debit_fen - credit_fen)::int as d from entry group by journal_id');
    expect(sums).toEqual([{ d: 0 }, { d: 0 }]);
    const again = await payments.call(reverseJournal, call);
    expect(again).toMatchObject({ status: 409, body: { code: 'LEDGER_IMMUTABLE' } });
  });

  it('JOURNAL_UNKNOWN', async () => {
    const call = { token, params: { id: randomUUID() }, body: { reason: '无' } };
    expect(await payments.call(reverseJournal, call)).toMatchObject({ status: 404, body: { code: 'JOURNAL_UNKNOWN' } });
  });
});

describe('what the database itself refuses to the application', () => {
  const journal = (db: Db, id: string, month = '2014-06') =>
    sql`insert into journal (id, kind, reference_type, reference_id, month, posted_on, posted_by, posted_at,
        current_division_code)
      values (${id}, 'RECEIPT', 'test', ${id}, ${month}, '2014-06-03', 'test', now(), ${county})`.execute(db);
  const entry = (db: Db, id: string, posting: { seq: number; side: 'debit_fen' | 'credit_fen'; account: string }) =>
    sql`insert into entry (journal_id, seq, account, fund_id, month, year, ${sql.ref(posting.side)}, current_division_code)
      values (${id}, ${posting.seq}, ${posting.account}, ${fundId}, '2014-06', 2014, 100, ${county})`.execute(db);

  /** The constraint or the state by which the database refused, as the application role. */
  async function refusal(work: (db: Db) => Promise<unknown>): Promise<string | undefined> {
    try {
      await payments.kit.read(payments.kit.system('lines.screen'), work);
      return 'committed';
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      return error.constraint ?? error.sqlState;
    }
  }

  it('LEDGER_UNBALANCED: one side alone, and a journal of nothing', async () => {
    const id = randomUUID();
    const oneSided = async (db: Db): Promise<void> => {
      await journal(db, id);
      await entry(db, id, { seq: 1, side: 'debit_fen', account: 'PAYABLE' });
    };
    expect(await refusal(oneSided)).toBe('ledger_unbalanced');
    expect(await refusal((db) => journal(db, id))).toBe('ledger_unbalanced');
  });

  it('FUND_INSUFFICIENT: the special account below zero', async () => {
    const id = randomUUID();
    const overdraw = async (db: Db): Promise<void> => {
      await journal(db, id);
      await entry(db, id, { seq: 1, side: 'debit_fen', account: 'PAYABLE' });
      await entry(db, id, { seq: 2, side: 'credit_fen', account: 'BANK_SPECIAL' });
    };
    expect(await refusal(overdraw)).toBe('bank_special_covered');
  });

  it('PERIOD_CLOSED: a journal in a closed month', async () => {
    expect(await refusal((db) => journal(db, randomUUID(), '2014-05'))).toBe('month_is_open');
  });

  it.each([
    'update entry set debit_fen = 1',
    'delete from entry',
    `update journal set reason = ''`,
    'delete from journal',
  ])('the application has no right to: %s', async (statement) => {
    expect(await refusal((db) => sql.raw(statement).execute(db))).toBe('42501');
  });

  it('LEDGER_IMMUTABLE: not even the superuser edits an entry by accident', async () => {
    await expect(payments.rows('update entry set debit_fen = debit_fen + 1')).rejects.toThrow('LEDGER_IMMUTABLE');
  });
});
