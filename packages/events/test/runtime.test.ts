import { personDied } from '@mz/contracts';
import { expect, test } from 'vitest';
import type { EventConsumer } from '../src/index.ts';
import { query } from '../src/statement.ts';
import { addEffect, effects, recording } from './event-database.ts';
import { anyQueueTarget } from './queues.ts';
import { aDeath } from './sample-events.ts';
import { ids, openSide } from './side.ts';

test('stopping lets the job in work end, takes no other, and loses none', async () => {
  const queue = await anyQueueTarget();
  const began = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const slow: EventConsumer<unknown> = {
    event: personDied,
    async apply(trx, event) {
      began.resolve();
      await end.promise;
      await addEffect(trx, event);
      return { kind: 'done' };
    },
  };
  const producer = await openSide({ service: 'people', queue });
  const stopped = await openSide({ service: 'payments', queue, consumers: [slow] });
  const events = ids(150).map(aDeath);
  await producer.publish(events);
  await Promise.all([producer.runtime.start(), stopped.runtime.start()]);
  await began.promise;
  expect(await stopped.runtime.isIdle()).toBe(false);
  const stopping = stopped.runtime.stop();
  end.resolve();
  await stopping;
  expect(await effects(stopped.database.kysely)).toHaveLength(100);

  const { database } = stopped;
  const next = await openSide({ service: 'payments', queue, database, consumers: [recording(personDied)] });
  await next.runtime.start();
  await producer.runtime.settle(20_000);
  expect(await effects(database.kysely)).toHaveLength(150);
});

test('a lost LISTEN connection comes back, and what was committed meanwhile leaves', async () => {
  const queue = await anyQueueTarget();
  const producer = await openSide({ service: 'people', queue });
  const consumer = await openSide({ service: 'payments', queue, consumers: [recording(personDied)] });
  await Promise.all([producer.runtime.start(), consumer.runtime.start()]);
  const listeners = `select pid, pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen%'`;
  await expect.poll(() => query(producer.database.kysely, listeners), { timeout: 10_000 }).toHaveLength(1);
  await producer.publish([aDeath()]);
  await expect.poll(() => producer.runtime.isIdle(), { timeout: 10_000 }).toBe(true);
  expect(await effects(consumer.database.kysely)).toHaveLength(1);
});

test('health tells what is wrong and says nothing when nothing is', async () => {
  const queue = await anyQueueTarget();
  const side = await openSide({ service: 'people', queue });
  expect((await side.runtime.health()).map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
  await side.publish([aDeath()]);
  side.clock.advanceWall(5 * 60_000 + 10_000);
  expect((await side.runtime.health()).filter(({ status }) => status === 'warn')).toMatchObject([{ name: 'outbox' }]);
});

test('a service runs its due schedules on the business clock while it is started', async () => {
  const ran = Promise.withResolvers<Date>();
  const business = { now: new Date('2014-04-28T01:00:00Z') };
  const side = await openSide({
    service: 'people',
    queue: await anyQueueTarget(),
    clock: { wall: () => new Date(), business: () => business.now, advanceWall: () => undefined },
    settings: { scheduleTickMs: 20 },
    schedules: [
      {
        name: 'reviews.raise',
        every: { dailyAt: '02:00' },
        async run(at) {
          ran.resolve(at);
          return { done: 1 };
        },
      },
    ],
  });
  await side.runtime.start();
  business.now = new Date('2014-04-28T18:00:00Z');
  expect(await ran.promise).toEqual(new Date('2014-04-28T18:00:00Z'));
});
