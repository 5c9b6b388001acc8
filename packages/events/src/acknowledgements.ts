import type { PlatformEvent } from '@mz/contracts';
import type { Database } from '@mz/db';
import { producerOf } from './build-event.ts';
import type { CrashPoint } from './crash-point.ts';
import { markAcknowledged } from './outbox.ts';
import type { EventQueue } from './queue.ts';
import { jobIdOf } from './relay.ts';

/** Name of the queue on which a producer is told which of its events have arrived. */
export function acknowledgementQueueOf(producer: string): string {
  return `acks.${producer}`;
}

/** Tells each producer that its events are in this service's inbox. A lost message is repaired by the reconciler. */
export async function acknowledge(
  queue: EventQueue,
  subscriber: string,
  events: readonly PlatformEvent[],
): Promise<void> {
  for (const [producer, own] of Map.groupBy(events, producerOf)) {
    const eventIds = own.map(({ id }) => id);
    const id = `${jobIdOf(eventIds)}-${subscriber}`;
    await queue.publish(acknowledgementQueueOf(producer), [{ id, body: { subscriber, eventIds } }]);
  }
}

/** Handles a message of `acks.<service>`: closes the deliveries that it names. */
export async function receiveAcknowledgement<DB>(
  parts: { database: Database<DB>; wall: () => Date; crashPoint: CrashPoint },
  body: unknown,
): Promise<void> {
  const message = readAcknowledgement(body);
  await parts.crashPoint('acknowledgement.before-mark');
  await markAcknowledged(parts.database.kysely, { ...message, now: parts.wall() });
}

function readAcknowledgement(body: unknown): { subscriber: string; eventIds: string[] } {
  if (typeof body === 'object' && body !== null && 'subscriber' in body && 'eventIds' in body) {
    const { subscriber, eventIds } = body;
    const ids = Array.isArray(eventIds) ? eventIds.filter((id) => typeof id === 'string') : [];
    if (typeof subscriber === 'string' && ids.length > 0) return { subscriber, eventIds: ids };
  }
  throw new TypeError('A message of an acknowledgement queue has another form');
}
