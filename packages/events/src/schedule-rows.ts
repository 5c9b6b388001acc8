import { type Every, slotAfter } from './schedule-times.ts';
import { change, type Executor, query, queryOne } from './statement.ts';

/** A job that this process has taken for its slot. */
export interface TakenSlot {
  readonly name: string;
  /** On the business clock. */
  readonly slot: Date;
  readonly failures: number;
}

/** Who takes, which jobs, up to which instant of the business clock, when on the wall clock (for retries), for how long. */
export interface Taking {
  readonly owner: string;
  readonly names: readonly string[];
  readonly until: Date;
  readonly wall: Date;
  readonly leaseMs: number;
}

/** What is written about a slot that has run. */
export interface Finished {
  readonly name: string;
  readonly owner: string;
  readonly slot: Date;
  readonly next: Date;
  readonly done: number;
}

/** What is written about a run that failed; without `next` the slot stays due and is run again at `retryAt`. */
export interface Failed {
  readonly name: string;
  readonly owner: string;
  readonly errorClass: string;
  readonly next?: Date;
  readonly retryAt?: Date;
}

/** Writes a job's timetable; its next slot is counted anew only when the timetable has changed. */
export async function putSchedule(db: Executor, name: string, every: Every, business: Date): Promise<void> {
  await change(
    db,
    `insert into schedule as known (name, every_minutes, daily_at, next_run_at) values ($1, $2, $3, $4)
     on conflict (name) do update
     set every_minutes = excluded.every_minutes, daily_at = excluded.daily_at, next_run_at = excluded.next_run_at
     where known.every_minutes is distinct from excluded.every_minutes
        or known.daily_at is distinct from excluded.daily_at`,
    [
      name,
      'minutes' in every ? every.minutes : null,
      'dailyAt' in every ? every.dailyAt : null,
      slotAfter(every, business),
    ],
  );
}

/**
 * Takes the earliest slot that is due and that no other process holds. A lease is counted by the database's clock: the
 * processes' own may differ by more than a lease, and the one ahead would take what another has in work.
 */
export async function takeSlot(db: Executor, taking: Taking): Promise<TakenSlot | undefined> {
  const { owner, names, until, wall, leaseMs } = taking;
  const [taken] = await query<TakenSlot>(
    db,
    `with due as (
       select name from schedule
       where name = any ($2::text[]) and next_run_at <= $3
         and (retry_at is null or retry_at <= $4) and (lease_until is null or lease_until <= now())
       order by next_run_at, name limit 1 for update skip locked)
     update schedule s set lease_owner = $1, lease_until = now() + $5 * interval '1 millisecond'
     from due where s.name = due.name
     returning s.name, s.next_run_at as slot, s.failures`,
    [owner, names, until, wall, leaseMs],
  );
  return taken;
}

/** Lengthens the lease of a job that still runs; false when another process has it. */
export async function renewLease(db: Executor, name: string, owner: string, leaseMs: number): Promise<boolean> {
  const renewed = await change(
    db,
    `update schedule set lease_until = now() + $3 * interval '1 millisecond' where name = $1 and lease_owner = $2`,
    [name, owner, leaseMs],
  );
  return renewed === 1;
}

/** Writes a run that ended well; false when the lease was lost. */
export async function finishSlot(db: Executor, { name, owner, slot, next, done }: Finished): Promise<boolean> {
  const finished = await change(
    db,
    `update schedule set last_run_at = $3, next_run_at = $4, last_done = $5, failures = 0, last_error = null,
       retry_at = null, lease_owner = null, lease_until = null
     where name = $1 and lease_owner = $2`,
    [name, owner, slot, next, done],
  );
  return finished === 1;
}

/** Writes a run that failed. */
export async function failSlot(db: Executor, { name, owner, errorClass, next, retryAt }: Failed): Promise<void> {
  await change(
    db,
    `update schedule set failures = failures + 1, last_error = $3, next_run_at = coalesce($4, next_run_at),
       retry_at = $5, lease_owner = null, lease_until = null
     where name = $1 and lease_owner = $2`,
    [name, owner, errorClass, next ?? null, retryAt ?? null],
  );
}

/** Number of jobs whose last run failed. */
export async function countFailingSchedules(db: Executor): Promise<number> {
  return (await queryOne<{ count: number }>(db, 'select count(*)::int as count from schedule where failures > 0'))
    .count;
}
