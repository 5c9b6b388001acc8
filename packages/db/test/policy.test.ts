import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transaction } from '../src/index.ts';
import { jinan, openShop, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

beforeAll(async () => {
  shop = await openShop(1);
  await shop.admin(`insert into cases (id, division_code, amount_fen)
    select 'c' || n, 370000 + n % 900, n from generate_series(1, 20000) n`);
  await shop.admin('analyze cases');
});
afterAll(() => shop.close());

describe('the policy to copy', () => {
  test('finds the rows of a division by its index and reads the setting once', async () => {
    const lines = await transaction(shop.db, jinan, async (trx) => {
      const { rows } = await sql<Record<string, string>>`explain (analyze) select * from cases`.execute(trx);
      return rows.map((row) => Object.values(row).join());
    });
    const plan = lines.join('\n');
    expect(plan).toContain('cases_by_division');
    expect(plan).toContain('InitPlan');
    expect(plan).not.toContain('SubPlan');
  });

  test('binds the owner of the table too', async () => {
    const client = new pg.Client({ connectionString: shop.migratorUrl });
    await client.connect();
    const { rows } = await client.query('select count(*)::int as n from cases');
    await client.end();
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('the obvious policy is why nullif and the range are there: a reused connection shows it all rows', async () => {
    await shop.admin(`create table naive (code text); insert into naive values ('370102'), ('370202');
      alter table naive enable row level security; grant select on naive to mz_dbtest_app;
      create policy by_division on naive using (code like current_setting('app.division', true) || '%')`);
    await transaction(shop.db, jinan, (trx) => sql`select 1`.execute(trx));
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from naive`.execute(shop.db.kysely);
    expect(rows).toEqual([{ n: 2 }]);
    const cases = await sql<{ n: number }>`select count(*)::int as n from cases`.execute(shop.db.kysely);
    expect(cases.rows).toEqual([{ n: 0 }]);
  });
});
