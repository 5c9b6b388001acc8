import type { ServiceName } from '@mz/contracts';
import { DatabaseError } from '@mz/db';
import { createEventRuntime, type EventConsumer, type EventRuntime, type Schedule, type ScheduleRun } from '@mz/events';
import { kitConsumers, unitConsumer } from './consumers.ts';
import { ProblemError } from './errors.ts';
import { saveBusinessClock } from './kit-tables.ts';
import { type EventWiring, refusing } from './late-events.ts';
import type { ServiceDatabase } from './service-database.ts';
import type { ServiceParts } from './service-parts.ts';

const settleDeadlineMs = 120_000;
/** How often due schedules are looked for when time passes by itself. */
const scheduleTickMs = 1_000;

/** Wires the consumers and jobs that the features registered to the event runtime. */
export function wireEvents<DB, C>(parts: ServiceParts<DB, C>, storage: ServiceDatabase<DB>): EventWiring {
  const { clock, runtime, definition } = parts;
  const events = createEventRuntime<DB>({
    service: definition.name,
    database: storage.database,
    queue: needed(runtime.queue, definition.name),
    clock,
    consumers: consumersOf(parts, storage),
    schedules: [...parts.registrations.jobs.values()].map((job): Schedule => {
      return { name: job.name, every: job.every, run: () => job.run(parts.systemJobs.context(job.name)) };
    }),
    log: runtime.logger,
    isTransient,
    ...(runtime.crashPoint ? { crashPoint: runtime.crashPoint } : {}),
    ...(runtime.subscriptions ? { subscriptions: runtime.subscriptions } : {}),
    settings: { scheduleTickMs: clock.movable ? 0 : scheduleTickMs, ...runtime.events },
  });
  let started: Promise<void> | undefined;
  let moving: Promise<unknown> = Promise.resolve();
  const start = (): Promise<void> => {
    started ??= events.start();
    return started;
  };
  return {
    start,
    stop: () => events.stop(),
    async deliver(event) {
      const [delivered] = await events.deliver([event]);
      if (!delivered) throw new Error('the inbox said nothing about a delivered event');
      return delivered;
    },
    wake: (unit, cause) => events.wake(unit.db, cause),
    track: (work) => events.track(work),
    async moveClock(to) {
      await start();
      const moved = moving.then(() => stepThrough(parts, storage, { events, to }));
      moving = moved.catch(() => undefined);
      return moved;
    },
    settle: () => events.settle(settleDeadlineMs),
    isIdle: () => events.isIdle(),
    stats: () => events.stats(),
    health: () => events.health(),
  };
}

/** A service without a database has no events; its clock moves in memory. */
export function noEvents<DB, C>({ clock, definition }: ServiceParts<DB, C>): EventWiring {
  return {
    ...refusing(`${definition.name} has no database and so no events`),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async moveClock(to) {
      clock.moveTo(to);
      return [];
    },
    settle: () => Promise.resolve(),
    isIdle: () => Promise.resolve(true),
    stats: () => Promise.resolve(undefined),
    health: () => Promise.resolve([]),
  };
}

interface Step {
  readonly events: EventRuntime;
  readonly to: Date;
}

/** Each slot runs at its own time, and a round that published or changed something is followed by another one. */
async function stepThrough<DB, C>(
  { clock }: ServiceParts<DB, C>,
  { plain }: ServiceDatabase<DB>,
  { events, to }: Step,
): Promise<ScheduleRun[]> {
  const advance = async (at: Date): Promise<void> => {
    if (at <= clock.business()) return;
    await events.settle(settleDeadlineMs);
    clock.moveTo(at);
    await saveBusinessClock(plain, at);
  };
  const runs: ScheduleRun[] = [];
  for (let ran = 1; ran > 0; ) {
    const round = await events.runDue(to, advance);
    await events.settle(settleDeadlineMs);
    runs.push(...round);
    ran = round.length;
  }
  await advance(to);
  return runs;
}

function consumersOf<DB, C>(parts: ServiceParts<DB, C>, { units }: ServiceDatabase<DB>): EventConsumer<DB>[] {
  const { registrations, systemJobs, directory, definition } = parts;
  const own = registrations.consumers.map((entry) => unitConsumer(entry, units, systemJobs));
  return [...own, ...kitConsumers<DB>(definition.name, () => directory.refresh())];
}

/** A service that is down or a database that was busy says nothing about the event. */
function isTransient(error: unknown): boolean {
  if (error instanceof ProblemError) return error.code === 'UPSTREAM_UNAVAILABLE';
  if (!(error instanceof DatabaseError)) return false;
  return ['CONNECTION_LOST', 'DEADLOCK', 'SERIALIZATION_FAILURE', 'LOCK_TIMEOUT'].includes(error.kind);
}

function needed<T>(queue: T | undefined, name: ServiceName): T {
  if (queue === undefined) throw new Error(`${name} has events but was given no queue`);
  return queue;
}
