import { createHash } from 'node:crypto';
import { type Database, type Scope, transaction } from '@mz/db';
import type { CrashPoint } from './crash-point.ts';
import { type Chunk, claimPending, type Delivery, markPublished } from './outbox.ts';
import type { EventQueue } from './queue.ts';

/** What the relay works with. */
export interface RelayParts<DB> {
  readonly database: Database<DB>;
  readonly scope: Scope;
  readonly queue: EventQueue;
  readonly wall: () => Date;
  readonly crashPoint: CrashPoint;
}

// Most events of one subscriber in one job.
const eventsPerJob = 100;
const deliveriesPerStep = 1_000;

/** Name of the queue of one subscriber. */
export function eventQueueOf(subscriber: string): string {
  return `events.${subscriber}`;
}

/**
 * Puts one batch of pending deliveries on the queue and gives their number. The rows stay locked until they are marked,
 * so a second relay takes others; when this one dies in between they are still pending and go out again.
 */
export function relayOnce<DB>(parts: RelayParts<DB>): Promise<number> {
  return transaction(parts.database, parts.scope, async (trx) => {
    const deliveries = await claimPending(trx, deliveriesPerStep);
    if (deliveries.length === 0) return 0;
    const chunks = toChunks(deliveries);
    await parts.crashPoint('relay.before-publish');
    await publish(parts.queue, chunks, deliveries);
    await parts.crashPoint('relay.after-publish');
    await markPublished(trx, chunks, parts.wall());
    return deliveries.length;
  });
}

// What was on the queue before keeps its job's name, so that a job still queued is not doubled; a new job is named after
// its events, so that a relay that died before marking does not double it either.
function toChunks(deliveries: readonly Delivery[]): Chunk[] {
  const groups = Map.groupBy(deliveries, ({ subscriber, jobId }) => JSON.stringify([subscriber, jobId]));
  return [...groups.values()].flatMap((group) => slices(group, eventsPerJob).flatMap(toChunk));
}

function toChunk(slice: readonly Delivery[]): Chunk[] {
  const [first] = slice;
  if (first === undefined) return [];
  const eventIds = slice.map(({ eventId }) => eventId);
  return [{ subscriber: first.subscriber, jobId: first.jobId ?? jobIdOf(eventIds), eventIds }];
}

/** The name of the job that carries these events. */
export function jobIdOf(eventIds: readonly string[]): string {
  const hash = createHash('sha256').update(eventIds.join('\n')).digest('hex');
  return `e-${hash.slice(0, 32)}`;
}

async function publish(queue: EventQueue, chunks: readonly Chunk[], deliveries: readonly Delivery[]): Promise<void> {
  const payloads = new Map(deliveries.map(({ eventId, payload }) => [eventId, payload]));
  for (const [subscriber, own] of Map.groupBy(chunks, (chunk) => chunk.subscriber)) {
    const jobs = own.map(({ jobId, eventIds }) => ({
      id: jobId,
      body: { events: eventIds.map((id) => payloads.get(id)) },
    }));
    await queue.publish(eventQueueOf(subscriber), jobs);
  }
}

function slices<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
