import { createDatabase } from '@mz/db';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { cloneDatabase, createTemplateDatabase } from './databases.ts';

const dirs = [new URL('../../db/test/fixtures/shop/migrations/', import.meta.url)];
type Shop = { cases: { id: string } };

async function exists(name: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  await client.end();
  return rowCount === 1;
}

describe('test databases', () => {
  test('the template is made once, however many ask at the same time', async () => {
    const asked = await Promise.all([1, 2, 3, 4].map(() => createTemplateDatabase('dbtest', dirs)));
    expect(new Set(asked.map(({ name }) => name)).size).toBe(1);
  });

  test('a clone serves the application role and is gone after drop', async () => {
    const clone = await cloneDatabase(await createTemplateDatabase('dbtest', dirs));
    const db = createDatabase<Shop>({ url: clone.url, applicationName: 'test' });
    expect(await db.kysely.selectFrom('cases').selectAll().execute()).toEqual([]);
    await db.close();
    await clone.drop();
    expect(await exists(clone.name)).toBe(false);
  });

  test('what one clone holds no other clone sees', async () => {
    const template = await createTemplateDatabase('dbtest', dirs);
    const [one, two] = await Promise.all([cloneDatabase(template), cloneDatabase(template)]);
    const count = async (url: string, before: string): Promise<unknown> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(before);
      const { rows } = await client.query('select count(*)::int as n from cases');
      await client.end();
      return rows[0];
    };
    expect(await count(one.adminUrl, `insert into cases (id, division_code) values ('c1', '370102')`)).toEqual({
      n: 1,
    });
    expect(await count(two.adminUrl, 'select 1')).toEqual({ n: 0 });
    await Promise.all([one.drop(), two.drop()]);
  });
});
