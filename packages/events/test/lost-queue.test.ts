import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personDied } from '@mz/contracts';
import { type RunningQueue, startQueue } from '@mz/dev-stack';
import { Redis } from 'ioredis';
import { expect, inject, onTestFinished, test } from 'vitest';
import { effects, recording } from './event-database.ts';
import { hasRedis } from './queues.ts';
import { aDeath } from './sample-events.ts';
import { ids, openSide } from './side.ts';

const leaseAndMore = 31_000;

/** A Redis of its own, so that it can be emptied without harm to other tests. */
async function ownRedis(): Promise<RunningQueue> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-lost-queue-'));
  const running = await startQueue({ dataDir, log: () => undefined, adminUrl: inject('postgresUrl') });
  onTestFinished(async () => {
    await running.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return running;
}

async function flushAll(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  await redis.quit();
}

test.runIf(hasRedis)(
  'FLUSHALL with events queued and acknowledgements under way loses nothing and doubles nothing',
  async () => {
    const redis = await ownRedis();
    const queue = { kind: 'redis', url: redis.url } as const;
    const producer = await openSide({ service: 'people', queue });
    const consumer = await openSide({ service: 'payments', queue, consumers: [recording(personDied)] });
    const events = ids(300).map(aDeath);

    // The first 100 are consumed and their acknowledgement is lost; the rest is lost on the queue.
    await consumer.runtime.start();
    await producer.publish(events.slice(0, 100));
    await producer.runtime.relay();
    await expect.poll(async () => (await effects(consumer.database.kysely)).length, { timeout: 10_000 }).toBe(100);
    await consumer.runtime.settle(10_000);
    await consumer.runtime.stop();
    await producer.publish(events.slice(100));
    await producer.runtime.relay();
    expect((await producer.runtime.stats()).outbox).toMatchObject({ pending: 0, unacknowledged: 300 });
    await flushAll(redis.url);

    const second = await openSide({
      service: 'payments',
      queue,
      database: consumer.database,
      consumers: [recording(personDied)],
    });
    await Promise.all([producer.runtime.start(), second.runtime.start()]);
    expect(await producer.runtime.reconcile()).toBe(0);
    producer.clock.advanceWall(leaseAndMore);
    expect(await producer.runtime.reconcile()).toBe(300);
    await producer.runtime.settle(20_000);
    const found = (await effects(consumer.database.kysely)).map(({ eventId }) => eventId);
    expect(found.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
  },
);

test.runIf(hasRedis)(
  'a command commits while the queue is away, and its event leaves when the queue is back',
  async () => {
    const redis = await ownRedis();
    const away = { kind: 'redis', url: 'redis://localhost?path=/nonexistent/redis.sock' } as const;
    const settings = { queueDeadlineMs: 100 };
    const cut = await openSide({ service: 'people', queue: away, settings });
    await cut.publish([aDeath()]);
    await expect(cut.runtime.relay()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect((await cut.runtime.stats()).queue).toBeUndefined();
    expect((await cut.runtime.stats()).outbox.pending).toBe(1);

    const queue = { kind: 'redis', url: redis.url } as const;
    const producer = await openSide({ service: 'people', queue, database: cut.database });
    const consumer = await openSide({ service: 'payments', queue, consumers: [recording(personDied)] });
    await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
    await producer.runtime.settle(10_000);
    expect(await effects(consumer.database.kysely)).toHaveLength(1);
  },
);
