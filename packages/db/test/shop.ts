import { randomUUID } from 'node:crypto';
import type { Generated } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { createDatabase, type Database, type Migrated, migrate, type Scope } from '../src/index.ts';

/** The tables of the fixture migrations. */
type Shop = {
  cases: {
    id: string;
    divisionCode: string;
    amountFen: Generated<number>;
    openedOn: Generated<string>;
    openedAt: Generated<Date>;
    rate: Generated<string>;
    facts: Generated<unknown>;
  };
  caseNotes: { id: Generated<number>; caseId: string; body: string };
  auditRows: { id: Generated<number>; actor: Generated<string>; at: Generated<Date> };
};

/** A migrated database of its own, with the means to look at it as the administrator, whom no policy binds. */
export type ShopDatabase = Migrated & {
  db: Database<Shop>;
  admin: (sql: string) => Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};

export const shopDirs = [new URL('./fixtures/shop/migrations/', import.meta.url)];
export const jinan: Scope = { division: '3701', actor: 'clerk-1' };
export const qingdao: Scope = { division: '3702', actor: 'clerk-2' };

/** Makes a database for one test file. */
export async function openShop(poolSize = 4): Promise<ShopDatabase> {
  const adminUrl = inject('postgresUrl');
  const databaseName = `dbtest_${randomUUID().replaceAll('-', '')}`;
  const migrated = await migrate({ adminUrl, databaseName, service: 'dbtest', dirs: shopDirs, log: () => undefined });
  const db = createDatabase<Shop>({ url: migrated.appUrl, applicationName: 'dbtest', poolSize });
  const admin = createDatabase({
    url: Object.assign(new URL(adminUrl), { pathname: databaseName }).toString(),
    applicationName: 'dbtest-admin',
  });
  return {
    ...migrated,
    db,
    async admin(sql) {
      return (await admin.plainPool.query(sql)).rows;
    },
    async close() {
      await db.close();
      await admin.close();
      await dropDatabase(databaseName);
    },
  };
}

async function dropDatabase(name: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query(`drop database "${name}" with (force)`);
  await client.end();
}
