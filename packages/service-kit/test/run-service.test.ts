import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@mz/db';
import { cloneDatabase, createTemplateDatabase, type TestDatabase, testQueue } from '@mz/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrationFolders } from '../src/database-checks.ts';
import { notesService } from './notes-service.ts';

let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  const own = notesService.migrations;
  if (!own) throw new Error('the notes service has migrations');
  database = await cloneDatabase(await createTemplateDatabase('people', migrationFolders(own)));
  dataDir = await mkdtemp(join(tmpdir(), 'mz-run-'));
});

afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

function launch(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'notes-main.ts')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function start(env: Record<string, string> = {}): Promise<Started> {
  const child = launch({
    PEOPLE_DATABASE_URL: database.url,
    QUEUE_URL: testQueue().url,
    PEOPLE_PORT: '0',
    KEYS_DIR: join(dataDir, 'keys'),
    DATA_DIR: dataDir,
    ...env,
  });
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const url = /"url":"(http:[^"]+)"/.exec(text)?.[1];
    if (url) return { child, url };
  }
  throw new Error(`the service did not start: ${text}`);
}

describe('a service process', () => {
  it('answers, and ends with code 0 on SIGTERM with its port closed', async () => {
    const { child, url } = await start();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.stdout?.resume();
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });

  it('finishes a call that is under way when it is told to stop', async () => {
    const { child, url } = await start();
    child.stdout?.resume();
    const to = '2014-09-01T09:00:00+08:00';
    const call = fetch(`${url}/internal/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to }),
    });
    await untilMoved(url);
    child.kill('SIGTERM');
    const answer = await call;
    expect([answer.status, await answer.json()]).toMatchObject([200, { today: '2014-09-01', failed: [] }]);
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('fails /readyz and takes calls while it drains, each on a connection that it then closes', async () => {
    const { child, url } = await start({ STOP_DRAIN_MS: '15000' });
    child.stdout?.resume();
    child.kill('SIGTERM');
    const readiness = async (): Promise<number> => (await fetch(`${url}/readyz`)).status;
    while ((await readiness()) !== 503) await new Promise((resolve) => setTimeout(resolve, 10));
    const answer = await fetch(`${url}/internal/clock`);
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    child.kill('SIGKILL');
  });

  it('carries on from the stored business clock when it is started again', async () => {
    const { child, url } = await start();
    child.stdout?.resume();
    expect(await (await fetch(`${url}/internal/clock`)).json()).toMatchObject({ today: '2014-09-01' });
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('dies without a word at its CRASH_POINT; the event it had committed is still to be published', async () => {
    const { child } = await start({ CRASH_POINT: 'relay.before-publish' });
    child.stdout?.resume();
    const exited = once(child, 'exit');
    const admin = createDatabase({ url: database.adminUrl, applicationName: 'crash-point' });
    try {
      const id = randomUUID();
      await sql`insert into outbox (id, type, subject, payload) values (${id}, 'a.b.v1', ${id}, '{}')`.execute(
        admin.kysely,
      );
      await sql`insert into outbox_delivery (event_id, subscriber) values (${id}, 'payments')`.execute(admin.kysely);
      expect(await exited).toEqual([null, 'SIGKILL']);
      const open = sql`select pending, acknowledged_at from outbox_delivery where event_id = ${id}`;
      expect((await open.execute(admin.kysely)).rows).toEqual([{ pending: true, acknowledgedAt: null }]);
      await sql`delete from outbox_delivery`.execute(admin.kysely);
    } finally {
      await admin.close();
    }
  });

  it('names every fault of its settings on standard error and ends with code 1', async () => {
    const child = launch({ PEOPLE_PORT: 'x', BUSINESS_CLOCK: 'y' });
    let text = '';
    child.stderr?.on('data', (chunk) => (text += String(chunk)));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(text.trim().split('\n')).toEqual([
      'people cannot start:',
      '  - PEOPLE_DATABASE_URL or DATABASE_URL is missing',
      '  - QUEUE_URL or REDIS_URL is missing',
      '  - PORT is not a port number',
      '  - BUSINESS_CLOCK is wall or movable or movable-from-anywhere',
    ]);
  });
});

/** The move runs slot by slot: once the first has run, the call is under way. */
async function untilMoved(url: string): Promise<void> {
  for (;;) {
    const shown = (await (await fetch(`${url}/internal/clock`)).json()) as { today: string };
    if (shown.today > '2014-04-28') return;
  }
}
