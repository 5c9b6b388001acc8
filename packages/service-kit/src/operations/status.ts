import type { ServiceStatus } from '@mz/contracts';
import { type EventStats, type Executor, listSchedules, type ScheduleRow } from '@mz/events';
import type { ServiceParts } from '../service-parts.ts';

/** How a service stands now. */
export async function statusOf<DB, C>(parts: ServiceParts<DB, C>): Promise<ServiceStatus> {
  const { definition, runtime, clock, health, late } = parts;
  const [report, stats, schedules] = await Promise.all([health.report(), late.events.stats(), schedulesOf(parts)]);
  return {
    service: definition.name,
    release: runtime.release ?? null,
    startedAt: report.startedAt?.toISOString() ?? null,
    businessNow: clock.business().toISOString(),
    ready: report.status,
    checks: report.results.map(({ name, status, detail = null }) => ({ name, status, detail })),
    events: stats === undefined ? null : backlogOf(stats),
    schedules,
  };
}

function backlogOf({ outbox, queue, inbox }: EventStats): NonNullable<ServiceStatus['events']> {
  const { pending, unacknowledged } = outbox;
  return {
    outbox: { pending, unacknowledged, oldestAgeMs: outbox.oldestAgeMs ?? null },
    queue: queue === undefined ? null : { waiting: queue.waiting, oldestAgeMs: queue.oldestAgeMs ?? null },
    inbox: { pending: inbox.pending, waiting: inbox.waiting, oldestAgeMs: inbox.oldestWaitingMs ?? null },
    deadLetters: inbox.openDeadLetters,
  };
}

async function schedulesOf<DB, C>({ storage }: ServiceParts<DB, C>): Promise<ServiceStatus['schedules']> {
  if (storage === undefined) return [];
  const db: Executor = storage.plain;
  return (await listSchedules(db)).map(scheduleOf);
}

function scheduleOf({ nextRunAt, lastRunAt, ...row }: ScheduleRow): ServiceStatus['schedules'][number] {
  return { ...row, nextDueAt: nextRunAt.toISOString(), lastRunAt: lastRunAt?.toISOString() ?? null };
}
