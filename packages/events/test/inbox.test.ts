import { caseChanged, caseClosed, caseOpened, type PlatformEvent, personDied, personMerged } from '@mz/contracts';
import { transaction } from '@mz/db';
import { expect, test } from 'vitest';
import { keepForAnotherTry } from '../src/inbox-failures.ts';
import {
  discardDeadLetter,
  type EventConsumer,
  findDeadLetter,
  listDeadLetters,
  replayDeadLetter,
} from '../src/index.ts';
import { change, query } from '../src/statement.ts';
import { addEffect, effects, recording } from './event-database.ts';
import { aCase, aCaseClosed, aDeath, aMerge } from './sample-events.ts';
import { ids, openSide, type Side } from './side.ts';

const scope = { division: '37', actor: 'system:payments:test' };
const hour = 3_600_000;

/** Fails for the given events, after having written their effect, as long as it is broken. */
function breakable(poison: readonly PlatformEvent[]) {
  const poisoned = new Set(poison.map(({ id }) => id));
  const fault = { broken: true };
  const consumer: EventConsumer<unknown> = {
    event: personDied,
    async apply(trx, event) {
      await addEffect(trx, event);
      if (fault.broken && poisoned.has(event.id)) throw Object.assign(new Error('of 370100…'), { code: 'FUND_CLOSED' });
      return { kind: 'done' };
    },
  };
  return { consumer, fault };
}

async function states(side: Side): Promise<Record<string, number>> {
  const rows = await query<{ state: string; count: number }>(
    side.database.kysely,
    'select state, count(*)::int as count from inbox group by state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Lets all tries of an event pass. */
async function tryToTheEnd(side: Side): Promise<void> {
  for (let attempt = 1; attempt < 5; attempt += 1) {
    side.clock.advanceWall(hour);
    await side.runtime.retry();
  }
}

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

test('an event that fails five times is a dead letter with codes and no message; replayed, it has its effect once', async () => {
  const event = aDeath();
  const { consumer, fault } = breakable([event]);
  const side = await openSide({ service: 'payments', consumers: [consumer] });
  const db = side.database.kysely;
  await side.runtime.deliver([event]);
  await tryToTheEnd(side);
  const [letter] = await listDeadLetters(db, { state: 'OPEN', limit: 10 });
  expect(letter).toMatchObject({
    eventId: event.id,
    attempts: 5,
    errorCode: 'FUND_CLOSED',
    firstError: 'Error:FUND_CLOSED',
    lastError: 'Error:FUND_CLOSED',
  });
  const id = letter?.id ?? '';
  expect(await findDeadLetter(db, id)).toMatchObject({ event });
  expect(await side.runtime.isIdle()).toBe(true);
  expect(await side.runtime.health()).toContainEqual({ name: 'dead-letters', status: 'warn', detail: '1 open' });

  fault.broken = false;
  const verdict = { actor: 'staff-7', now: side.clock.wall() };
  expect(await replayDeadLetter(db, id, verdict)).toMatchObject({ ok: true, value: { state: 'REPLAYED' } });
  await side.runtime.retry();
  expect((await effects(db)).map(({ eventId }) => eventId)).toEqual([event.id]);
  expect(await replayDeadLetter(db, id, verdict)).toEqual({ ok: false, code: 'DEAD_LETTER_DECIDED' });
  expect(await side.runtime.deliver([event])).toEqual([{ eventId: event.id, state: 'DUPLICATE' }]);
});

test('a replayed event that fails again dies again, as a second dead letter', async () => {
  const event = aDeath();
  const side = await openSide({ service: 'payments', consumers: [breakable([event]).consumer] });
  const db = side.database.kysely;
  await side.runtime.deliver([event]);
  await tryToTheEnd(side);
  const [first] = await listDeadLetters(db, { limit: 10 });
  await replayDeadLetter(db, first?.id ?? '', { actor: 'staff-7', now: side.clock.wall() });
  await side.runtime.retry();
  await tryToTheEnd(side);
  const letters = await listDeadLetters(db, { limit: 10 });
  expect(letters.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
    { state: 'OPEN', attempts: 5 },
    { state: 'REPLAYED', attempts: 5 },
  ]);
});

test('a discarded event never has its effect; REASON_REQUIRED, DEAD_LETTER_UNKNOWN', async () => {
  const event = aDeath();
  const { consumer, fault } = breakable([event]);
  const side = await openSide({ service: 'payments', consumers: [consumer] });
  const db = side.database.kysely;
  await side.runtime.deliver([event]);
  await tryToTheEnd(side);
  fault.broken = false;
  const [letter] = await listDeadLetters(db, { limit: 10 });
  const verdict = { actor: 'staff-7', now: side.clock.wall(), reason: 'paid by hand' };
  expect(await discardDeadLetter(db, letter?.id ?? '', { ...verdict, reason: ' ' })).toEqual({
    ok: false,
    code: 'REASON_REQUIRED',
  });
  expect(await discardDeadLetter(db, event.id, verdict)).toEqual({ ok: false, code: 'DEAD_LETTER_UNKNOWN' });
  expect(await discardDeadLetter(db, letter?.id ?? '', verdict)).toMatchObject({ ok: true });
  await tryToTheEnd(side);
  expect(await effects(db)).toEqual([]);
  expect(await side.runtime.deliver([event])).toMatchObject([{ state: 'DUPLICATE' }]);
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

// A merge waits until the kept person is known; whoever makes a person known wakes `person:<id>`.
const mergeConsumer: EventConsumer<unknown> = {
  event: personMerged,
  async apply(trx, event) {
    await addEffect(trx, event);
    const known = await query(trx, 'select 1 from known_person where person_id = $1', [event.subject]);
    return known.length === 0 ? { kind: 'waiting', for: `person:${event.subject}` } : { kind: 'done' };
  },
};

function makeKnown(side: Side, personId: string, beforeCommit: () => Promise<void> = async () => undefined) {
  return transaction(side.database, scope, async (trx) => {
    await change(trx, 'insert into known_person (person_id) values ($1)', [personId]);
    await side.runtime.wake(trx, `person:${personId}`);
    await beforeCommit();
  });
}

test('an event whose cause is unknown waits without a counted try, and is applied once its cause has come', async () => {
  const side = await openSide({ service: 'payments', consumers: [mergeConsumer, recording(personDied)] });
  const events = [aMerge('early', 'x'), aDeath(), aMerge('other', 'y')];
  const delivered = await side.runtime.deliver(events);
  expect(delivered.map(({ state }) => state)).toEqual(['WAITING', 'DONE', 'WAITING']);
  expect(await effects(side.database.kysely)).toHaveLength(1);
  expect(await side.runtime.isIdle()).toBe(true);

  await makeKnown(side, 'early');
  expect(await side.runtime.isIdle()).toBe(false);
  await side.runtime.retry();
  expect(await states(side)).toEqual({ DONE: 2, WAITING: 1 });
  expect((await effects(side.database.kysely)).map(({ eventId }) => eventId)).toEqual([events[1]?.id, events[0]?.id]);
  expect(await query(side.database.kysely, `select attempts from inbox where waiting_for is not null`)).toEqual([
    { attempts: 0 },
  ]);
});

test('a cause that is being committed while its event is put to wait is not missed', async () => {
  const side = await openSide({ service: 'payments', consumers: [mergeConsumer] });
  let delivery: ReturnType<Side['runtime']['deliver']> | undefined;
  await makeKnown(side, 'early', async () => {
    // The event cannot see the person yet; it must wait for this transaction before it waits in the inbox.
    delivery = side.runtime.deliver([aMerge('early', 'x')]);
    const blocked = `select 1 from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    await expect.poll(() => query(side.database.kysely, blocked), { timeout: 10_000, interval: 5 }).toHaveLength(1);
  });
  expect(await delivery).toMatchObject([{ state: 'DONE' }]);
  expect(await effects(side.database.kysely)).toHaveLength(1);
});

test('a rolled-back cause wakes nobody', async () => {
  const side = await openSide({ service: 'payments', consumers: [mergeConsumer] });
  await side.runtime.deliver([aMerge('early', 'x')]);
  const failed = makeKnown(side, 'early', () => Promise.reject(new Error('the command failed')));
  await expect(failed).rejects.toThrow('the command failed');
  expect(await states(side)).toEqual({ WAITING: 1 });
});

test('an event that waits for more than an hour is told by the health check', async () => {
  const side = await openSide({ service: 'payments', consumers: [mergeConsumer] });
  await side.runtime.deliver([aMerge('early', 'x')]);
  const check = async () => (await side.runtime.health()).find(({ name }) => name === 'waiting-events')?.status;
  side.clock.advanceWall(hour);
  expect(await check()).toBe('pass');
  side.clock.advanceWall(1);
  expect(await check()).toBe('warn');
});

const caseConsumers = [caseOpened, caseChanged, caseClosed].map(recording);

test('STATE: an older version that comes late is passed over, also under another type of its aggregate', async () => {
  const side = await openSide({ service: 'people', consumers: caseConsumers });
  await side.runtime.deliver([aCase('opened', 'c-1', 1)]);
  await side.runtime.deliver([aCaseClosed('c-1', 3)]);
  const late = await side.runtime.deliver([aCase('changed', 'c-1', 2), aCase('changed', 'c-2', 2)]);
  expect(late.map(({ state }) => state)).toEqual(['SKIPPED', 'DONE']);
  const found = (await effects(side.database.kysely)).map(({ subject, version }) => `${subject} v${version}`);
  expect(found).toEqual(['c-1 v1', 'c-1 v3', 'c-2 v2']);
});

test('STATE: of one batch only the highest version of a subject is applied, whatever its order', async () => {
  const side = await openSide({ service: 'people', consumers: caseConsumers });
  const batch = [aCase('changed', 'c-1', 3), aCase('opened', 'c-1', 1), aCase('changed', 'c-1', 2)];
  expect((await side.runtime.deliver(batch)).map(({ state }) => state)).toEqual(['DONE', 'SKIPPED', 'SKIPPED']);
});

test('STATE: a version that failed does not shadow the tries of the same version', async () => {
  const event = aCase('opened', 'c-1', 4);
  const fault = { broken: true };
  const consumer: EventConsumer<unknown> = {
    event: caseOpened,
    async apply(trx, arrived) {
      if (fault.broken) throw new Error('broken');
      await addEffect(trx, arrived);
      return { kind: 'done' };
    },
  };
  const side = await openSide({ service: 'people', consumers: [consumer] });
  await side.runtime.deliver([event]);
  fault.broken = false;
  side.clock.advanceWall(hour);
  await side.runtime.retry();
  expect(await effects(side.database.kysely)).toMatchObject([{ subject: 'c-1', version: 4 }]);
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
