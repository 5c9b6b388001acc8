import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testQueue } from '@mz/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProcessSetting } from './recheck-process.ts';
import { county, type RecheckWorld, startRecheckWorld } from './recheck-world.ts';

const program = fileURLToPath(new URL('recheck-process.ts', import.meta.url));

let world: RecheckWorld;
beforeAll(async () => {
  world = await startRecheckWorld();
  await world.iv.rows("update policy_parameter set value = '[12]' where key = 'recheck.MONTHLY.months'");
  await world.enrolled('carOwner', ['S-C.1', 'S-C.2']);
  await world.enrolled('wageEarner', ['S-A.1', 'S-A.2']);
});
afterAll(() => world?.stop());

/** A second process of the service on the same database; gives the signal that ended it. */
async function runUntilKilled(): Promise<string | null> {
  const { kit, database } = world.iv;
  const names = ['people', 'payments', 'agency-simulator', 'social-assistance', 'place-names'] as const;
  const urls = Object.fromEntries(names.map((name) => [name, kit.peers.urlOf(name)]));
  const tokens = { people: await kit.peers.tokenFor('people'), payments: await kit.peers.tokenFor('payments') };
  const setting = {
    databaseUrl: database?.url ?? '',
    queue: testQueue(),
    urls: urls as ProcessSetting['urls'],
    tokens,
  };
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, SETTING: JSON.stringify(setting) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = await once(child, 'exit');
  return signal;
}

async function chunks(): Promise<Record<string, unknown>[]> {
  return world.iv.rows('select part_no, item_code, state, file_id from recheck_chunk order by 1, 2');
}

async function disclosures(): Promise<number> {
  const [row] = await world.iv.rows<{ count: number }>('select count(*)::int as count from recheck_identity');
  return row?.count ?? 0;
}

test('killed by SIGKILL between two files a batch goes on at the next chunk: none is written twice, none is left out', async () => {
  // Cut by nobody yet: the process that is killed is the first to work on it. Two persons a part.
  await world.iv.rows(
    `insert into recheck (id, no, kind, division_code, as_of, items, part_size, state, started_by, started_at)
     values (gen_random_uuid(), 'RC-KILL', 'MONTHLY', $1, '2014-04-28', '{CREMATION,PAYROLL}', 2, 'CUTTING', 'test', now())`,
    [county],
  );
  expect(await runUntilKilled()).toBe('SIGKILL');
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
  // Nobody takes what a living process may hold: its lease runs out on the wall clock.
  await world.iv.rows(
    "update recheck_part set lease_until = now() - interval '1 second' where lease_owner is not null",
  );
  await world.nextHour();
  const [batch] = await world.iv.rows<{ id: string }>("select id from recheck where no = 'RC-KILL'");
  const id = batch?.id ?? '';
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
