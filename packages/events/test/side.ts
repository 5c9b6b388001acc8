import { randomUUID } from 'node:crypto';
import {
  caseChanged,
  caseClosed,
  caseOpened,
  type PlatformEvent,
  personDied,
  personMerged,
  type ServiceName,
} from '@mz/contracts';
import { type Database, transaction } from '@mz/db';
import { onTestFinished } from 'vitest';
import {
  appendToOutbox,
  createEventRuntime,
  createRouting,
  type EventRuntime,
  type Subscriptions,
} from '../src/index.ts';
import type { EventRuntimeOptions } from '../src/runtime-options.ts';
import { eventDatabase } from './event-database.ts';
import { silentLog } from './silent-log.ts';

/** Who gets what in these tests: one subscriber for each event, so that a test of two services comes to rest. */
const testSubscriptions: Subscriptions = [
  { event: personDied, to: ['payments'] },
  { event: personMerged, to: ['payments'] },
  { event: caseOpened, to: ['people'] },
  { event: caseChanged, to: ['people'] },
  { event: caseClosed, to: ['people'] },
];

/** Both clocks of a test; they stand still until moved. */
export interface TestClock {
  wall(): Date;
  business(): Date;
  advanceWall(ms: number): void;
}

/** A clock whose wall time starts now. */
export function testClock(business: Date = new Date('2014-04-28T01:00:00Z')): TestClock {
  let wallMs = Date.now();
  return {
    wall: () => new Date(wallMs),
    business: () => business,
    advanceWall(ms) {
      wallMs += ms;
    },
  };
}

/** One service of a test: its database, its runtime, its clock. */
export interface Side {
  readonly service: ServiceName;
  readonly database: Database<unknown>;
  readonly runtime: EventRuntime;
  readonly clock: TestClock;
  /** Publishes events in one committed transaction. */
  publish(events: readonly PlatformEvent[]): Promise<void>;
}

/** What a test says about one service; the rest is given. */
export type SideOptions = Partial<Omit<EventRuntimeOptions<unknown>, 'service' | 'clock'>> & {
  readonly service: ServiceName;
  readonly clock?: TestClock;
};

// No poll, no tick: what moves is moved by a notification, or by the test.
const quietSettings = {
  pollMs: 3_600_000,
  reconcileEveryMs: 3_600_000,
  scheduleTickMs: 0,
  queueDeadlineMs: 2_000,
  stalledIntervalMs: 2_000,
};

/** Opens a service of a test on a database of its own, or on a given one; it is stopped when the test ends. */
export async function openSide(options: SideOptions): Promise<Side> {
  const { service, settings, clock = testClock(), ...rest } = options;
  const database = rest.database ?? (await eventDatabase(service));
  const runtime = createEventRuntime<unknown>({
    queue: { kind: 'redis', url: 'redis://localhost?path=/nonexistent' },
    consumers: [],
    subscriptions: testSubscriptions,
    log: silentLog,
    ...rest,
    service,
    database,
    clock,
    settings: { ...quietSettings, ...settings },
  });
  onTestFinished(() => runtime.stop());
  const scope = { division: '37', actor: `system:${service}:test` };
  const routing = createRouting(rest.subscriptions ?? testSubscriptions);
  return {
    service,
    database,
    runtime,
    clock,
    publish: (events) => transaction(database, scope, (trx) => appendToOutbox(trx, events, routing)),
  };
}

/** Ids for `count` things. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID());
}
