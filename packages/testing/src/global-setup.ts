import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftovers, startPostgres, startQueue } from '@mz/dev-stack';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type Containers, startContainers } from './containers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the PostgreSQL of this run, at its database `postgres`. */
    postgresUrl: string;
    /** URL of the queue's store: `redis://…`, or `postgresql://…/queue` where no Redis is installed. */
    queueUrl: string;
    /** Marks the databases of this run by name, on a server that others use too. */
    testRun: string;
  }
}

const cacheDir = fileURLToPath(new URL('../../../.data/cache', import.meta.url));
const prefix = 'mz-test-';

/** Starts PostgreSQL and the queue once per run, in a folder that the run leaves empty. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const dataDir = join(tmpdir(), `${prefix}${process.pid}`);
  mkdirSync(dataDir, { mode: 0o711 });
  const log = (): void => {};
  const containers = await startBackend();
  const env = containers
    ? { ...process.env, DATABASE_URL: containers.databaseUrl, REDIS_URL: containers.redisUrl }
    : process.env;
  const postgres = await startPostgres({ dataDir, cacheDir, log, disposable: true, env });
  const queue = await startQueue({ dataDir, log, adminUrl: postgres.adminUrl, env });
  project.provide('postgresUrl', postgres.adminUrl);
  project.provide('queueUrl', queue.url);
  const testRun = randomBytes(4).toString('hex');
  project.provide('testRun', testRun);
  return async () => {
    await queue.stop();
    if (postgres.socketDir === undefined) await dropDatabases(postgres.adminUrl, testRun);
    await postgres.stop();
    await containers?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

// TEST_BACKEND=containers: PostgreSQL and Redis by Testcontainers; otherwise what the development stack finds.
async function startBackend(): Promise<Containers | undefined> {
  const wanted = process.env.TEST_BACKEND ?? '';
  if (wanted === '') return undefined;
  if (wanted !== 'containers') throw new Error(`TEST_BACKEND=${wanted} is unknown: leave it out or say containers`);
  return startContainers();
}

// A server given by DATABASE_URL outlives the run.
async function dropDatabases(adminUrl: string, testRun: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datname like $1', [
    `mzt\\_${testRun}\\_%`,
  ]);
  for (const { datname } of rows) {
    await client.query(`alter database "${datname}" is_template false`);
    await client.query(`drop database "${datname}" with (force)`);
  }
  await client.end();
}

// A killed run leaves its folder and its programs behind; the folder's name says whose they were.
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = name.slice(prefix.length);
    if (!/^\d+$/.test(pid) || existsSync(`/proc/${pid}`)) continue;
    const folder = join(tmpdir(), name);
    await endLeftovers(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
