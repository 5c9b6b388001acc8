import type { PlatformEvent } from '@mz/contracts';
import { transaction } from '@mz/db';
import type { Delivered, InboxParts, RetryPolicy } from './apply-batch.ts';
import { ConsumerMissing } from './event-consumer.ts';
import { type FailureNote, noteFailure } from './failure.ts';
import { bury, keepForAnotherTry, planTry, returnTaken } from './inbox-failures.ts';
import type { Executor } from './statement.ts';

/** Counts a failed try of one event: it is tried again after a pause, or becomes a dead letter. */
export async function countFailure<DB>(
  parts: InboxParts<DB>,
  event: PlatformEvent,
  error: unknown,
): Promise<Delivered> {
  const { database, scope, wall, log } = parts;
  const note = noteFailure(error);
  const now = wall();
  const state = await transaction(database, scope, async (trx) => {
    const [tries] = await keepForAnotherTry(trx, [event], { note, now, counted: true });
    if (tries === undefined) return 'DUPLICATE';
    return decideNext(parts, trx, { eventId: event.id, attempts: tries.attempts, error, note, now });
  });
  log.warn({ eventId: event.id, type: event.type, state, failure: note, err: error }, 'event failed');
  return { eventId: event.id, state, error };
}

/** Counts a failed try inside the transaction that had taken the event: it is kept for another one, or becomes a dead letter. */
export async function setAside<DB>(
  parts: InboxParts<DB>,
  trx: Executor,
  { event, error }: { readonly event: PlatformEvent; readonly error: unknown },
): Promise<Delivered> {
  const note = noteFailure(error);
  const now = parts.wall();
  const attempts = await returnTaken(trx, event, { note, now });
  const state = await decideNext(parts, trx, { eventId: event.id, attempts, error, note, now });
  parts.log.warn({ eventId: event.id, type: event.type, state, failure: note, err: error }, 'event failed');
  return { eventId: event.id, state, error };
}

type Next = { eventId: string; attempts: number; error: unknown; note: FailureNote; now: Date };

async function decideNext<DB>(
  { retry }: InboxParts<DB>,
  trx: Executor,
  { eventId, attempts, error, note, now }: Next,
): Promise<'DEAD' | 'PENDING'> {
  // A consumer that does not exist yet will not exist after a pause either: the event waits for a release.
  if (attempts >= retry.attempts || error instanceof ConsumerMissing) {
    await bury(trx, eventId, { note, now });
    return 'DEAD';
  }
  await planTry(trx, [eventId], later(now, pauseAfter(retry, attempts)));
  return 'PENDING';
}

/** Keeps events for later whose failure is not their fault; the try is not counted. */
export async function postpone<DB>(
  parts: InboxParts<DB>,
  events: readonly PlatformEvent[],
  error: unknown,
): Promise<Delivered[]> {
  const { database, scope, wall, retry, log } = parts;
  const note = noteFailure(error);
  const now = wall();
  const kept = await transaction(database, scope, async (trx) => {
    const tries = await keepForAnotherTry(trx, events, { note, now, counted: false });
    const eventIds = tries.map(({ eventId }) => eventId);
    await planTry(trx, eventIds, later(now, retry.transientPauseMs));
    return new Set(eventIds);
  });
  log.warn({ events: events.length, failure: note, err: error }, 'events postponed for a fault that is not theirs');
  return events.map(({ id }): Delivered => {
    return kept.has(id) ? { eventId: id, state: 'PENDING', error } : { eventId: id, state: 'DUPLICATE' };
  });
}

function pauseAfter({ pausesMs }: RetryPolicy, attempts: number): number {
  return pausesMs[Math.min(attempts, pausesMs.length) - 1] ?? 0;
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
