import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyInto, copyOut, plainTransaction } from '../src/index.ts';
import { jinan, openShop, qingdao, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(() => shop.admin('truncate cases, case_notes, audit_rows'));

const columns = ['id', 'division_code', 'amount_fen', 'facts'];
const awkward = 'tab\tline\nback\\slash \\N "quoted", 中文\r';

async function* manyCases(count: number): AsyncGenerator<(string | number | object)[]> {
  for (let n = 0; n < count; n += 1) yield [`c${n}`, '370102', n, { n }];
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  return Array.fromAsync(lines);
}

describe('copyInto', () => {
  test('writes rows through the policy of the table and counts them', async () => {
    const count = await plainTransaction(shop.db, jinan, (client) =>
      copyInto(client, { table: 'cases', columns, rows: manyCases(5_000) }),
    );
    expect(count).toBe(5_000);
    expect(await shop.admin('select count(*)::int as n, sum(amount_fen)::int as sum from cases')).toEqual([
      { n: 5_000, sum: 12_497_500 },
    ]);
  });

  test('a row outside the scope is refused and nothing is kept', async () => {
    const rows = [
      ['c1', '370102', 1, {}],
      ['c2', '370202', 2, {}],
    ];
    const work = plainTransaction(shop.db, jinan, (client) => copyInto(client, { table: 'cases', columns, rows }));
    await expect(work).rejects.toMatchObject({ kind: 'ROW_SECURITY' });
    expect(await shop.admin('select id from cases')).toEqual([]);
  });

  test('text, null, bytes-like escapes and Chinese come back as they were', async () => {
    await shop.admin(`insert into cases (id, division_code) values ('c1', '370102')`);
    await plainTransaction(shop.db, jinan, (client) =>
      copyInto(client, { table: 'case_notes', columns: ['case_id', 'body'], rows: [['c1', awkward]] }),
    );
    expect(await shop.admin('select body from case_notes')).toEqual([{ body: awkward }]);
  });

  test('a source that fails on the way leaves nothing, and the client stays good', async () => {
    async function* failing() {
      yield ['c1', '370102', 1, {}];
      throw new Error('the file ended early');
    }
    async function* failingNotes() {
      yield ['c1', 'x'];
      throw new Error('the file ended early');
    }
    // One table with row-level security, one without.
    const copies = [
      { table: 'cases', columns, rows: failing() },
      { table: 'case_notes', columns: ['case_id', 'body'], rows: failingNotes() },
    ];
    for (const copy of copies) {
      const work = plainTransaction(shop.db, jinan, (client) => copyInto(client, copy));
      await expect(work).rejects.toThrow('the file ended early');
    }
    expect(await shop.admin('select id from cases')).toEqual([]);
    expect(shop.db.stats().plain).toMatchObject({ waiting: 0 });
    await expect(plainTransaction(shop.db, jinan, (client) => client.query('select 1'))).resolves.toBeDefined();
  });

  test('a row of another width and a number that is not finite are refused', async () => {
    const copy = (rows: (string | number)[][]) =>
      plainTransaction(shop.db, jinan, (client) => copyInto(client, { table: 'cases', columns, rows }));
    await expect(copy([['c1', '370102']])).rejects.toThrow(/2 values, 4 columns/);
    await expect(copy([['c1', '370102', Number.NaN, '{}']])).rejects.toThrow(/not finite/);
  });
});

describe('copyOut', () => {
  test('gives what the scope reaches, as CSV lines under a header', async () => {
    await shop.admin(
      `insert into cases (id, division_code, amount_fen) values ('c1', '370102', 1), ('c2', '370202', 2)`,
    );
    const query = shop.db.kysely.selectFrom('cases').select(['id', 'amountFen']).orderBy('id');
    const lines = await plainTransaction(shop.db, qingdao, (client) => collect(copyOut(client, query)));
    expect(lines).toEqual(['id,amount_fen', 'c2,2']);
  });

  test('values of the query are literals, whatever they hold', async () => {
    await shop.admin(`insert into cases (id, division_code) values ('it''s $1 \\', '370102')`);
    const query = shop.db.kysely
      .selectFrom('cases')
      .select('id')
      .where('id', '=', "it's $1 \\")
      .where('amountFen', '=', 0);
    const lines = await plainTransaction(shop.db, jinan, (client) => collect(copyOut(client, query)));
    expect(lines).toEqual(['id', "it's $1 \\"]);
  });

  test('leaving the loop early leaves the pool good', async () => {
    await shop.admin(
      `insert into cases (id, division_code, amount_fen) select n, '370102', n from generate_series(1, 20000) n`,
    );
    const query = shop.db.kysely.selectFrom('cases').selectAll();
    const first = await plainTransaction(shop.db, jinan, async (client) => {
      for await (const line of copyOut(client, query)) return line;
      return undefined;
    });
    expect(first).toMatch(/^id,division_code/);
    const again = await plainTransaction(shop.db, jinan, (client) => collect(copyOut(client, query)));
    expect(again).toHaveLength(20_001);
  });

  test('a query that fails rejects with its reason, and the pool stays good', async () => {
    const broken = sql`select 1 / (amount_fen - amount_fen) from generate_series(1, 3) amount_fen`;
    const work = plainTransaction(shop.db, jinan, (client) => collect(copyOut(client, broken.compile(shop.db.kysely))));
    await expect(work).rejects.toMatchObject({ sqlState: '22012' });
    await expect(plainTransaction(shop.db, jinan, (client) => client.query('select 1'))).resolves.toBeDefined();
  });

  test('ndjson hands JSON through untouched', async () => {
    const value = { name: awkward, n: 45_000 };
    const query = sql`select ${JSON.stringify(value)}::jsonb`.compile(shop.db.kysely);
    const lines = await plainTransaction(shop.db, jinan, (client) => collect(copyOut(client, query, 'ndjson')));
    expect(lines.map((line) => JSON.parse(line))).toEqual([value]);
  });
});
