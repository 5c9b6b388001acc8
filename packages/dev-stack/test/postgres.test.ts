import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresOptions, type RunningPostgres, startPostgres } from '../src/index.ts';
import { cacheDir, makeDataDir, processesOn } from './stack.ts';

let place: ReturnType<typeof makeDataDir>;
let running: RunningPostgres[];

beforeEach(() => {
  place = makeDataDir();
  running = [];
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  await place.remove();
});

async function start(more: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const options = { dataDir: place.dataDir, cacheDir, disposable: true, log: () => undefined, env: {}, ...more };
  const postgres = await startPostgres(options);
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const rootOnly = test.skipIf(process.getuid?.() !== 0);
const systemBinaries = ['/usr/lib/postgresql', '/usr/local/bin/postgres', '/usr/bin/postgres'].some(existsSync);

describe('startPostgres', () => {
  test('serves UTF-8 in byte order with room for 300 connections, to its own account only', async () => {
    const { url, socketDir } = await start();
    const [row] = await query(
      url,
      `select current_setting('max_connections') as connections, current_setting('listen_addresses') as addresses,
        current_setting('server_encoding') as encoding, (select datcollate from pg_database where datname = 'postgres')`,
    );
    expect(row).toEqual({ connections: '300', addresses: '', encoding: 'UTF8', datcollate: 'C.UTF-8' });
    expect(String(socketDir).length).toBeLessThan(100);
  });

  test('a warm start carries on with the data', async () => {
    const first = await start();
    await query(first.url, 'create table kept (a int)');
    await first.stop();
    expect(processesOn(place.dataDir)).toEqual([]);
    const second = await start();
    expect(await query(second.url, 'select * from kept')).toEqual([]);
  });

  rootOnly('runs as an unprivileged account when we are root', async () => {
    await start();
    const uids = processesOn(place.dataDir).map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'));
    expect(uids.length).toBeGreaterThan(0);
    for (const status of uids) expect(status).toMatch(/^Uid:\t65534\t65534/m);
  });

  rootOnly('serves a folder that the unprivileged account cannot enter', async () => {
    const closed = join(place.dataDir, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o700);
    const lines: string[] = [];
    const { url, socketDir, stop } = await start({ dataDir: closed, log: (line) => lines.push(line) });
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(lines[0]).toMatch(/cannot enter .*closed: using \/var\/tmp\/mz-/);
    await stop();
    rmSync(join(String(socketDir), '../..'), { recursive: true });
  });

  test('ALREADY_RUNNING: a second start on a served folder says so in one line and disturbs nothing', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      message: expect.stringMatching(
        /^PostgreSQL already runs on this data folder \(started by process \d+\).*--data\.$/,
      ),
    });
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('VERSION_MISMATCH: a folder of another major version is left alone', async () => {
    await (await start()).stop();
    const file = join(place.dataDir, 'postgres/data/PG_VERSION');
    writeFileSync(file, '14\n');
    await expect(start()).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    expect(readFileSync(file, 'utf8')).toBe('14\n');
  });

  test('START_FAILED: the last line of the server is the reason, and the folder is free again', async () => {
    await (await start()).stop();
    const file = join(place.dataDir, 'postgres/data/postgresql.conf');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, 'no_such_setting = 1\n');
    await expect(start()).rejects.toMatchObject({ code: 'START_FAILED', message: expect.not.stringContaining('\n') });
    writeFileSync(file, good);
    await expect(start()).resolves.toBeDefined();
  });

  rootOnly('DISK_FULL: a full disk is told in one line and leaves no half copy', async ({ skip }) => {
    const small = join(place.dataDir, 'small');
    mkdirSync(small);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=30m', 'tmpfs', small]);
    if (mounted.status !== 0) skip('this machine lets nobody mount a small disk');
    try {
      const failure = start({ dataDir: small, cacheDir: small, source: 'embedded' });
      await expect(failure).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.not.stringContaining('\n') });
      expect(readdirSync(small)).toEqual(['postgres']);
    } finally {
      spawnSync('umount', [small]);
    }
  });

  test('DATABASE_UNREACHABLE: a dead DATABASE_URL is told without its password', async () => {
    const env = { DATABASE_URL: 'postgresql://mz:hidden-word@127.0.0.1:1/mz' };
    const failure: unknown = await start({ env }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'DATABASE_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') });
    expect(String(failure)).not.toContain('hidden-word');
  });

  test('DATABASE_URL is used as it is and left running by stop', async () => {
    const own = await start();
    const given = await start({ env: { DATABASE_URL: own.url } });
    expect(given).toMatchObject({ url: own.url, adminUrl: own.url, socketDir: undefined });
    await given.stop();
    expect(await query(own.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test.skipIf(!systemBinaries)('a PostgreSQL of the system serves where npm has none', async () => {
    const { url } = await start({ source: 'system' });
    const [row] = await query(url, `select current_setting('server_version_num')::int as version`);
    expect(row?.version).toBeGreaterThanOrEqual(150_000);
  });
});
