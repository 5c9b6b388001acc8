import { personDied, personMerged } from '@mz/contracts';
import { transaction } from '@mz/db';
import { expect, test } from 'vitest';
import type { EventConsumer } from '../src/index.ts';
import { change, query } from '../src/statement.ts';
import { states } from './breakable.ts';
import { addEffect, effects, recording } from './event-database.ts';
import { aDeath, aMerge } from './sample-events.ts';
import { openSide, type Side } from './side.ts';

const scope = { division: '37', actor: 'system:payments:test' };
const hour = 3_600_000;

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
