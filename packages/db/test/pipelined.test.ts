import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseError, pipelined, type Scope } from '../src/index.ts';
import { jinan, openShop, qingdao, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

// One connection: every statement of this file runs on a reused connection.
beforeAll(async () => {
  shop = await openShop(1);
});
afterAll(() => shop.close());
beforeEach(() => shop.admin('truncate cases, case_notes, audit_rows'));

const addCase = (id: string, divisionCode: string, amountFen = 0) =>
  shop.db.kysely.insertInto('cases').values({ id, divisionCode, amountFen });
const allCases = () => shop.db.kysely.selectFrom('cases').selectAll().orderBy('id');
const stored = async () => (await shop.admin('select id from cases order by id')).map(({ id }) => id);

describe('pipelined', () => {
  test('gives the rows of each query in order, in camelCase', async () => {
    const [inserted, noted, cases] = await pipelined(shop.db, jinan, [
      addCase('c1', '370102', 45_000).returning(['id', 'amountFen']),
      shop.db.kysely.insertInto('caseNotes').values({ caseId: 'c1', body: 'visited' }),
      allCases(),
    ]);
    expect(inserted).toEqual([{ id: 'c1', amountFen: 45_000 }]);
    expect(noted).toEqual([]);
    expect(cases[0]).toMatchObject({ divisionCode: '370102', openedOn: '2014-04-28', rate: '0.5000', facts: {} });
    expect(cases[0]?.openedAt).toBeInstanceOf(Date);
  });

  test('takes queries that were compiled before', async () => {
    const compiled = allCases().compile();
    await pipelined(shop.db, jinan, [addCase('c1', '370102')]);
    const [cases] = await pipelined(shop.db, jinan, [compiled]);
    expect(cases.map(({ id }) => id)).toEqual(['c1']);
  });

  test('is one exchange with the server', async () => {
    const client = await shop.db.pool.connect();
    const stream = client.connection.stream;
    let answers = 0;
    // The server answers a batch that arrived whole without waiting for more: no answer may come before the last write.
    const order: string[] = [];
    const write = stream.write.bind(stream);
    stream.write = ((...args: Parameters<typeof write>) => {
      order.push('sent');
      return write(...args);
    }) as typeof stream.write;
    stream.on('data', () => {
      answers += 1;
      order.push('answer');
    });
    client.release();
    await pipelined(shop.db, jinan, [addCase('c1', '370102'), addCase('c2', '370102', 1), allCases()]);
    expect(answers).toBeGreaterThan(0);
    expect(order.slice(order.indexOf('answer'))).not.toContain('sent');
  });

  test('a failing statement rolls all back and leaves the client good', async () => {
    const failing = pipelined(shop.db, jinan, [addCase('c1', '370102'), addCase('c1', '370102', 1), allCases()]);
    await expect(failing).rejects.toMatchObject({ kind: 'UNIQUE_VIOLATION', constraint: 'cases_pkey' });
    expect(await stored()).toEqual([]);
    expect(shop.db.stats().pipelined).toMatchObject({ total: 1, idle: 1 });
    await pipelined(shop.db, jinan, [addCase('c3', '370102')]);
    expect(await stored()).toEqual(['c3']);
  });

  test('a statement that does not parse rolls all back, also the second time', async () => {
    for (let round = 0; round < 2; round += 1) {
      const bad = sql`select no_such_column from cases`.compile(shop.db.kysely);
      await expect(pipelined(shop.db, jinan, [addCase('c1', '370102'), bad, allCases()])).rejects.toMatchObject({
        kind: 'OTHER',
        sqlState: '42703',
      });
    }
    expect(await stored()).toEqual([]);
    expect((await pipelined(shop.db, jinan, [addCase('c1', '370102'), allCases()]))[1]).toHaveLength(1);
  });

  test('a value that cannot be sent fails before anything is sent', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const bad = shop.db.kysely.insertInto('cases').values({ id: 'c2', divisionCode: '370102', facts: circular });
    await expect(pipelined(shop.db, jinan, [addCase('c1', '370102'), bad])).rejects.toThrow(/circular/);
    expect(await stored()).toEqual([]);
  });

  test('a row outside the scope is refused by the policy and nothing is kept', async () => {
    const foreign = pipelined(shop.db, jinan, [addCase('c1', '370102'), addCase('c2', '370202', 1)]);
    await expect(foreign).rejects.toMatchObject({ kind: 'ROW_SECURITY' });
    expect(await stored()).toEqual([]);
  });

  test('each scope sees its own rows', async () => {
    await pipelined(shop.db, jinan, [addCase('c1', '370102')]);
    await pipelined(shop.db, qingdao, [addCase('c2', '370202', 1)]);
    const seen = async (scope: Scope) => (await pipelined(shop.db, scope, [allCases()]))[0].map(({ id }) => id);
    expect(await seen(jinan)).toEqual(['c1']);
    expect(await seen(qingdao)).toEqual(['c2']);
    expect(await seen({ division: '37', actor: 'province' })).toEqual(['c1', 'c2']);
  });

  test.each(['', '%', '3701_5', '37%', '~', '_'])('the division setting "%s" reaches no row', async (division) => {
    await pipelined(shop.db, jinan, [addCase('c1', '370105')]);
    const [cases] = await pipelined(shop.db, { division, actor: 'clerk-1' }, [allCases()]);
    expect(cases).toEqual([]);
  });

  test('a reused connection without a setting sees no row', async () => {
    await pipelined(shop.db, jinan, [addCase('c1', '370102')]);
    const { rows } = await sql<{ division: string }>`select current_setting('app.division', true) as division`.execute(
      shop.db.kysely,
    );
    // The connection was used before: the setting is '' and not NULL, where a LIKE policy would show everything.
    expect(rows).toEqual([{ division: '' }]);
    expect(await allCases().execute()).toEqual([]);
  });

  test('the actor reaches defaults of the same transaction and no later one', async () => {
    await pipelined(shop.db, jinan, [shop.db.kysely.insertInto('auditRows').defaultValues()]);
    expect(await shop.admin('select actor from audit_rows')).toEqual([{ actor: 'clerk-1' }]);
  });

  test('an int8 beyond the safe integers is refused, not rounded', async () => {
    await shop.admin(`insert into cases (id, division_code, amount_fen) values ('c9', '370102', 9007199254740993)`);
    await expect(pipelined(shop.db, jinan, [allCases()])).rejects.toThrow(RangeError);
    await shop.admin('truncate cases, case_notes');
    expect(await pipelined(shop.db, jinan, [allCases()])).toEqual([[]]);
  });

  test('a lost connection rejects as CONNECTION_LOST and the pool goes on with a new one', async () => {
    const kill = sql`select pg_terminate_backend(pg_backend_pid())`.compile(shop.db.kysely);
    await expect(pipelined(shop.db, jinan, [addCase('c1', '370102'), kill])).rejects.toMatchObject({
      kind: 'CONNECTION_LOST',
    });
    expect(await stored()).toEqual([]);
    expect(await pipelined(shop.db, jinan, [allCases()])).toEqual([[]]);
  });

  test('no error carries the values of the row', async () => {
    const secret = '370100199001011234';
    await pipelined(shop.db, jinan, [addCase(secret, '370102')]);
    const error: unknown = await pipelined(shop.db, jinan, [addCase(secret, '370102', 1)]).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DatabaseError);
    const badNumber = sql`select ${secret}::text::date`.compile(shop.db.kysely);
    const other: unknown = await pipelined(shop.db, jinan, [badNumber]).catch((e: unknown) => e);
    expect(other).toMatchObject({ kind: 'OTHER', sqlState: '22008' });
    for (const each of [error, other]) {
      expect(JSON.stringify(Object.entries(each as object)) + String((each as Error).stack)).not.toContain(secret);
    }
  });
});
