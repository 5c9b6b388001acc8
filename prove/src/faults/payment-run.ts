import type { Random } from '@mz/population';
import { openPlatform, type Platform } from '../platform/index.ts';
import { type Instance, startInstance, startSpare } from '../platform/spare.ts';
import { paymentFaults } from './payment-checks.ts';
import { fillProvince, type Offices, openOffices, runMonth, stepNames } from './payment-month.ts';
import type { ProofOptions } from './proof.ts';

const names = ['identity', 'place-names', 'social-assistance', 'payments'] as const;
/** Months of the development clock's year; the first runs without faults and says how long each step takes. */
const months = ['2014-01', '2014-02', '2014-03', '2014-04', '2014-05'];
const settleDeadlineMs = 180_000;
const pollMs = 100;

interface Kill {
  readonly step: number;
  readonly target: number;
  /** Of the time that the step takes without faults. */
  readonly fraction: number;
}

/**
 * A payment run whose processes are killed at random points while two payments processes work and each command is sent
 * twice at once: one REGULAR line per enrolment and month, the total to the fen, the books even. Answers the faults.
 */
export async function paymentRun(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const platform = await openPlatform(say, { names, queue });
  const instances: Instance[] = [];
  try {
    await fillProvince(platform, short ? 300 : 2_000);
    for (const name of ['identity', 'place-names'] as const) await platform.start(name);
    instances.push(await startInstance(platform, 'social-assistance'), await startInstance(platform, 'payments'));
    instances.push(await startSpare(platform, 'payments'));
    const offices = await openOffices(platform);
    const run = short ? months.slice(0, 2) : months;
    const [first = '', ...others] = run;
    const quiet = await runMonth(platform, offices, { month: first, entered: () => undefined });
    say(`${first} without faults: ${quiet.map((ms, step) => `${stepNames[step]} ${ms.toFixed(0)} ms`).join(', ')}`);
    const killsAMonth = short ? 4 : 5;
    for (const month of others) {
      const kills = planKills(random, killsAMonth, instances.length);
      await runUnderFire({ platform, offices, month, instances, kills, quiet, say });
    }
    await settle(platform);
    return await paymentFaults(platform, run);
  } finally {
    for (const { process } of instances) await process.stop();
    await platform.stop();
  }
}

function planKills(random: Random, count: number, targets: number): Kill[] {
  return Array.from({ length: count }, () => ({
    step: random.int(0, stepNames.length - 1),
    target: random.int(0, targets - 1),
    fraction: random.int(0, 99) / 100,
  }));
}

interface Fire {
  readonly platform: Platform;
  readonly offices: Offices;
  readonly month: string;
  readonly instances: readonly Instance[];
  readonly kills: readonly Kill[];
  readonly quiet: readonly number[];
  readonly say: (line: string) => void;
}

async function runUnderFire({ platform, offices, month, instances, kills, quiet, say }: Fire): Promise<void> {
  const chains = new Map<Instance, Promise<void>>();
  const failures: unknown[] = [];
  const entered = (step: number): void => {
    for (const kill of kills.filter((planned) => planned.step === step)) {
      const instance = instances[kill.target];
      if (instance === undefined) throw new Error('a kill without a target');
      const afterMs = kill.fraction * (quiet[step] ?? 0);
      say(`${month}: kill -9 of ${instance.name} ${instance.url}, ${afterMs.toFixed(0)} ms into ${stepNames[step]}`);
      const before = chains.get(instance) ?? Promise.resolve();
      chains.set(
        instance,
        before.then(() => killAfter(instance, afterMs)).catch((error: unknown) => void failures.push(error)),
      );
    }
  };
  const took = await runMonth(platform, offices, { month, entered });
  await Promise.all(chains.values());
  if (failures.length > 0) throw failures[0];
  say(`${month}: booked in ${(took.reduce((sum, ms) => sum + ms, 0) / 1_000).toFixed(1)} s`);
}

async function killAfter(instance: Instance, ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await instance.process.kill();
  await instance.restart();
}

/** All that was published has arrived, both ways. */
async function settle(platform: Platform): Promise<void> {
  const until = performance.now() + settleDeadlineMs;
  const open = `select count(*)::int as open from outbox_delivery d where acknowledged_at is null
    and subscriber in ('social-assistance', 'payments')`;
  for (;;) {
    const rows = [
      ...(await platform.rows<{ open: number }>('social-assistance', open)),
      ...(await platform.rows<{ open: number }>('payments', open)),
    ];
    if (rows.every((row) => row.open === 0)) return;
    if (performance.now() > until) throw new Error(`events are not delivered in ${settleDeadlineMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
