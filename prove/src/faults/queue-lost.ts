import { readFileSync } from 'node:fs';
import type { Random } from '@mz/population';
import { exactlyOnceFaults, waitFor, waitUntilDelivered } from '../checker/exactly-once.ts';
import { consumer, openPlatform, type Platform, producer } from '../platform/index.ts';
import { type Network, openNetwork } from '../platform/network.ts';
import { emptyQueue } from '../platform/queue-store.ts';
import { type Command, planCommands, sendAll } from '../workload/commands.ts';
import type { ProofOptions } from './proof.ts';

const names = ['identity', 'place-names', consumer, producer] as const;
const lanes = 8;
const leastRate = 0.9;
const mostMemoryMb = 64;

/** How large a run is. */
interface Size {
  readonly inFlight: number;
  readonly absentMs: number;
  /** Commands of a measured stretch. */
  readonly stretch: number;
}

const sizes: Readonly<Record<'long' | 'short', Size>> = {
  long: { inFlight: 20_000, absentMs: 300_000, stretch: 2_000 },
  short: { inFlight: 500, absentMs: 20_000, stretch: 150 },
};

/**
 * The queue loses everything while published events lie on it and nobody else has them, loses everything once more under
 * load, and then is away for minutes. All must be delivered, effects once, and commands go on meanwhile. Answers the faults.
 */
export async function queueLost(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const size = sizes[short ? 'short' : 'long'];
  const platform = await openPlatform(say, { names, queue });
  try {
    const network = await openNetwork(platform, names);
    const start = (name: (typeof names)[number]) => platform.start(name, network.environmentOf(name));
    for (const name of ['identity', 'place-names'] as const) await start(name);
    const { pid } = await start(producer);
    const lost = planCommands(random, size.inFlight);
    const usualRate = await sendTimed(platform, lost);
    const flushed = await losePublished(platform, size);
    if (flushed === 0) return ['no published event was on the queue, so nothing is proved'];
    say(`${flushed} events were on the queue and nowhere else when it was emptied`);
    await start(consumer);
    const busy = planCommands(random, size.stretch);
    const sending = sendAll(platform, busy, lanes);
    await made(platform, lost.length + Math.floor(size.stretch / 4));
    await emptyQueue(platform);
    await sending;
    await waitUntilDelivered(platform, deliveryMs(size));
    const absent = await whileAbsent({ platform, network, random, size, pid });
    say(
      `absent for ${size.absentMs / 1_000} s: ${absent.rate.toFixed(0)} commands a second, before ${usualRate.toFixed(0)}`,
    );
    say(`memory of ${producer}: ${absent.grownMb.toFixed(1)} MB more`);
    await waitUntilDelivered(platform, deliveryMs(size));
    await network.stop();
    const all = [...lost, ...busy, ...absent.commands];
    return [...(short ? [] : missed(absent, usualRate)), ...(await exactlyOnceFaults(platform, all))];
  } finally {
    await platform.stop();
  }
}

// The lease of a delivery without an acknowledgement is 30 s and doubles; jobs of 100 take their time.
function deliveryMs({ inFlight }: Size): number {
  return 180_000 + inFlight * 20;
}

/** Commands a second. */
async function sendTimed(platform: Platform, commands: readonly Command[]): Promise<number> {
  const start = performance.now();
  await sendAll(platform, commands, lanes);
  return (commands.length * 1_000) / (performance.now() - start);
}

function made(platform: Platform, count: number): Promise<void> {
  const statement = `(select count(*) from application) >= ${count}`;
  return waitFor(platform, { service: producer, what: 'the load under way', statement, deadlineMs: 180_000 });
}

// The consumer does not run, so all that was published is on the queue. Answers how many events were lost with it.
async function losePublished(platform: Platform, size: Size): Promise<number> {
  await waitFor(platform, {
    service: producer,
    what: 'every event on the queue',
    statement: `not exists (select from outbox_delivery where subscriber = '${consumer}' and pending)`,
    deadlineMs: deliveryMs(size),
  });
  const keys = await emptyQueue(platform);
  const inbox = await platform.rows(consumer, `select from inbox where type like '%.case.opened.%'`);
  if (keys === 0 || inbox.length > 0) return 0;
  const open = await platform.rows(
    producer,
    'select from outbox_delivery where subscriber = $1 and published_at is not null and acknowledged_at is null',
    [consumer],
  );
  return open.length;
}

interface Absence {
  readonly commands: readonly Command[];
  readonly rate: number;
  readonly grownMb: number;
}

async function whileAbsent(run: {
  platform: Platform;
  network: Network;
  random: Random;
  size: Size;
  pid: number;
}): Promise<Absence> {
  const { platform, network, random, size, pid } = run;
  const back = performance.now() + size.absentMs;
  const before = memoryMb(pid);
  for (const way of network.waysTo('queue')) way.close();
  const commands = planCommands(random, size.stretch);
  const rate = await sendTimed(platform, commands);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, back - performance.now())));
  const grownMb = memoryMb(pid) - before;
  for (const way of network.waysTo('queue')) way.open();
  return { commands, rate, grownMb };
}

function missed({ rate, grownMb }: Absence, usualRate: number): string[] {
  return [
    ...(rate >= leastRate * usualRate ? [] : [`commands went on at ${(rate / usualRate).toFixed(2)} of their rate`]),
    ...(grownMb <= mostMemoryMb ? [] : [`the memory grew by ${grownMb.toFixed(1)} MB`]),
  ];
}

function memoryMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}
