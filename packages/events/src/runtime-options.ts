import type { ServiceName } from '@mz/contracts';
import type { Database, Scope } from '@mz/db';
import type { RetryPolicy } from './apply-batch.ts';
import type { CrashPoint } from './crash-point.ts';
import type { EventConsumer } from './event-consumer.ts';
import type { EventLog, QueueTarget } from './queue.ts';
import type { Subscriptions } from './routing.ts';
import type { Schedule } from './schedules.ts';

/** The two clocks, as far as events need them. */
export interface EventClock {
  /** Leases, tries, ages. */
  wall(): Date;
  /** Slots of scheduled jobs. */
  business(): Date;
}

/** What the events of one service run on. */
export interface EventRuntimeOptions<DB> {
  readonly service: ServiceName;
  readonly database: Database<DB>;
  readonly queue: QueueTarget;
  readonly clock: EventClock;
  readonly consumers: readonly EventConsumer<DB>[];
  readonly log: EventLog;
  readonly schedules?: readonly Schedule[];
  /** Row-level security of the consumers' transactions; by default the whole province. */
  readonly scope?: Scope;
  /** Says whether a consumer's failure is not the event's fault, such as a service that is down; never, by default. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Another subscription table, for tests. */
  readonly subscriptions?: Subscriptions;
  readonly settings?: Partial<EventSettings>;
  readonly crashPoint?: CrashPoint;
}

/** Numbers that an operator may turn; times in ms on the wall clock. */
export interface EventSettings {
  readonly retry: RetryPolicy;
  /** After this time without an acknowledgement an event is published again. */
  readonly leaseMs: number;
  /** Longest time until the outbox and the inbox are looked at without a notification. */
  readonly pollMs: number;
  readonly reconcileEveryMs: number;
  /** How often due schedules are looked for; 0 leaves them to `runDue`. */
  readonly scheduleTickMs: number;
  readonly queueDeadlineMs: number;
  /** How long a worker may be silent before its job goes to another one. */
  readonly stalledIntervalMs: number;
  /** How long a connection to the queue may owe an answer before it is given up. */
  readonly queueSilenceMs: number;
  /** How often the queue gives a job again whose handler failed because the database or the queue was away. */
  readonly triesPerJob: number;
}

/** What holds when nothing else is said. */
export const defaultSettings: EventSettings = {
  retry: { attempts: 5, pausesMs: [1_000, 5_000, 30_000, 120_000], transientPauseMs: 5_000 },
  leaseMs: 30_000,
  pollMs: 5_000,
  reconcileEveryMs: 10_000,
  scheduleTickMs: 1_000,
  queueDeadlineMs: 5_000,
  stalledIntervalMs: 30_000,
  queueSilenceMs: 20_000,
  triesPerJob: 5,
};
