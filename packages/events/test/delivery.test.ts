import { type PlatformEvent, personDied } from '@mz/contracts';
import { expect, test } from 'vitest';
import type { CrashPointName } from '../src/index.ts';
import { openQueue } from '../src/open-queue.ts';
import { eventQueueOf } from '../src/relay.ts';
import { query } from '../src/statement.ts';
import { effects, recording } from './event-database.ts';
import { anyQueueTarget, queueTargets } from './queues.ts';
import { aDeath } from './sample-events.ts';
import { ids, openSide, type Side, type SideOptions } from './side.ts';
import { silentLog } from './silent-log.ts';

const leaseAndMore = 31_000;

async function twoSides(queue: () => Promise<SideOptions['queue']>, options: Partial<SideOptions> = {}) {
  const target = await queue();
  const shared = { ...options, ...(target === undefined ? {} : { queue: target }) };
  const producer = await openSide({ ...shared, service: 'people' });
  const consumer = await openSide({ ...shared, service: 'payments', consumers: [recording(personDied)] });
  return { producer, consumer };
}

async function expectEachOnce(consumer: Side, events: readonly PlatformEvent[]): Promise<void> {
  const found = (await effects(consumer.database.kysely)).map(({ eventId }) => eventId);
  expect(found.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
}

/** Fails at each of these moments once, as a process that dies there would. */
function failingOnceAt(...names: CrashPointName[]) {
  const left = new Set<CrashPointName>(names);
  return (name: CrashPointName): void => {
    if (left.delete(name)) throw new Error(`died at ${name}`);
  };
}

test.each(queueTargets)(
  '%s: each of 250 events has its effect once, and the producer learns it',
  async (_kind, queue) => {
    const { producer, consumer } = await twoSides(queue);
    const events = ids(250).map(aDeath);
    await producer.publish(events);
    await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
    await producer.runtime.settle(60_000);
    await expectEachOnce(consumer, events);
    await consumer.runtime.settle(60_000);
    expect((await producer.runtime.stats()).outbox).toEqual({ pending: 0, unacknowledged: 0, oldestAgeMs: undefined });
  },
);

test.each(queueTargets)('%s: a commit is noticed by notification, without a poll', async (_kind, queue) => {
  const { producer, consumer } = await twoSides(queue);
  await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
  for (const event of ids(3).map(aDeath)) {
    await producer.publish([event]);
    // `settle` wakes the loops itself: only the notification counts here.
    await expect.poll(() => producer.runtime.isIdle(), { timeout: 60_000, interval: 10 }).toBe(true);
  }
  expect(await effects(consumer.database.kysely)).toHaveLength(3);
});

test.each(queueTargets)(
  '%s: of writers that commit at once none is left lying without a poll',
  async (_kind, queue) => {
    const { producer, consumer } = await twoSides(queue);
    await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
    const events = ids(200).map(aDeath);
    await Promise.all(events.map((event) => producer.publish([event])));
    await expect.poll(() => producer.runtime.isIdle(), { timeout: 60_000, interval: 20 }).toBe(true);
    await expectEachOnce(consumer, events);
  },
);

test.each(queueTargets)('%s: an event that is published again and again has one effect', async (_kind, queue) => {
  const { producer, consumer } = await twoSides(queue);
  const events = ids(120).map(aDeath);
  await producer.publish(events);
  await producer.runtime.relay();
  // Nobody has acknowledged: each lease publishes all of it again, and a job still queued is not doubled.
  for (let lease = 0; lease < 3; lease += 1) {
    producer.clock.advanceWall(leaseAndMore * 2 ** lease);
    expect(await producer.runtime.reconcile()).toBe(120);
    expect(await producer.runtime.relay()).toBe(120);
  }
  expect((await consumer.runtime.stats()).queue).toMatchObject({ waiting: 2 });
  await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
  await producer.runtime.settle(60_000);
  expect(await consumer.runtime.deliver(events.slice(0, 2))).toEqual(
    events.slice(0, 2).map(({ id }) => ({ eventId: id, state: 'DUPLICATE' })),
  );
  await expectEachOnce(consumer, events);
});

test.each([
  'relay.before-publish',
  'relay.after-publish',
  'consumer.before-commit',
  'consumer.after-commit',
  'acknowledgement.before-mark',
] as const)('a death at %s loses no event and doubles none', async (moment) => {
  const { producer, consumer } = await twoSides(anyQueueTarget, {
    crashPoint: failingOnceAt(moment),
    settings: { retry: { attempts: 5, pausesMs: [0], transientPauseMs: 0 } },
  });
  const events = ids(3).map(aDeath);
  await producer.publish(events);
  await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
  await producer.runtime.settle(60_000);
  await consumer.runtime.settle(60_000);
  await expectEachOnce(consumer, events);
});

test('a relay that dies between adding and marking leaves its rows pending, and its job is not doubled', async () => {
  const target = await anyQueueTarget();
  const producer = await openSide({
    service: 'people',
    queue: target,
    crashPoint: failingOnceAt('relay.after-publish'),
  });
  await producer.publish(ids(5).map(aDeath));
  await expect(producer.runtime.relay()).rejects.toThrow('died at relay.after-publish');
  expect((await producer.runtime.stats()).outbox.pending).toBe(5);
  expect(await producer.runtime.relay()).toBe(5);
  const consumer = await openSide({ service: 'payments', queue: target, consumers: [recording(personDied)] });
  expect((await consumer.runtime.stats()).queue).toMatchObject({ waiting: 1 });
});

test('two relays at once put each event on the queue once', async () => {
  const target = await anyQueueTarget();
  const first = await openSide({ service: 'people', queue: target });
  const second = await openSide({ service: 'people', queue: target, database: first.database });
  const events = ids(2_400).map(aDeath);
  await first.publish(events);
  const drain = async (side: Side): Promise<number> => {
    const taken = await side.runtime.relay();
    return taken === 0 ? 0 : taken + (await drain(side));
  };
  const [byFirst, bySecond] = await Promise.all([drain(first), drain(second)]);
  expect(byFirst + bySecond).toBe(2_400);

  const reader = await openQueue(target, {
    log: silentLog,
    deadlineMs: 2_000,
    silenceMs: 20_000,
    stalledIntervalMs: 2_000,
    triesPerJob: 5,
  });
  const seen: string[] = [];
  const all = Promise.withResolvers<void>();
  await reader.subscribe(eventQueueOf('payments'), async (body) => {
    seen.push(...(body as { events: PlatformEvent[] }).events.map(({ id }) => id));
    if (seen.length >= events.length) all.resolve();
  });
  await all.promise;
  await reader.stop();
  expect(seen.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
});

test('a job carries at most 100 events of one subscriber', async () => {
  const target = await anyQueueTarget();
  const producer = await openSide({ service: 'people', queue: target });
  await producer.publish(ids(201).map(aDeath));
  await producer.runtime.relay();
  const jobs = await query<{ count: number }>(
    producer.database.kysely,
    'select count(*)::int as count from outbox_delivery group by job_id order by 1',
  );
  expect(jobs).toEqual([{ count: 1 }, { count: 100 }, { count: 100 }]);
});
