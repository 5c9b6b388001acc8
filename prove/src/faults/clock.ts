import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@mz/population';
import { openPlatform, type Platform } from '../platform/index.ts';
import { connectAdmin, type Instance, startInstance, startSpare } from '../platform/spare.ts';
import type { ProofOptions } from './proof.ts';

const service = 'payments';
/** A job whose table is locked by the proof, and one that goes on meanwhile. */
const [held, free] = ['holds.escalate', 'appropriations.warn'];
const heldTable = 'hold';
const minuteMs = 60_000;
const deadlineMs = 120_000;
const pollMs = 50;

interface Watched {
  readonly platform: Platform;
  readonly ahead: Instance;
  setShift(ms: number): void;
}

/**
 * Two processes run one service's scheduled jobs; the clock of one is ten minutes ahead, ten minutes behind, and put back by
 * an hour while it runs. Each slot of a job is taken once, also while another process has it in work. Answers the faults.
 */
export async function clock(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mz-clock-'));
  const platform = await openPlatform(say, { names: ['identity', 'place-names', service], queue });
  const instances: Instance[] = [];
  try {
    const file = join(folder, 'shift');
    const setShift = (ms: number): void => writeFileSync(file, String(ms));
    for (const name of ['identity', 'place-names'] as const) await platform.start(name);
    instances.push(await startInstance(platform, service, { BUSINESS_CLOCK: 'wall' }));
    setShift(10 * minuteMs);
    const preload = new URL('../platform/shifted-clock.ts', import.meta.url).href;
    const environment = { BUSINESS_CLOCK: 'wall', CLOCK_SHIFT_FILE: file, NODE_OPTIONS: `--import=${preload}` };
    await watchSlots(platform);
    const shifts = short ? [10, -60] : [10, -10, -60, ...Array.from({ length: 17 }, () => random.int(-60, 10))];
    const faults: string[] = [];
    for (const minutes of shifts) {
      const ahead = instances[1] ?? (await startSpare(platform, service, { environment }));
      instances[1] = ahead;
      setShift(minutes * minuteMs);
      await playSlot({ platform, ahead, setShift }, minutes);
      say(`a clock ${minutes} minutes off: each slot taken once so far`);
    }
    return [...faults, ...(await slotsTwice(platform))];
  } finally {
    for (const { process } of instances) await process.stop();
    await platform.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Every taking of a slot is written down, whoever takes it. */
async function watchSlots(platform: Platform): Promise<void> {
  await platform.rows(
    service,
    `create table slot_taken (name text, slot timestamptz, owner uuid, failures int);
     create function note_slot() returns trigger language plpgsql security definer as $$
     begin
       insert into slot_taken values (new.name, new.next_run_at, new.lease_owner, new.failures);
       return null;
     end $$;
     create trigger note_slot after update on schedule for each row
       when (new.lease_owner is not null and new.lease_owner is distinct from old.lease_owner)
       execute function note_slot()`,
  );
}

/** One process has the slot in work when the other, whose clock is off, looks for work and takes another job. */
async function playSlot({ platform, setShift }: Watched, minutes: number): Promise<void> {
  const locker = await connectAdmin(platform, service);
  try {
    await locker.query('begin');
    await locker.query(`lock table ${heldTable} in access exclusive mode`);
    // Due for every clock, also for one that is an hour behind.
    await makeDue(platform, held);
    await until(platform, `exists (select from schedule where name = '${held}' and lease_owner is not null)`);
    await makeDue(platform, free);
    await until(
      platform,
      `exists (select from slot_taken t join schedule s using (name) where name = '${free}' and s.lease_owner is null
         and s.last_run_at = t.slot and t.owner <> (select lease_owner from schedule where name = '${held}'))
       or not exists (select from schedule where name = '${held}' and lease_owner is not null)`,
    );
    await locker.query('commit');
  } finally {
    await locker.end();
  }
  await until(platform, `not exists (select from schedule where lease_owner is not null)`);
  // Back by an hour in the middle of its work, and forward again.
  setShift((minutes - 60) * minuteMs);
  await makeDue(platform, free);
  await until(platform, `exists (select from schedule where name = '${free}' and next_run_at > now())`);
  setShift(minutes * minuteMs);
}

/** A slot is a moment of the services' clock, which knows milliseconds. */
async function makeDue(platform: Platform, name: string): Promise<void> {
  await platform.rows(
    service,
    `update schedule set next_run_at = date_trunc('milliseconds', clock_timestamp()) - interval '3 hours', retry_at = null where name = $1`,
    [name],
  );
}

async function slotsTwice(platform: Platform): Promise<string[]> {
  const rows = await platform.rows<{ fault: string }>(
    service,
    `select name || ' at ' || slot || ' was taken ' || count(*) || ' times' as fault from slot_taken
     where slot <> date_trunc('minute', slot) group by name, slot having count(*) > 1
     union all select 'job ' || name || ' failed: ' || last_error from schedule where failures > 0
     union all select 'no slot was taken' where not exists (select from slot_taken)`,
  );
  return rows.map(({ fault }) => fault);
}

async function until(platform: Platform, condition: string): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const [row] = await platform.rows<{ yes: boolean }>(service, `select (${condition}) as yes`);
    if (row?.yes === true) return;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs / 1_000} s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
