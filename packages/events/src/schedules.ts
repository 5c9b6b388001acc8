import { randomUUID } from 'node:crypto';
import { noteFailure } from './failure.ts';
import type { EventLog } from './queue.ts';
import { failSlot, finishSlot, putSchedule, renewLease, type TakenSlot, takeSlot } from './schedule-rows.ts';
import { type Every, slotAfter, slotAfterRun } from './schedule-times.ts';
import type { Executor } from './statement.ts';

/** A job of the schedule table. Idempotent: a process that dies leaves its slot to be run again. */
export interface Schedule {
  readonly name: string;
  readonly every: Every;
  /** Runs for the slot `at` of the business clock; `done` counts what it did, 0 when there was nothing to do. */
  run(at: Date): Promise<{ readonly done: number }>;
}

/** One run of a job. */
export interface ScheduleRun {
  readonly name: string;
  readonly at: Date;
  readonly done: number;
  /** Set when the run failed; then `done` is 0. */
  readonly error?: unknown;
}

/** What schedules work with. */
export interface ScheduleParts {
  readonly db: Executor;
  readonly wall: () => Date;
  readonly log: EventLog;
  readonly jobs: readonly Schedule[];
}

/** The jobs of a service. */
export interface Schedules {
  /** Writes the timetables; a new job has its first slot after `business`. */
  register(business: Date): Promise<void>;
  /**
   * Runs all slots up to an instant of the business clock, earliest first, each seeing its own; `beforeRun` is told the
   * slot first, so that a movable clock can be set to it. Calls of one process follow each other.
   */
  runDue(until: Date, beforeRun?: (at: Date) => void | Promise<void>): Promise<ScheduleRun[]>;
}

const leaseMs = 60_000;
const triesPerSlot = 5;
const retryPausesMs = [1_000, 5_000, 30_000, 120_000];

/** Builds the schedules of a service. Throws RangeError for a name that stands twice. */
export function createSchedules(parts: ScheduleParts): Schedules {
  const jobs = new Map(parts.jobs.map((job) => [job.name, job]));
  if (jobs.size !== parts.jobs.length) throw new RangeError('Two schedules have one name');
  const owner = randomUUID();
  let previous: Promise<unknown> = Promise.resolve();

  return {
    async register(business) {
      for (const { name, every } of jobs.values()) await putSchedule(parts.db, name, every, business);
    },
    runDue(until, beforeRun = () => undefined) {
      const runs = previous.then(() => runAll({ parts, jobs, owner, until, beforeRun }));
      previous = runs.catch(() => undefined);
      return runs;
    },
  };
}

interface Stretch {
  readonly parts: ScheduleParts;
  readonly jobs: ReadonlyMap<string, Schedule>;
  readonly owner: string;
  readonly until: Date;
  readonly beforeRun: (at: Date) => void | Promise<void>;
}

async function runAll(stretch: Stretch): Promise<ScheduleRun[]> {
  const { parts, jobs, owner, until } = stretch;
  const names = [...jobs.keys()];
  const runs: ScheduleRun[] = [];
  const quiet = new Map<string, number>();
  for (;;) {
    const taken = await takeSlot(parts.db, { owner, names, until, wall: parts.wall(), leaseMs });
    const job = taken && jobs.get(taken.name);
    if (taken === undefined || job === undefined) return runs;
    await stretch.beforeRun(taken.slot);
    const run = await runOne(parts, owner, job, taken.slot);
    runs.push(run);
    const quietRuns = run.done === 0 ? (quiet.get(job.name) ?? 0) + 1 : 0;
    quiet.set(job.name, quietRuns);
    if ('error' in run) await noteFailedRun(stretch, job, taken, run.error);
    else await noteRun(stretch, job, run, quietRuns);
  }
}

async function runOne(parts: ScheduleParts, owner: string, job: Schedule, at: Date): Promise<ScheduleRun> {
  const renew = async (): Promise<void> => {
    const kept = await renewLease(parts.db, job.name, owner, leaseMs);
    if (!kept) parts.log.warn({ schedule: job.name }, 'lease lost while the job runs');
  };
  const timer = setInterval(() => {
    renew().catch((err: unknown) => parts.log.warn({ schedule: job.name, err }, 'lease not renewed'));
  }, leaseMs / 3);
  try {
    const { done } = await job.run(at);
    return { name: job.name, at, done };
  } catch (error) {
    return { name: job.name, at, done: 0, error };
  } finally {
    clearInterval(timer);
  }
}

async function noteRun(stretch: Stretch, job: Schedule, run: ScheduleRun, quietRuns: number): Promise<void> {
  const { parts, owner, until } = stretch;
  const next = slotAfterRun({ every: job.every, slot: run.at, quietRuns, until });
  const kept = await finishSlot(parts.db, { name: job.name, owner, slot: run.at, next, done: run.done });
  if (!kept) parts.log.warn({ schedule: job.name }, 'another process took the job over');
}

// A slot gets its tries, then the job goes on with the next one; `failures` stays on view until a run ends well.
async function noteFailedRun(stretch: Stretch, job: Schedule, taken: TakenSlot, error: unknown): Promise<void> {
  const { parts, owner } = stretch;
  const tries = (taken.failures % triesPerSlot) + 1;
  const pauseMs = retryPausesMs[tries - 1];
  const { errorClass } = noteFailure(error);
  parts.log.error({ schedule: job.name, slot: taken.slot, tries, err: error }, 'scheduled job failed');
  const outcome =
    tries < triesPerSlot && pauseMs !== undefined
      ? { retryAt: new Date(parts.wall().getTime() + pauseMs) }
      : { next: slotAfter(job.every, taken.slot) };
  await failSlot(parts.db, { name: job.name, owner, errorClass, ...outcome });
}
