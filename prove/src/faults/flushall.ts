import type { Random } from '@mz/population';
import { Redis } from 'ioredis';
import { planCommands, sendAll } from '../commands.ts';
import { exactlyOnceFaults, waitFor, waitUntilDelivered } from '../exactly-once.ts';
import { consumer, openPlatform, type Platform, producer } from '../platform.ts';
import type { ProofOptions } from '../proof.ts';

const publishDeadlineMs = 30_000;
// The lease of a delivery without an acknowledgement is 30 s, and the reconciler looks every 10 s.
const deliveryDeadlineMs = 150_000;

/**
 * The queue is emptied (FLUSHALL) while published events lie on it and nobody has them, and once more under load with the
 * consumer at work; the producer's reconciler must publish again what was lost. Answers the faults.
 */
export async function flushAll(random: Random, { say }: ProofOptions): Promise<string[]> {
  const platform = await openPlatform(say);
  try {
    for (const name of ['identity', 'place-names', producer] as const) await platform.start(name);
    const lost = planCommands(random, random.int(20, 60));
    await sendAll(platform, lost, 4);
    const flushed = await flushPublished(platform);
    if (flushed === 0) return ['no published event was on the queue, so nothing is proved'];
    say(`${flushed} events were on the queue and nowhere else when it was emptied`);
    await platform.start(consumer);
    const busy = planCommands(random, random.int(40, 80));
    const sending = sendAll(platform, busy, 8);
    await waitFor(platform, {
      service: producer,
      what: 'the load under way',
      statement: `(select count(*) from application) > ${lost.length + 5}`,
      deadlineMs: publishDeadlineMs,
    });
    await flush(platform);
    await sending;
    await waitUntilDelivered(platform, deliveryDeadlineMs);
    say(`${lost.length + busy.length} commands, the queue emptied twice`);
    return await exactlyOnceFaults(platform, [...lost, ...busy]);
  } finally {
    await platform.stop();
  }
}

// The consumer does not run, so all that was published is on the queue. Answers how many events the flush took away.
async function flushPublished(platform: Platform): Promise<number> {
  await waitFor(platform, {
    service: producer,
    what: 'every event on the queue',
    statement: `not exists (select from outbox_delivery where subscriber = '${consumer}' and pending)`,
    deadlineMs: publishDeadlineMs,
  });
  const keys = await flush(platform);
  const inbox = await platform.rows(consumer, `select from inbox where type like '%.case.opened.%'`);
  if (keys === 0 || inbox.length > 0) return 0;
  const open = await platform.rows(
    producer,
    'select from outbox_delivery where subscriber = $1 and published_at is not null and acknowledged_at is null',
    [consumer],
  );
  return open.length;
}

async function flush(platform: Platform): Promise<number> {
  const redis = new Redis(platform.queue.url);
  try {
    const keys = await redis.dbsize();
    await redis.flushall();
    return keys;
  } finally {
    redis.disconnect();
  }
}
