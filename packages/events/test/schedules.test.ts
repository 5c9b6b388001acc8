import { expect, test } from 'vitest';
import { createSchedules, type Schedule, type Schedules } from '../src/schedules.ts';
import { query } from '../src/statement.ts';
import { eventDatabase } from './event-database.ts';
import { type TestClock, testClock } from './side.ts';
import { silentLog } from './silent-log.ts';

const start = new Date('2014-04-28T09:00:00+08:00');
const day = 86_400_000;
const later = (days: number): Date => new Date(start.getTime() + days * day);
type Db = Awaited<ReturnType<typeof eventDatabase>>;

/** The schedules of one process over a database. */
function processOn(database: Db, jobs: readonly Schedule[], clock: TestClock = testClock()): Schedules {
  return createSchedules({ db: database.kysely, wall: clock.wall, log: silentLog, jobs });
}

/** A job that notes its slots; `done` is what each run answers. */
function noting(name: string, every: Schedule['every'], slots: string[], done = 1): Schedule {
  return {
    name,
    every,
    async run(at) {
      slots.push(`${name} ${at.toISOString()}`);
      return { done };
    },
  };
}

test('moving the clock by 40 days runs a daily job 40 times in order, each run seeing its own now', async () => {
  const database = await eventDatabase('people');
  const slots: string[] = [];
  const seen: Date[] = [];
  const schedules = processOn(database, [noting('reviews.raise', { dailyAt: '02:00' }, slots)]);
  await schedules.register(start);
  const runs = await schedules.runDue(later(40), (at) => {
    seen.push(at);
  });
  expect(runs).toHaveLength(40);
  expect(slots[0]).toBe('reviews.raise 2014-04-28T18:00:00.000Z');
  expect(slots.at(-1)).toBe('reviews.raise 2014-06-06T18:00:00.000Z');
  expect(slots).toEqual(slots.toSorted());
  expect(seen).toEqual(runs.map(({ at }) => at));
  expect(await schedules.runDue(later(40))).toEqual([]);
});

test('jobs of different times run in the order of their slots', async () => {
  const database = await eventDatabase('people');
  const slots: string[] = [];
  const schedules = processOn(database, [
    noting('b.daily', { dailyAt: '02:00' }, slots),
    noting('a.daily', { dailyAt: '02:00' }, slots),
    noting('c.half-daily', { minutes: 720 }, slots),
  ]);
  await schedules.register(start);
  await schedules.runDue(later(1));
  expect(slots).toEqual([
    'c.half-daily 2014-04-28T12:00:00.000Z',
    'a.daily 2014-04-28T18:00:00.000Z',
    'b.daily 2014-04-28T18:00:00.000Z',
    'c.half-daily 2014-04-29T00:00:00.000Z',
  ]);
});

test('a job of minutes that finds work gets each slot; one that finds none looks seldom, and at the end', async () => {
  const database = await eventDatabase('people');
  const busy: string[] = [];
  const idle: string[] = [];
  const schedules = processOn(database, [
    noting('busy.work', { minutes: 60 }, busy),
    noting('idle.work', { minutes: 5 }, idle, 0),
  ]);
  await schedules.register(start);
  await schedules.runDue(later(40));
  expect(busy).toHaveLength(40 * 24);
  expect(idle.length).toBeLessThan(20);
  expect(idle.at(-1)).toBe(`idle.work ${later(40).toISOString()}`);
});

test('two processes share the slots: none runs twice, none is left out', async () => {
  const database = await eventDatabase('people');
  const slots: string[] = [];
  const jobs = ['a', 'b', 'c'].map((name) => noting(`${name}.work`, { dailyAt: '02:00' }, slots));
  const [first, second] = [processOn(database, jobs), processOn(database, jobs)];
  await Promise.all([first.register(start), second.register(start)]);
  await Promise.all([first.runDue(later(10)), second.runDue(later(10))]);
  expect(slots).toHaveLength(30);
  expect(new Set(slots).size).toBe(30);
});

test('a job in work is not taken by another process, until its lease has run out', async () => {
  const database = await eventDatabase('people');
  const clock = testClock();
  const began = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const taken: string[] = [];
  const every = { dailyAt: '02:00' };
  const stuck: Schedule = {
    name: 'sweep.run',
    every,
    async run() {
      began.resolve();
      await end.promise;
      return { done: 1 };
    },
  };
  const dying = processOn(database, [stuck], clock);
  const other = processOn(database, [noting('sweep.run', every, taken)], clock);
  await dying.register(start);
  const hanging = dying.runDue(later(1));
  await began.promise;
  expect(await other.runDue(later(1))).toEqual([]);
  // A process whose clock is ahead, or was put back and forth, sees the lease as everybody does.
  clock.advanceWall(600_000);
  expect(await other.runDue(later(1))).toEqual([]);
  await query(database.kysely, 'update schedule set lease_until = now()');
  expect(await other.runDue(later(3))).toHaveLength(3);
  end.resolve();
  await hanging;
  // The first process lost its lease: what it writes at its end does not move the slot back.
  const [row] = await query<{ nextRunAt: Date }>(database.kysely, 'select next_run_at from schedule');
  expect(row?.nextRunAt).toEqual(new Date('2014-05-01T18:00:00Z'));
});

test('a failing slot gets five tries with pauses, then the job goes on with the next slot', async () => {
  const database = await eventDatabase('people');
  const clock = testClock();
  const tried: string[] = [];
  const failing: Schedule = {
    name: 'notices.end',
    every: { dailyAt: '02:00' },
    async run(at) {
      tried.push(at.toISOString().slice(0, 10));
      if (tried.length < 7) throw Object.assign(new Error('no'), { code: 'CALENDAR_MISSING' });
      return { done: 1 };
    },
  };
  const schedules = processOn(database, [failing], clock);
  await schedules.register(start);
  for (const pauseMs of [0, 999, 1, 5_000, 30_000, 120_000]) {
    clock.advanceWall(pauseMs);
    await schedules.runDue(later(1));
  }
  expect(tried).toEqual(Array.from({ length: 5 }, () => '2014-04-28'));
  const state = () => query(database.kysely, 'select failures, last_error from schedule');
  expect(await state()).toEqual([{ failures: 5, lastError: 'Error:CALENDAR_MISSING' }]);

  await schedules.runDue(later(2));
  clock.advanceWall(1_000);
  const [run] = await schedules.runDue(later(2));
  expect(run).toMatchObject({ done: 1, at: new Date('2014-04-29T18:00:00Z') });
  expect(await state()).toEqual([{ failures: 0, lastError: null }]);
});

test('a timetable that changes gets a new slot; one that stays keeps what is due', async () => {
  const database = await eventDatabase('people');
  const slots: string[] = [];
  await processOn(database, [noting('a.work', { dailyAt: '02:00' }, slots)]).register(start);
  const restarted = processOn(database, [noting('a.work', { dailyAt: '02:00' }, slots)]);
  await restarted.register(later(3));
  expect(await restarted.runDue(later(3))).toHaveLength(3);
  const changed = processOn(database, [noting('a.work', { dailyAt: '05:00' }, slots)]);
  await changed.register(later(3));
  expect((await changed.runDue(later(4))).map(({ at }) => at.toISOString())).toEqual(['2014-05-01T21:00:00.000Z']);
});

test('a schedule that is no longer in the code is left alone', async () => {
  const database = await eventDatabase('people');
  await processOn(database, [noting('old.work', { dailyAt: '02:00' }, [])]).register(start);
  expect(await processOn(database, []).runDue(later(5))).toEqual([]);
});

test('two schedules of one name are refused', async () => {
  const database = await eventDatabase('people');
  const jobs = [noting('a.work', { minutes: 5 }, []), noting('a.work', { minutes: 6 }, [])];
  expect(() => processOn(database, jobs)).toThrow(RangeError);
});
