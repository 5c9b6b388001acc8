import type { InboxStats } from './inbox-stats.ts';
import type { OutboxStats } from './outbox.ts';
import type { QueueBacklog } from './queue.ts';

/** How the events of a service stand. Ages in ms on the wall clock. */
export interface EventStats {
  readonly outbox: OutboxStats;
  readonly inbox: InboxStats;
  /** What lies on `events.<service>`; undefined when the queue does not answer. */
  readonly queue: QueueBacklog | undefined;
  /** Jobs whose last run failed. */
  readonly failingSchedules: number;
}

/** One check of /readyz; events never take a service out of rotation. */
export interface EventHealth {
  readonly name: 'outbox' | 'queue' | 'waiting-events' | 'dead-letters' | 'schedules';
  readonly status: 'pass' | 'warn';
  readonly detail: string;
}

const lagAlarmMs = 5 * 60_000;
const waitingAlarmMs = 60 * 60_000;

/** Judges the numbers: a cause that has not come for an hour, lag of five minutes, a dead letter or a failing job is told. */
export function judgeEvents({ outbox, inbox, queue, failingSchedules }: EventStats): EventHealth[] {
  const check = (name: EventHealth['name'], alarmed: boolean, detail: string): EventHealth => {
    return { name, status: alarmed ? 'warn' : 'pass', detail };
  };
  const open = outbox.pending + outbox.unacknowledged;
  return [
    check('outbox', (outbox.oldestAgeMs ?? 0) > lagAlarmMs, `${open} open, oldest ${seconds(outbox.oldestAgeMs)}`),
    check(
      'queue',
      queue === undefined || (queue.oldestAgeMs ?? 0) > lagAlarmMs,
      queue === undefined ? 'no answer' : `${queue.waiting} waiting, oldest ${seconds(queue.oldestAgeMs)}`,
    ),
    check(
      'waiting-events',
      (inbox.oldestWaitingMs ?? 0) > waitingAlarmMs,
      `${inbox.waiting} wait for a cause, oldest ${seconds(inbox.oldestWaitingMs)}`,
    ),
    check('dead-letters', inbox.openDeadLetters > 0, `${inbox.openDeadLetters} open`),
    check('schedules', failingSchedules > 0, `${failingSchedules} failing`),
  ];
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'none' : `${Math.round(ms / 1000)} s`;
}
