import type { PlatformEvent } from '@mz/contracts';
import { change, type Executor, query, queryOne } from './statement.ts';

/** An event on its way to one subscriber; `jobId` is known when it was on the queue before. */
export interface Delivery {
  readonly eventId: string;
  readonly subscriber: string;
  readonly jobId: string | null;
  readonly payload: PlatformEvent;
}

/** Events that one job carries to one subscriber. */
export interface Chunk {
  readonly subscriber: string;
  readonly jobId: string;
  readonly eventIds: readonly string[];
}

/** Locks the oldest pending deliveries that no other relay holds, until the transaction ends. */
export function claimPending(trx: Executor, limit: number): Promise<Delivery[]> {
  return query(
    trx,
    `select d.event_id, d.subscriber, d.job_id, o.payload
     from outbox_delivery d join outbox o on o.id = d.event_id
     where d.pending and d.acknowledged_at is null
     order by d.position limit $1 for update of d skip locked`,
    [limit],
  );
}

/** Notes that the chunks are on the queue; only the subscriber's acknowledgement closes them. */
export async function markPublished(trx: Executor, chunks: readonly Chunk[], now: Date): Promise<void> {
  const rows = chunks.flatMap(({ subscriber, jobId, eventIds }) => eventIds.map((id) => ({ id, subscriber, jobId })));
  await change(
    trx,
    `update outbox_delivery d
     set pending = false, attempts = d.attempts + 1, job_id = t.job_id, published_at = $4
     from unnest($1::uuid[], $2::text[], $3::text[]) t (event_id, subscriber, job_id)
     where d.event_id = t.event_id and d.subscriber = t.subscriber`,
    [rows.map(({ id }) => id), rows.map(({ subscriber }) => subscriber), rows.map(({ jobId }) => jobId), now],
  );
}

/** Closes deliveries whose events are in the subscriber's own inbox. Gives the number that were open. */
export function markAcknowledged(
  db: Executor,
  { subscriber, eventIds, now }: { subscriber: string; eventIds: readonly string[]; now: Date },
): Promise<number> {
  return change(
    db,
    `with open as (
       select event_id from outbox_delivery
       where subscriber = $1 and event_id = any ($2::uuid[]) and acknowledged_at is null
       order by event_id for update)
     update outbox_delivery d
     set acknowledged_at = $3, pending = false, published_at = coalesce(d.published_at, $3)
     from open where d.event_id = open.event_id and d.subscriber = $1`,
    [subscriber, eventIds, now],
  );
}

/**
 * Makes deliveries pending again that were published and not acknowledged within the lease. The lease doubles with each
 * attempt up to 32 times, so that a subscriber that is down for a day costs little. Gives their number.
 */
export function reviveUnacknowledged(db: Executor, now: Date, leaseMs: number): Promise<number> {
  return change(
    db,
    `with lost as (
       select event_id, subscriber from outbox_delivery
       where not pending and acknowledged_at is null
         and published_at <= $1::timestamptz - $2::float8 * least(2 ^ (attempts - 1), 32) * interval '1 millisecond'
       order by position limit 10000 for update skip locked)
     update outbox_delivery d set pending = true
     from lost where d.event_id = lost.event_id and d.subscriber = lost.subscriber`,
    [now, leaseMs],
  );
}

/** What of the outbox is still open. Ages in ms on the wall clock, undefined when nothing is. */
export interface OutboxStats {
  readonly pending: number;
  readonly unacknowledged: number;
  readonly oldestAgeMs: number | undefined;
}

/** Counts open deliveries. */
export async function outboxStats(db: Executor, now: Date): Promise<OutboxStats> {
  const row = await queryOne<{ pending: number; unacknowledged: number; oldest: Date | null }>(
    db,
    `select count(*) filter (where d.pending)::int as pending, count(*) filter (where not d.pending)::int as unacknowledged,
       min(o.created_at) as oldest
     from outbox_delivery d join outbox o on o.id = d.event_id where d.acknowledged_at is null`,
  );
  const oldestAgeMs = row.oldest === null ? undefined : Math.max(0, now.getTime() - row.oldest.getTime());
  return { pending: row.pending, unacknowledged: row.unacknowledged, oldestAgeMs };
}
