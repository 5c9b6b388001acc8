import type { PlatformEvent } from '@mz/contracts';
import type { FailureNote } from './failure.ts';
import { change, type Executor, query, queryOne } from './statement.ts';

/** What is noted about events whose effect failed. */
export interface FailedTry {
  readonly note: FailureNote;
  readonly now: Date;
  /** False when the fault is not the event's, such as a service that is down. */
  readonly counted: boolean;
}

/** Tries that count, of one event of the inbox. */
export interface Tries {
  readonly eventId: string;
  readonly attempts: number;
}

/** Keeps events in the inbox for another try; an event that a twin has settled meanwhile is left alone. */
export function keepForAnotherTry(
  trx: Executor,
  events: readonly PlatformEvent[],
  { note, now, counted }: FailedTry,
): Promise<Tries[]> {
  return query(
    trx,
    `insert into inbox (event_id, type, source, subject, aggregate_version, event, state, attempts,
       first_error, last_error, next_attempt_at, first_seen_at)
     select t.*, 'PENDING', $7::int, $8::text, $8::text, $9::timestamptz, $9::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::jsonb[]) t
     order by 1
     on conflict (event_id) do update set state = 'PENDING', waiting_for = null, attempts = inbox.attempts + $7::int,
       first_error = coalesce(inbox.first_error, $8::text), last_error = $8::text, next_attempt_at = $9::timestamptz
       where inbox.state in ('PENDING', 'WAITING')
     returning event_id, attempts`,
    [
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ source }) => source),
      events.map(({ subject }) => subject),
      events.map(({ aggregateversion }) => aggregateversion),
      events.map((event) => JSON.stringify(event)),
      counted ? 1 : 0,
      note.errorClass,
      now,
    ],
  );
}

/** Gives an event back that the open transaction has taken, with one more try counted; answers its tries. */
export async function returnTaken(
  trx: Executor,
  event: PlatformEvent,
  { note, now }: Pick<FailedTry, 'note' | 'now'>,
): Promise<number> {
  const { attempts } = await queryOne<{ attempts: number }>(
    trx,
    `update inbox set state = 'PENDING', event = $2, attempts = attempts + 1, settled_at = null, next_attempt_at = $4,
       first_error = coalesce(first_error, $3), last_error = $3
     where event_id = $1 returning attempts`,
    [event.id, event, note.errorClass, now],
  );
  return attempts;
}

/** Plans the next try of kept events. */
export async function planTry(trx: Executor, eventIds: readonly string[], at: Date): Promise<void> {
  await change(trx, `update inbox set next_attempt_at = $2 where event_id = any ($1::uuid[]) and state = 'PENDING'`, [
    eventIds,
    at,
  ]);
}

/** Gives an event up: it leaves the inbox's tries and becomes a dead letter for people to decide on. */
export async function bury(
  trx: Executor,
  eventId: string,
  { note, now }: Pick<FailedTry, 'note' | 'now'>,
): Promise<void> {
  await change(
    trx,
    `with dead as (
       update inbox set state = 'DEAD', next_attempt_at = null where event_id = $1 and state = 'PENDING'
       returning event_id, type, event, attempts, first_error, last_error)
     insert into dead_letter (event_id, type, event, attempts, first_error, last_error, error_code, died_at)
     select dead.*, $2, $3 from dead`,
    [eventId, note.code, now],
  );
}
