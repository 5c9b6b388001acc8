import type { PlatformEvent } from '@mz/contracts';
import { change, type Executor, query, queryOne } from './statement.ts';

/** Takes events for the open transaction: records them as DONE and gives the ids of those that nobody has taken before. */
export type Claim = (trx: Executor, events: readonly PlatformEvent[], now: Date) => Promise<ReadonlySet<string>>;

/** Takes events that have just arrived; a twin in another transaction waits here and then finds them taken. */
export const claimArrived: Claim = async (trx, events, now) => {
  const rows = await query<{ eventId: string }>(
    trx,
    `insert into inbox (event_id, type, source, subject, aggregate_version, state, first_seen_at, settled_at)
     select t.*, 'DONE', $6::timestamptz, $6::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[]) t
     order by 1
     on conflict (event_id) do nothing returning event_id`,
    [...columnsOf(events), now],
  );
  return new Set(rows.map(({ eventId }) => eventId));
};

/** Takes events that lie in the inbox for another try and that no other process has taken. */
export const claimStored: Claim = async (trx, events, now) => {
  const rows = await query<{ eventId: string }>(
    trx,
    `with free as (
       select event_id from inbox where event_id = any ($1::uuid[]) and state in ('PENDING', 'WAITING')
       order by event_id for update skip locked)
     update inbox i set state = 'DONE', event = null, waiting_for = null, next_attempt_at = null, settled_at = $2
     from free where i.event_id = free.event_id returning i.event_id`,
    [events.map(({ id }) => id), now],
  );
  return new Set(rows.map(({ eventId }) => eventId));
};

/** Events of the inbox whose next try is due, oldest first. */
export async function findDue(db: Executor, now: Date, limit: number): Promise<PlatformEvent[]> {
  const rows = await query<{ event: PlatformEvent }>(
    db,
    `select event from inbox where state = 'PENDING' and next_attempt_at <= $1 order by next_attempt_at limit $2`,
    [now, limit],
  );
  return rows.map(({ event }) => event);
}

/** Time in ms until the next try of any event is due, undefined when none is planned. */
export async function nextDueInMs(db: Executor, now: Date): Promise<number | undefined> {
  const { next } = await queryOne<{ next: Date | null }>(
    db,
    `select min(next_attempt_at) as next from inbox where state = 'PENDING'`,
  );
  return next === null ? undefined : Math.max(0, next.getTime() - now.getTime());
}

/** Records taken events as passed over, because a newer state of their subject is known. */
export async function markSkipped(trx: Executor, eventIds: readonly string[]): Promise<void> {
  await change(trx, `update inbox set state = 'SKIPPED' where event_id = any ($1::uuid[])`, [eventIds]);
}

/** Turns a taken event into one that waits for its cause. */
export async function markWaiting(trx: Executor, event: PlatformEvent, cause: string): Promise<void> {
  await change(
    trx,
    `update inbox set state = 'WAITING', waiting_for = $2, event = $3, settled_at = null where event_id = $1`,
    [event.id, cause, event],
  );
}

// One number a cause. Who puts an event to wait takes it alone, who wakes shares it, both until their transaction ends:
// so an event is never put to wait behind a cause that is just being committed.
const causeNumber = `hashtextextended('mz_inbox:' || $1, 0)`;

/** Waits until the wakers of this cause that are under way have committed, and keeps others out until this transaction ends. */
export async function lockCause(trx: Executor, cause: string): Promise<void> {
  await query(trx, `select pg_advisory_xact_lock(${causeNumber})`, [cause]);
}

/** Gives the events that wait for this cause another try once the transaction has committed. */
export async function wake(trx: Executor, cause: string, now: Date): Promise<void> {
  // Two statements in one exchange: the second sees what was committed while the first waited.
  await Promise.all([
    query(trx, `select pg_advisory_xact_lock_shared(${causeNumber})`, [cause]),
    change(
      trx,
      `update inbox set state = 'PENDING', waiting_for = null, next_attempt_at = $2
       where state = 'WAITING' and waiting_for = $1`,
      [cause, now],
    ),
  ]);
}

function columnsOf(events: readonly PlatformEvent[]): unknown[] {
  return [
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ source }) => source),
    events.map(({ subject }) => subject),
    events.map(({ aggregateversion }) => aggregateversion),
  ];
}
