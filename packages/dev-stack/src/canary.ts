import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storyHouseholds, storyStaff } from '@mz/population';
import { databaseNameOf } from '@mz/service-kit';
import pg from 'pg';
import { presentServices } from './service-definitions.ts';

/** A place where an identity number or account stands in clear; the number itself is not told. */
export interface CanaryHit {
  readonly place: string;
  readonly count: number;
}

/** Looks through logs and every column of every database for the numbers and accounts of the story's people. */
export async function findClearNumbers(stack: {
  readonly adminUrl: string;
  readonly logs: string;
}): Promise<CanaryHit[]> {
  const secrets = storySecrets();
  const hits = logHits(stack.logs, secrets);
  for (const name of await databasesOf(stack.adminUrl))
    hits.push(...(await databaseHits(stack.adminUrl, name, secrets)));
  return hits;
}

/** The databases of the services that are there. */
async function databasesOf(adminUrl: string): Promise<string[]> {
  const wanted = presentServices().map(databaseNameOf);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where datname = any($1)',
      [wanted],
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function storySecrets(): string[] {
  const people = storyHouseholds.flatMap(({ household, account }) => [
    account.accountNo,
    ...household.members.map((one) => one.idNo),
  ]);
  return [...people, ...storyStaff.map(({ idNo }) => idNo)];
}

function logHits(folder: string, secrets: readonly string[]): CanaryHit[] {
  return readdirSync(folder).flatMap((file) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    const count = lines.filter((line) => secrets.some((secret) => line.includes(secret))).length;
    return count === 0 ? [] : [{ place: `logs/${file}`, count }];
  });
}

// A row as text shows every column; encrypted fields show as hex.
async function databaseHits(adminUrl: string, database: string, secrets: readonly string[]): Promise<CanaryHit[]> {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1`,
    );
    const patterns = secrets.map((secret) => `%${secret}%`);
    const hits: CanaryHit[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from ${name} t where t::text like any($1)`,
        [patterns],
      );
      const count = rows[0]?.n ?? 0;
      if (count > 0) hits.push({ place: `${database}.${name}`, count });
    }
    return hits;
  } finally {
    await client.end();
  }
}
