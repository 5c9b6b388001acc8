import { randomUUID } from 'node:crypto';
import { openSilentWay } from '@mz/dev-stack';
import { expect, onTestFinished, test } from 'vitest';
import { hasRedis, queueTargets, redisQueueTarget } from '../test/queues.ts';
import { silentLog } from '../test/silent-log.ts';
import { openQueue } from './open-queue.ts';
import type { EventQueue, QueueTarget } from './queue.ts';

const behaviour = { log: silentLog, deadlineMs: 2_000, silenceMs: 11_000, stalledIntervalMs: 1_000, triesPerJob: 5 };

async function opened(target: QueueTarget, triesPerJob = behaviour.triesPerJob): Promise<EventQueue> {
  const queue = await openQueue(target, { ...behaviour, triesPerJob });
  onTestFinished(() => queue.stop());
  return queue;
}

/** Resolves with the first `count` bodies of a queue. */
async function receive(queue: EventQueue, name: string, count: number): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const enough = Promise.withResolvers<unknown[]>();
  await queue.subscribe(name, async (body) => {
    bodies.push(body);
    if (bodies.length === count) enough.resolve(bodies);
  });
  return enough.promise;
}

test.each(queueTargets)(
  '%s: jobs arrive in order, and an id that is still queued is not queued twice',
  async (_kind, target) => {
    const queue = await opened(await target());
    const jobs = ['first', 'second'].map((id) => ({ id, body: { id } }));
    await queue.publish('events.people', jobs);
    await queue.publish('events.people', [...jobs, { id: 'third', body: { id: 'third' } }]);
    expect(await queue.backlog('events.people')).toMatchObject({ waiting: 3, active: 0 });
    expect(await receive(queue, 'events.people', 3)).toEqual([{ id: 'first' }, { id: 'second' }, { id: 'third' }]);
  },
);

test.each(queueTargets)(
  '%s: a finished job frees its id, and a handler that throws gets its job again',
  async (_kind, target) => {
    const queue = await opened(await target());
    const calls = { first: 0 };
    const done = Promise.withResolvers<void>();
    await queue.subscribe('events.people', async () => {
      calls.first += 1;
      if (calls.first === 1) throw new Error('the database was away');
      if (calls.first === 3) done.resolve();
      if (calls.first === 2) setImmediate(() => void publishUntilTaken());
    });
    const publishUntilTaken = async (): Promise<void> => {
      while (calls.first < 3) await queue.publish('events.people', [{ id: 'same', body: {} }]);
    };
    await queue.publish('events.people', [{ id: 'same', body: {} }]);
    await done.promise;
    expect(calls.first).toBe(3);
  },
);

test.each(queueTargets)('%s: a job that failed to its last try frees its id too', async (_kind, target) => {
  const queue = await opened(await target(), 1);
  const calls = { count: 0 };
  await queue.subscribe('events.people', async () => {
    calls.count += 1;
    throw new Error('the database is away');
  });
  // Published until it is taken: the id is free only after the failure has been written.
  while (calls.count < 3) await queue.publish('events.people', [{ id: 'same', body: {} }]);
  // One that was published while the third was at work may have been taken as well.
  expect(calls.count).toBeGreaterThanOrEqual(3);
});

test.runIf(hasRedis)('two namespaces of one store do not see each other', async () => {
  const [one, other] = [await opened(await redisQueueTarget()), await opened(await redisQueueTarget())];
  await one.publish('events.people', [{ id: randomUUID(), body: 1 }]);
  expect((await one.backlog('events.people')).waiting).toBe(1);
  expect((await other.backlog('events.people')).waiting).toBe(0);
});

test('QUEUE_UNAVAILABLE: publishing to a store that is not there ends by its deadline', async () => {
  const url = 'redis://localhost?path=/nonexistent/redis.sock';
  const queue = await openQueue({ kind: 'redis', url }, { ...behaviour, deadlineMs: 100 });
  onTestFinished(() => queue.stop());
  await expect(queue.publish('events.people', [{ id: 'one', body: {} }])).rejects.toMatchObject({
    code: 'QUEUE_UNAVAILABLE',
  });
});

test.runIf(hasRedis)(
  'a worker and a publisher whose connections stay open and say nothing any more take others',
  async () => {
    const target = await redisQueueTarget();
    const { hostname, port, searchParams } = new URL(target.url);
    const path = searchParams.get('path');
    const way = await openSilentWay(path === null ? { host: hostname, port: Number(port) } : { path });
    onTestFinished(() => way.close());
    const cut = await opened({ ...target, url: `redis://127.0.0.1:${way.port}` });
    const whole = await opened(target);
    const received = new Set<unknown>();
    await cut.subscribe('events.people', async (body) => void received.add(body));
    await cut.publish('events.people', [{ id: 'before', body: 'before' }]);
    await expect.poll(() => received.has('before'), { timeout: 60_000 }).toBe(true);
    way.silence();
    await whole.publish('events.people', [{ id: 'worked', body: 'worked' }]);
    await expect.poll(() => received.has('worked'), { timeout: 60_000 }).toBe(true);
    const published = (): Promise<boolean> =>
      cut.publish('acks.people', [{ id: 'sent', body: 'sent' }]).then(
        () => true,
        () => false,
      );
    await expect.poll(published, { timeout: 60_000 }).toBe(true);
  },
  180_000,
);
