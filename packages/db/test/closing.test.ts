import { createDatabase } from '@mz/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

it('is closed when the server has closed every connection, not only when it was asked to', async () => {
  const db = createDatabase({ url: shop.appUrl, applicationName: 'closing', poolSize: 4 });
  const pools = [db.pool, db.plainPool, db.pool, db.plainPool];
  await Promise.all(pools.map((pool) => pool.query('select pg_sleep(0.05)')));
  expect(await sessions()).toBeGreaterThan(1);
  await db.close();
  expect(await sessions()).toBe(0);
});

async function sessions(): Promise<number> {
  const rows = await shop.admin(`select 1 from pg_stat_activity where application_name like 'closing%'`);
  return rows.length;
}
