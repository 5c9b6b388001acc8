import { caseOpened, personDied } from '@mz/contracts';
import { expect, test } from 'vitest';
import { keepForAnotherTry } from '../src/inbox-failures.ts';
import { type EventConsumer, listDeadLetters } from '../src/index.ts';
import { breakable, states } from './breakable.ts';
import { effects, recording } from './event-database.ts';
import { aDeath, aMerge } from './sample-events.ts';
import { ids, openSide } from './side.ts';

const hour = 3_600_000;

test('a poison event does not hold up the 99 events beside it, and leaves no half effect', async () => {
  const events = ids(100).map(aDeath);
  const poison = events.slice(37, 38);
  const { consumer } = breakable(poison);
  const side = await openSide({ service: 'payments', consumers: [consumer] });
  const delivered = await side.runtime.deliver(events);
  expect(delivered.filter(({ state }) => state !== 'DONE')).toMatchObject([
    { eventId: poison[0]?.id, state: 'PENDING' },
  ]);
  expect(await effects(side.database.kysely)).toHaveLength(99);
  expect(await states(side)).toEqual({ DONE: 99, PENDING: 1 });
});

test('a try before its time is not made: the pauses are 1 s, 5 s, 30 s, 120 s', async () => {
  const event = aDeath();
  const side = await openSide({ service: 'payments', consumers: [breakable([event]).consumer] });
  await side.runtime.deliver([event]);
  for (const pauseMs of [1_000, 5_000, 30_000, 120_000]) {
    expect(await side.runtime.retry()).toBe(pauseMs);
    side.clock.advanceWall(pauseMs);
    await side.runtime.retry();
  }
  expect(await states(side)).toEqual({ DEAD: 1 });
});

test('a fault that is not the event’s is not counted, and the whole batch is kept in one go', async () => {
  const peer = { down: true };
  const reads: number[] = [];
  const consumer: EventConsumer<unknown> = {
    ...recording(personDied),
    async prepare(events) {
      reads.push(events.length);
      if (peer.down) throw Object.assign(new Error('people does not answer'), { code: 'UPSTREAM_UNAVAILABLE' });
      return undefined;
    },
  };
  const isTransient = (error: unknown): boolean =>
    error instanceof Error && 'code' in error && error.code === 'UPSTREAM_UNAVAILABLE';
  const side = await openSide({ service: 'payments', consumers: [consumer], isTransient });
  await side.runtime.deliver(ids(50).map(aDeath));
  for (let attempt = 0; attempt < 20; attempt += 1) {
    side.clock.advanceWall(5_000);
    await side.runtime.retry();
  }
  expect(reads).toEqual(Array.from({ length: 21 }, () => 50));
  expect(await states(side)).toEqual({ PENDING: 50 });
  peer.down = false;
  side.clock.advanceWall(5_000);
  await side.runtime.retry();
  expect(await effects(side.database.kysely)).toHaveLength(50);
});

test('prepare reads for a batch once, outside the transaction, and its answer comes to each effect', async () => {
  const seen: unknown[] = [];
  const consumer: EventConsumer<unknown> = {
    event: personDied,
    prepare: async (events) => new Map(events.map(({ id }) => [id, `read ${id}`])),
    async apply(_trx, event, prepared) {
      seen.push((prepared as Map<string, string>).get(event.id));
      return { kind: 'done' };
    },
  };
  const side = await openSide({ service: 'payments', consumers: [consumer] });
  const events = ids(3).map(aDeath);
  await side.runtime.deliver(events);
  expect(seen).toEqual(events.map(({ id }) => `read ${id}`));
});

test('two consumers of one event act together or not at all', async () => {
  const event = aDeath();
  const failing = breakable([event]);
  const side = await openSide({ service: 'payments', consumers: [recording(personDied), failing.consumer] });
  await side.runtime.deliver([event]);
  expect(await effects(side.database.kysely)).toEqual([]);
  failing.fault.broken = false;
  side.clock.advanceWall(hour);
  await side.runtime.retry();
  expect(await effects(side.database.kysely)).toHaveLength(2);
});

test('CONSUMER_MISSING: a subscribed event without a consumer is kept as a dead letter at once', async () => {
  const side = await openSide({ service: 'payments', consumers: [recording(personDied)] });
  const delivered = await side.runtime.deliver([aMerge('kept', 'dropped'), aDeath()]);
  expect(delivered.map(({ state }) => state)).toEqual(['DEAD', 'DONE']);
  expect(await listDeadLetters(side.database.kysely, { limit: 10 })).toMatchObject([{ errorCode: 'CONSUMER_MISSING' }]);
});

test('CONSUMER_NOT_SUBSCRIBED: a consumer that no event would reach is refused when the service is built', async () => {
  await expect(openSide({ service: 'payments', consumers: [recording(caseOpened)] })).rejects.toMatchObject({
    code: 'CONSUMER_NOT_SUBSCRIBED',
  });
});

test('one event delivered by eight hands at once has one effect', async () => {
  const side = await openSide({ service: 'payments', consumers: [recording(personDied)] });
  const events = ids(20).map(aDeath);
  const hands = Array.from({ length: 8 }, (_, hand) =>
    side.runtime.deliver(hand % 2 === 0 ? events : events.toReversed()),
  );
  const all = (await Promise.all(hands)).flat();
  expect(all.filter(({ state }) => state === 'DONE')).toHaveLength(20);
  expect(all.filter(({ state }) => state === 'DUPLICATE')).toHaveLength(140);
  expect(await effects(side.database.kysely)).toHaveLength(20);
});

test('due events that two processes try at once have their effect once', async () => {
  const events = ids(10).map(aDeath);
  const { consumer, fault } = breakable(events);
  const first = await openSide({ service: 'payments', consumers: [consumer] });
  const second = await openSide({
    service: 'payments',
    consumers: [consumer],
    database: first.database,
    clock: first.clock,
  });
  await first.runtime.deliver(events);
  fault.broken = false;
  first.clock.advanceWall(hour);
  await Promise.all([first.runtime.retry(), second.runtime.retry(), first.runtime.retry(), second.runtime.retry()]);
  expect(await effects(first.database.kysely)).toHaveLength(10);
  expect(await states(first)).toEqual({ DONE: 10 });
});

test('a failure that is noted after a twin has settled the event changes nothing', async () => {
  const event = aDeath();
  const side = await openSide({ service: 'payments', consumers: [recording(personDied)] });
  await side.runtime.deliver([event]);
  const failed = { note: { code: 'X', errorClass: 'Error:X' }, now: side.clock.wall(), counted: true };
  expect(await keepForAnotherTry(side.database.kysely, [event], failed)).toEqual([]);
  expect(await states(side)).toEqual({ DONE: 1 });
});
