import type { PlatformEvent } from '@mz/contracts';
import type { Delivered } from './apply-batch.ts';
import { type Background, startBackground } from './background.ts';
import { retryDue } from './consumer.ts';
import { DeadlineExceeded } from './deadline.ts';
import { type EventHealth, type EventStats, judgeEvents } from './event-health.ts';
import { claimArrived, wake } from './inbox.ts';
import { processEvents } from './inbox-processor.ts';
import { inboxStats } from './inbox-stats.ts';
import { outboxStats } from './outbox.ts';
import { type QueueBacklog, QueueUnavailable } from './queue.ts';
import { reconcile } from './reconciler.ts';
import { eventQueueOf, relayOnce } from './relay.ts';
import type { EventRuntimeOptions } from './runtime-options.ts';
import { assembleParts, type RuntimeParts } from './runtime-parts.ts';
import { countFailingSchedules } from './schedule-rows.ts';
import type { Schedules } from './schedules.ts';
import { type Executor, queryOne } from './statement.ts';

/** The events and schedules of one service. */
export interface EventRuntime {
  /** Registers the schedules and starts relay, consumer, reconciler and schedules. */
  start(): Promise<void>;
  /** Takes no new work, lets what is in work end. */
  stop(): Promise<void>;
  /** Hands events to the consumers through the real inbox, without a queue; says where each stands. */
  deliver(events: readonly PlatformEvent[]): Promise<Delivered[]>;
  /** Gives the events that wait for this cause another try, once the transaction has committed. */
  wake(trx: Executor, cause: string): Promise<void>;
  /** Counts work that goes on after the job that began it, and never fails: it is not idle before that ends. */
  track(work: Promise<void>): void;
  /** All that was published is acknowledged, no job is in work, no event of the inbox is to be tried. */
  isIdle(): Promise<boolean>;
  /** Waits until idle. Rejects with DeadlineExceeded after `deadlineMs`. */
  settle(deadlineMs: number): Promise<void>;
  stats(): Promise<EventStats>;
  health(): Promise<EventHealth[]>;
  /** Runs the schedules that are due, see Schedules. */
  readonly runDue: Schedules['runDue'];
  /** One step of the relay; gives the number of events that it put on the queue. */
  relay(): Promise<number>;
  /** One step of the reconciler, at another wall time than now if one is given; gives the number of revived events. */
  reconcile(now?: Date): Promise<number>;
  /** One step of the inbox; gives the ms until more is due, undefined when nothing is planned. */
  retry(): Promise<number | undefined>;
}

const settlePollMs = 10;

/** Puts together the events and schedules of a service. Throws ConsumerNotSubscribed for a consumer that no event reaches. */
export function createEventRuntime<DB>(options: EventRuntimeOptions<DB>): EventRuntime {
  const parts = assembleParts(options);
  let background: Background | undefined;
  const stats = (): Promise<EventStats> => readStats(parts);
  return {
    async start() {
      background = await startBackground(parts);
    },
    async stop() {
      await background?.stop();
      await parts.queue.stop();
    },
    deliver: (events) => processEvents(parts, events, claimArrived),
    wake: (trx, cause) => wake(trx, cause, parts.wall()),
    track(work) {
      parts.inWork.jobs += 1;
      parts.inWork.begun += 1;
      void work.finally(() => {
        parts.inWork.jobs -= 1;
      });
    },
    isIdle: () => isIdle(parts),
    settle: (deadlineMs) => settle(parts, deadlineMs, () => background?.wake()),
    stats,
    health: async () => judgeEvents(await stats()),
    runDue: parts.schedules.runDue,
    relay: () => relayOnce(parts),
    reconcile: (now) => reconcile(parts, now),
    retry: () => retryDue(parts),
  };
}

// One statement, so that an event is not missed on its way from the inbox to the outbox; a job that began or ended
// meanwhile may have moved one too.
async function isIdle<DB>({ database, inWork }: RuntimeParts<DB>): Promise<boolean> {
  const { jobs, begun } = inWork;
  const { open } = await queryOne<{ open: boolean }>(
    database.kysely,
    `select exists (select from outbox_delivery where pending and acknowledged_at is null)
       or exists (select from outbox_delivery where not pending and acknowledged_at is null)
       or exists (select from inbox where state = 'PENDING') as open`,
  );
  return !open && jobs === 0 && begun === inWork.begun;
}

async function settle<DB>(parts: RuntimeParts<DB>, deadlineMs: number, wakeAll: () => void): Promise<void> {
  const until = performance.now() + deadlineMs;
  // A clock that is moved asks at each slot of each job, mostly for nothing.
  if (await isIdle(parts)) return;
  wakeAll();
  while (!(await isIdle(parts))) {
    if (performance.now() > until) throw new DeadlineExceeded(deadlineMs);
    await new Promise((resolve) => setTimeout(resolve, settlePollMs));
  }
}

async function readStats<DB>(parts: RuntimeParts<DB>): Promise<EventStats> {
  const db = parts.database.kysely;
  const now = parts.wall();
  const [outbox, inbox, queue, failingSchedules] = await Promise.all([
    outboxStats(db, now),
    inboxStats(db, now),
    readBacklog(parts),
    countFailingSchedules(db),
  ]);
  return { outbox, inbox, queue, failingSchedules };
}

async function readBacklog<DB>({ queue, service }: RuntimeParts<DB>): Promise<QueueBacklog | undefined> {
  try {
    return await queue.backlog(eventQueueOf(service));
  } catch (error) {
    if (error instanceof QueueUnavailable) return undefined;
    throw error;
  }
}
