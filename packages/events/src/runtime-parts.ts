import type { Database, Scope } from '@mz/db';
import type { InboxParts } from './apply-batch.ts';
import { noCrash } from './crash-point.ts';
import { consumerTable } from './event-consumer.ts';
import { lazyQueue } from './lazy-queue.ts';
import { openQueue } from './open-queue.ts';
import type { EventQueue } from './queue.ts';
import { createRouting, declaredRouting } from './routing.ts';
import { defaultSettings, type EventClock, type EventRuntimeOptions, type EventSettings } from './runtime-options.ts';
import { createSchedules, type Schedules } from './schedules.ts';

/** All that the loops and handlers of one service share. */
export interface RuntimeParts<DB> extends InboxParts<DB> {
  readonly service: string;
  readonly database: Database<DB>;
  readonly scope: Scope;
  readonly clock: EventClock;
  readonly queue: EventQueue;
  readonly settings: EventSettings;
  readonly schedules: Schedules;
  /** Queue jobs that this process has in work, and has begun since it started. */
  readonly inWork: { jobs: number; begun: number };
}

/** Puts the parts together. Throws ConsumerNotSubscribed, and RangeError for two schedules of one name. */
export function assembleParts<DB>(options: EventRuntimeOptions<DB>): RuntimeParts<DB> {
  const { service, database, clock, log } = options;
  const settings: EventSettings = { ...defaultSettings, ...options.settings };
  const routing = options.subscriptions === undefined ? declaredRouting : createRouting(options.subscriptions);
  const { queueDeadlineMs: deadlineMs, queueSilenceMs: silenceMs, stalledIntervalMs, triesPerJob } = settings;
  const behaviour = { log, deadlineMs, silenceMs, stalledIntervalMs, triesPerJob };
  const wall = (): Date => clock.wall();
  return {
    service,
    database,
    scope: options.scope ?? { division: '37', actor: `system:${service}:consumer` },
    clock,
    wall,
    log,
    routing,
    settings,
    retry: settings.retry,
    consumers: consumerTable(service, options.consumers, routing),
    isTransient: options.isTransient ?? (() => false),
    crashPoint: options.crashPoint ?? noCrash,
    queue: lazyQueue(() => openQueue(options.queue, behaviour)),
    schedules: createSchedules({ db: database.kysely, wall, log, jobs: options.schedules ?? [] }),
    inWork: { jobs: 0, begun: 0 },
  };
}
