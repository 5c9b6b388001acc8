export { appendToOutbox, outboxStatement } from './append-to-outbox.ts';
export type { Delivered, RetryPolicy } from './apply-batch.ts';
export { buildEvent, EventInvalid, type EventParts, producerOf } from './build-event.ts';
export type { CrashPoint, CrashPointName } from './crash-point.ts';
export {
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterRefusal,
  type DeadLetterVerdict,
  discardDeadLetter,
  findDeadLetter,
  listDeadLetters,
  replayDeadLetter,
} from './dead-letters.ts';
export { DeadlineExceeded } from './deadline.ts';
export { ConsumerNotSubscribed, type EventConsumer, type Outcome } from './event-consumer.ts';
export type { EventHealth, EventStats } from './event-health.ts';
export {
  type AddressedDeadLetter,
  type DeadLetterPage,
  listSchedules,
  pageDeadLetters,
  type ScheduleRow,
} from './operator-queries.ts';
export type { EventLog, QueueBacklog, QueueTarget } from './queue.ts';
export { createRouting, type Routing, type Subscriptions } from './routing.ts';
export { createEventRuntime, type EventRuntime } from './runtime.ts';
export type { EventClock, EventRuntimeOptions, EventSettings } from './runtime-options.ts';
export type { Every } from './schedule-times.ts';
export type { Schedule, ScheduleRun } from './schedules.ts';
export type { Executor } from './statement.ts';

/** Folder of this package's migrations; the kit applies it before a service's own. */
export const eventMigrations: URL = new URL('../migrations/', import.meta.url);
