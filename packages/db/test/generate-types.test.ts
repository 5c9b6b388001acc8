import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrate, renderTypes, writeTypes } from '../src/index.ts';

const databaseName = `dbtest_${randomUUID().replaceAll('-', '')}`;
const folder = mkdtempSync(join(tmpdir(), 'types-'));
const file = join(folder, 'database.ts');
let url: string;

beforeAll(async () => {
  const dirs = [new URL('./fixtures/types/migrations/', import.meta.url)];
  const options = { adminUrl: inject('postgresUrl'), databaseName, service: 'dbtest', dirs, log: () => undefined };
  url = (await migrate(options)).migratorUrl;
  await writeTypes(url, file);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query(`drop database "${databaseName}" with (force)`);
  await client.end();
});

describe('generated table types', () => {
  test('each column has the type that our pools read, in a stable order', () => {
    expect(
      readFileSync(file, 'utf8'),
    ).toBe(`// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface ApplesTable {
  month: string;
}

export interface OpenZebrasTable {
  id: ColumnType<number | null, never, never>;
  seenAt: ColumnType<Date | null, never, never>;
}

export interface ZebrasTable {
  id: GeneratedAlways<number>;
  seenOn: string;
  seenAt: Generated<Timestamp>;
  changedAt: Timestamp | null;
  amountFen: number;
  share: string | null;
  statuses: ('ALIVE' | 'REPORTED_DEAD' | 'DEAD')[];
  status: Generated<'ALIVE' | 'REPORTED_DEAD' | 'DEAD'>;
  tags: string[] | null;
  facts: unknown;
  extra: unknown;
  sealed: Buffer | null;
  isOpen: Generated<boolean>;
  doubleFen: GeneratedAlways<number | null>;
}

export interface LedgerEntriesTable {
  id: string;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  apples: ApplesTable;
  openZebras: OpenZebrasTable;
  zebras: ZebrasTable;
  'ledger.entries': LedgerEntriesTable;
}
`);
  });

  test('a name that could not be turned back is refused', () => {
    expect(() => renderTypes([{ name: 'line_1', writable: true, columns: [] }])).toThrow(/line_1/);
    expect(() => renderTypes([{ name: 'Cases', writable: true, columns: [] }])).toThrow(/Cases/);
  });
});
