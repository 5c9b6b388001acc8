import type { EventStats } from '@mz/events';
import { mountClock } from './clock-routes.ts';
import { migrationCheck } from './database-checks.ts';
import type { CheckResult } from './health.ts';
import { mountOperations } from './operations/index.ts';
import type { ServiceDatabase } from './service-database.ts';
import type { ServiceParts } from './service-parts.ts';
import { type Backlogs, createTelemetry } from './telemetry.ts';

/** Mounts what every service answers beside its operations: metrics, health and, outside production, the clock. */
export function mountOwnRoutes<DB, C>(parts: ServiceParts<DB, C>): void {
  const { definition, runtime, http, health, clock, directory, storage, late } = parts;
  const telemetry = createTelemetry({
    service: definition.name,
    processMetrics: runtime.processMetrics ?? false,
    load: () => http.load(),
    ...(storage ? { backlogs: async () => backlogsOf(storage, await late.events.stats()) } : {}),
  });
  telemetry.mount(http.app);
  if (storage && definition.migrations) {
    health.add('database', () => pinged(storage), 'fail');
    health.add('migrations', migrationCheck(storage.plain, definition.migrations), 'fail');
    health.addGroup('events', () => late.events.health());
  }
  health.add('divisions', () => directory.check(), 'warn');
  health.mount(http.app);
  mountOperations(parts);
  if (clock.movable) {
    const fromAnywhere = runtime.clockFromAnywhere ?? false;
    mountClock(http.app, { clock, moveTo: (to) => late.events.moveClock(to), fromAnywhere });
  }
}

async function pinged<DB>({ database }: ServiceDatabase<DB>): Promise<CheckResult> {
  await database.ping();
  return { status: 'pass' };
}

function backlogsOf<DB>({ database }: ServiceDatabase<DB>, stats: EventStats | undefined): Backlogs {
  const { pipelined: pool } = database.stats();
  return {
    outboxLagSeconds: seconds(stats?.outbox.oldestAgeMs),
    queueAgeSeconds: seconds(stats?.queue?.oldestAgeMs),
    inboxPending: stats?.inbox.pending ?? 0,
    inboxWaiting: stats?.inbox.waiting ?? 0,
    deadLetters: stats?.inbox.openDeadLetters ?? 0,
    poolTotal: pool.total,
    poolIdle: pool.idle,
    poolWaiting: pool.waiting,
  };
}

function seconds(ms: number | undefined): number {
  return (ms ?? 0) / 1000;
}
