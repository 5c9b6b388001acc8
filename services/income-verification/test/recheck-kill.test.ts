import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testQueue } from '@mz/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ProcessSetting } from './recheck-process.ts';
import { county, type Recheck, type RecheckWorld, startRecheckWorld } from './recheck-world.ts';

const program = fileURLToPath(new URL('recheck-process.ts', import.meta.url));

let world: RecheckWorld;
beforeAll(async () => {
  world = await startRecheckWorld();
  await world.iv.rows("update policy_parameter set value = '[12]' where key = 'recheck.MONTHLY.months'");
  await world.enrolled('carOwner', ['S-C.1', 'S-C.2']);
  await world.enrolled('wageEarner', ['S-A.1', 'S-A.2']);
});
afterAll(() => world?.stop());

let other: ChildProcess | undefined;
afterEach(() => other?.kill('SIGKILL'));

/** A second process of the service on the same database. */
async function startProcess(until: ProcessSetting['until']): Promise<ChildProcess> {
  const { kit, database } = world.iv;
  const names = ['people', 'payments', 'agency-simulator', 'social-assistance', 'place-names'] as const;
  const urls = Object.fromEntries(names.map((name) => [name, kit.peers.urlOf(name)]));
  const tokens = { people: await kit.peers.tokenFor('people'), payments: await kit.peers.tokenFor('payments') };
  const setting = {
    databaseUrl: database?.url ?? '',
    queue: testQueue(),
    urls: urls as ProcessSetting['urls'],
    tokens,
    until,
  };
  other = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, SETTING: JSON.stringify(setting) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return other;
}

/** Cut by nobody yet: the process that is killed is the first to work on it. Two persons a part. */
async function insertBatch(no: string): Promise<string> {
  const [batch] = await world.iv.rows<{ id: string }>(
    `insert into recheck (id, no, kind, division_code, as_of, items, part_size, state, started_by, started_at)
     values (gen_random_uuid(), $1, 'MONTHLY', $2, $3, '{CREMATION,PAYROLL}', 2, 'CUTTING', 'test', now()) returning id`,
    [no, county, world.iv.kit.clock.today()],
  );
  return batch?.id ?? '';
}

/** Nobody takes what a living process may hold: its lease runs out on the wall clock. */
async function endLease(): Promise<void> {
  await world.iv.rows(
    "update recheck_part set lease_until = now() - interval '1 second' where lease_owner is not null",
  );
}

async function chunks(): Promise<Record<string, unknown>[]> {
  return world.iv.rows('select part_no, item_code, state, file_id from recheck_chunk order by 1, 2');
}

async function disclosures(): Promise<number> {
  const [row] = await world.iv.rows<{ count: number }>('select count(*)::int as count from recheck_identity');
  return row?.count ?? 0;
}

test('killed by SIGKILL between two files a batch goes on at the next chunk: none is written twice, none is left out', async () => {
  const id = await insertBatch('RC-KILL');
  const [, signal] = await once(await startProcess('first-file'), 'exit');
  expect(signal).toBe('SIGKILL');
  const before = await chunks();
  expect(before.map(({ part_no, item_code, state }) => [part_no, item_code, state])).toEqual([
    [0, 'CREMATION', 'SENT'],
    [0, 'PAYROLL', 'PLANNED'],
    [1, 'CREMATION', 'PLANNED'],
    [1, 'PAYROLL', 'PLANNED'],
  ]);
  expect(await disclosures()).toBe(1);
  const [held] = await world.iv.rows('select lease_owner is not null as held, no from recheck_part where no = 0');
  expect(held).toMatchObject({ held: true });
  await endLease();
  await world.nextHour();
  await world.until(id, ({ items }) => items.every(({ sent }) => sent === 2));
  const after = await chunks();
  expect(after[0]).toEqual(before[0]);
  expect(new Set(after.map(({ file_id }) => file_id)).size).toBe(4);
  const [files] = await world.iv.rows("select count(*)::int as count from exchange_file where direction = 'OUT'");
  expect(files).toEqual({ count: 4 });
  await world.answered();
  const done = await world.until(id, ({ state }) => state === 'DONE');
  expect(done.items.map(({ item, unchanged, matched }) => [item, unchanged, matched])).toEqual([
    ['CREMATION', 4, 2],
    ['PAYROLL', 4, 2],
  ]);
  // A repeat changes nothing.
  const known = await world.iv.rows('select * from known_record order by item_code, person_id');
  await world.nextHour();
  expect(await world.iv.rows('select * from known_record order by item_code, person_id')).toEqual(known);
  expect(await world.changes(id)).toEqual([]);
});

/** Holds whoever writes into a table there until its connection is ended; the superuser's own function, which may sleep. */
async function holdAt(table: string): Promise<void> {
  await world.iv.rows(
    `create function hold() returns trigger language plpgsql security definer as $$
     begin perform pg_sleep(600); return null; end $$`,
  );
  await world.iv.rows(`create trigger hold after insert on ${table} for each statement execute function hold()`);
}

const sleeping = "from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";

/** Kills the process while its transaction is held, as a power cut: nothing of it is committed. */
async function killHeld(child: ChildProcess): Promise<void> {
  await vi.waitUntil(async () => (await world.iv.rows(`select ${sleeping}`)).length > 0, {
    timeout: 60_000,
    interval: 50,
  });
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  await world.iv.rows(`select pg_terminate_backend(pid) ${sleeping}`);
  await vi.waitUntil(async () => (await world.iv.rows(`select ${sleeping}`)).length === 0, { timeout: 60_000 });
  await world.iv.rows('drop function hold cascade');
}

/** The clock that the killed process moved is kept: this one's hours pass until its jobs are due again. */
async function afterHours(id: string): Promise<Recheck> {
  for (let hours = 0; hours < 48; hours += 1) {
    await world.nextHour();
    const found = await world.recheck(id);
    if (found.state === 'DONE') return found;
  }
  throw new Error('the batch does not end');
}

test.each([
  ['while the persons of a part are disclosed', 'recheck_identity'],
  ['while its file is written', 'exchange_file'],
])(
  'killed by SIGKILL in the middle of a chunk, %s, a batch goes on: no person twice, none left out',
  async (_when, table) => {
    // The first that is known of everybody is written anew with each of these batches.
    await world.iv.rows('delete from known_record');
    await world.control('/dev/files', { agencyCode: 'CA_FUNERAL', delayDays: 0 });
    await world.control('/dev/files', { agencyCode: 'FISCAL_PAY', delayDays: 0 });
    const id = await insertBatch(`RC-KILL-${table}`);
    await holdAt(table);
    await killHeld(await startProcess('told'));
    // What the killed process had not committed is not there.
    expect(await world.iv.rows('select from known_record')).toEqual([]);
    await endLease();
    const done = await afterHours(id);
    expect(done.items.map(({ item, asked, unchanged, matched }) => [item, asked, unchanged, matched])).toEqual([
      ['CREMATION', 4, 4, 2],
      ['PAYROLL', 4, 4, 2],
    ]);
    const files = await world.iv.rows(
      `select c.item_code, sum(f.row_count)::int as rows, count(*)::int as files
     from recheck_chunk c join exchange_file f on f.id = c.file_id where c.recheck_id = $1 group by 1 order by 1`,
      [id],
    );
    expect(files).toEqual([
      { item_code: 'CREMATION', rows: 4, files: 2 },
      { item_code: 'PAYROLL', rows: 4, files: 2 },
    ]);
    const strays =
      "select from exchange_file where direction = 'OUT' and id not in (select file_id from recheck_chunk)";
    expect(await world.iv.rows(strays)).toEqual([]);
    const known = await world.iv.rows(
      'select item_code, count(*)::int as persons from known_record group by 1 order by 1',
    );
    expect(known).toEqual([
      { item_code: 'CREMATION', persons: 4 },
      { item_code: 'PAYROLL', persons: 4 },
    ]);
    expect(await world.iv.rows('select from recheck_identity')).toEqual([]);
  },
);
