import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { applyMigrations, migrate } from '../src/index.ts';
import { shopDirs } from './shop.ts';

let folder: string;
let dir: URL;
let databaseName: string;
const adminUrl = inject('postgresUrl');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  const migrations = join(folder, 'shop', 'migrations');
  cpSync(shopDirs[0] as URL, migrations, { recursive: true });
  dir = pathToFileURL(`${migrations}/`);
  databaseName = `dbtest_${randomUUID().replaceAll('-', '')}`;
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await query(adminUrl, `drop database if exists "${databaseName}" with (force)`);
});

const run = () => migrate({ adminUrl, databaseName, service: 'dbtest', dirs: [dir], log: () => undefined });
const write = (name: string, sql: string) => writeFileSync(new URL(name, dir), sql);

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  test('applies each file once, in order', async () => {
    expect((await run()).applied).toEqual(['shop/0001_create_cases.sql', 'shop/0002_create_audit_rows.sql']);
    write('0003_add_remark.sql', 'alter table cases add column remark text;');
    expect((await run()).applied).toEqual(['shop/0003_add_remark.sql']);
    expect((await run()).applied).toEqual([]);
  });

  test('makes a migrator that owns the tables and an application role that no policy spares', async () => {
    const { migratorUrl } = await run();
    const owner = await query(migratorUrl, `select tableowner from pg_tables where tablename = 'cases'`);
    expect(owner).toEqual([{ tableowner: 'mz_dbtest_migrator' }]);
    const [app] = await query(adminUrl, `select * from pg_roles where rolname = 'mz_dbtest_app'`);
    expect(app).toMatchObject({
      rolbypassrls: false,
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolcanlogin: true,
    });
  });

  test('no statement of a service is compiled first, whatever the server does by itself', async () => {
    const { appUrl, migratorUrl } = await run();
    for (const url of [appUrl, migratorUrl]) expect(await query(url, 'show jit')).toEqual([{ jit: 'off' }]);
  });

  test('MIGRATION_EDITED: a landed file that was edited stops the run', async () => {
    await run();
    write('0001_create_cases.sql', 'create table cases (id text primary key);');
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_EDITED', message: /0001_create_cases\.sql/ });
  });

  test('MIGRATION_MISSING: a landed file that is gone stops the run', async () => {
    await run();
    rmSync(new URL('0002_create_audit_rows.sql', dir));
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_MISSING' });
  });

  test('MIGRATION_OUT_OF_ORDER: a new file below a landed number stops the run', async () => {
    write('0005_add_remark.sql', 'alter table cases add column remark text;');
    await run();
    write('0004_add_note.sql', 'alter table cases add column note text;');
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_OUT_OF_ORDER' });
  });

  test('MIGRATION_NAME_INVALID and MIGRATION_NUMBER_TWICE are found before anything runs', async () => {
    write('3_x.sql', 'select 1');
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_NAME_INVALID' });
    rmSync(new URL('3_x.sql', dir));
    write('0002_create_twin.sql', 'select 1');
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_NUMBER_TWICE' });
  });

  test('MIGRATION_FAILED: a failing file leaves nothing of itself, keeps those before it and names its line', async () => {
    write('0003_add_two.sql', 'alter table cases add column one text;\n\nalter table nowhere add column two text;');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: /shop\/0003_add_two\.sql.*nowhere/,
    });
    write('0003_add_two.sql', 'alter table cases add column one text;');
    expect((await run()).applied).toEqual(['shop/0003_add_two.sql']);
  });

  test('MIGRATION_FAILED: a file may not end its own transaction', async () => {
    write('0003_commit_early.sql', 'alter table cases add column one text; commit;');
    await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_FAILED', message: /ended its own transaction/ });
  });

  test('four runners at once apply each file once', async () => {
    const runs = await Promise.all([run(), run(), run(), run()]);
    expect(runs.flatMap(({ applied }) => applied).sort()).toEqual([
      'shop/0001_create_cases.sql',
      'shop/0002_create_audit_rows.sql',
    ]);
  });

  test('a database made by somebody else is brought up without the administrator', async () => {
    const { migratorUrl } = await run();
    write('0003_add_remark.sql', 'alter table cases add column remark text;');
    const options = { migratorUrl, appRole: 'mz_dbtest_app', dirs: [dir], log: () => undefined };
    expect(await applyMigrations(options)).toEqual(['shop/0003_add_remark.sql']);
  });
});
