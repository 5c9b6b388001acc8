import type { PlatformEvent } from '@mz/contracts';
import { type Database, type Scope, transaction } from '@mz/db';
import type { Transaction } from 'kysely';
import { applyApart } from './apply-apart.ts';
import type { CrashPoint } from './crash-point.ts';
import type { ConsumerTable, EventConsumer } from './event-consumer.ts';
import { type Claim, markSkipped } from './inbox.ts';
import type { EventLog } from './queue.ts';
import type { Routing } from './routing.ts';
import { findSuperseded } from './state-versions.ts';
import { WaitingFor } from './waiting-for.ts';

/** When an event whose effect fails is tried again, and when it is given up; times in ms on the wall clock. */
export interface RetryPolicy {
  /** Tries before an event becomes a dead letter. */
  readonly attempts: number;
  /** Pause after the first, second, … try; the last one holds for all further. */
  readonly pausesMs: readonly number[];
  /** Pause after a failure that is not the event's fault; it is not counted. */
  readonly transientPauseMs: number;
}

/** What the inbox works with. */
export interface InboxParts<DB> {
  readonly database: Database<DB>;
  /** Row-level security of the consumers: the whole province, as `system:<service>:consumer`. */
  readonly scope: Scope;
  readonly routing: Routing;
  readonly consumers: ConsumerTable<DB>;
  readonly wall: () => Date;
  readonly retry: RetryPolicy;
  /** Says whether a failure is not the event's fault, such as a service that is down. */
  readonly isTransient: (error: unknown) => boolean;
  readonly log: EventLog;
  readonly crashPoint: CrashPoint;
}

/** Where an event stands now. DUPLICATE: it was taken before, or is being taken elsewhere. */
export interface Delivered {
  readonly eventId: string;
  readonly state: 'DONE' | 'SKIPPED' | 'WAITING' | 'PENDING' | 'DEAD' | 'DUPLICATE';
  /** Why it is PENDING or DEAD. */
  readonly error?: unknown;
}

/** What the consumers have read before the transaction. */
export type Prepared<DB> = ReadonlyMap<EventConsumer<DB>, unknown>;

/** A batch for one transaction: its events, what takes them, what was read for them. */
export interface Batch<DB> {
  readonly events: readonly PlatformEvent[];
  readonly claim: Claim;
  readonly prepared: Prepared<DB>;
}

/** Lets each consumer read what it needs for its part of the batch. Throws ConsumerMissing. */
export async function prepareBatch<DB>(parts: InboxParts<DB>, events: readonly PlatformEvent[]): Promise<Prepared<DB>> {
  const readings = [...Map.groupBy(events, ({ type }) => type)].flatMap(([type, own]) =>
    parts.consumers.consumersOf(type).map(async (consumer) => [consumer, await consumer.prepare?.(own)] as const),
  );
  return new Map(await Promise.all(readings));
}

/**
 * Inbox rows and effects of a batch in one transaction; of several events one that fails is set aside with its try counted.
 * Throws WaitingFor, a fault that is no event's, or what the effect of an event that is alone threw; then nothing is left.
 */
export function applyBatch<DB>(parts: InboxParts<DB>, batch: Batch<DB>): Promise<Delivered[]> {
  return transaction(parts.database, parts.scope, async (trx) => {
    const claimed = await batch.claim(trx, batch.events, parts.wall());
    const taken = batch.events.filter(({ id }) => claimed.has(id));
    const superseded = await findSuperseded(trx, taken, parts.routing);
    const current = taken.filter(({ id }) => !superseded.has(id));
    const apply = (event: PlatformEvent): Promise<void> => applyEvent(parts, trx, event, batch.prepared);
    const failed =
      batch.events.length === 1
        ? await applyAll(current, apply)
        : await applyApart(parts, trx, { events: current, apply });
    if (superseded.size > 0) await markSkipped(trx, [...superseded]);
    await parts.crashPoint('consumer.before-commit');
    return batch.events.map(({ id }): Delivered => {
      if (!claimed.has(id)) return { eventId: id, state: 'DUPLICATE' };
      const aside = failed.get(id);
      if (aside !== undefined) return aside;
      return { eventId: id, state: superseded.has(id) ? 'SKIPPED' : 'DONE' };
    });
  });
}

async function applyAll(
  events: readonly PlatformEvent[],
  apply: (event: PlatformEvent) => Promise<void>,
): Promise<ReadonlyMap<string, Delivered>> {
  for (const event of events) await apply(event);
  return new Map();
}

async function applyEvent<DB>(
  parts: InboxParts<DB>,
  trx: Transaction<DB>,
  event: PlatformEvent,
  prepared: Prepared<DB>,
): Promise<void> {
  for (const consumer of parts.consumers.consumersOf(event.type)) {
    const outcome = await consumer.apply(trx, event, prepared.get(consumer));
    if (outcome.kind === 'waiting') throw new WaitingFor(outcome.for);
  }
}
