import type { PlatformEvent } from '@mz/contracts';
import { acknowledge } from './acknowledgements.ts';
import type { InboxParts } from './apply-batch.ts';
import { claimArrived, claimStored, findDue, nextDueInMs } from './inbox.ts';
import { processEvents } from './inbox-processor.ts';
import type { EventQueue } from './queue.ts';

const dueAtOnce = 100;
const othersAtWorkMs = 200;

/**
 * Handles a job of `events.<service>`. When it returns, each event of the job is in this service's inbox, applied or kept,
 * and its producer is told so. Rejects when the database or the queue is away; the job then comes again.
 */
export async function consumeJob<DB>(
  parts: InboxParts<DB> & { readonly service: string; readonly queue: EventQueue },
  body: unknown,
): Promise<void> {
  const events = readEvents(body);
  await processEvents(parts, events, claimArrived);
  await parts.crashPoint('consumer.after-commit');
  await acknowledge(parts.queue, parts.service, events);
}

/** Applies events of the inbox whose next try is due. Gives the ms until more are due, or undefined when none is planned. */
export async function retryDue<DB>(parts: InboxParts<DB>): Promise<number | undefined> {
  const due = await findDue(parts.database.kysely, parts.wall(), dueAtOnce);
  if (due.length === 0) return nextDueInMs(parts.database.kysely, parts.wall());
  const delivered = await processEvents(parts, due, claimStored);
  return delivered.every(({ state }) => state === 'DUPLICATE') ? othersAtWorkMs : 0;
}

function readEvents(body: unknown): PlatformEvent[] {
  if (typeof body === 'object' && body !== null && 'events' in body && Array.isArray(body.events)) {
    const events: unknown[] = body.events;
    if (events.every(isPlatformEvent)) return events;
  }
  throw new TypeError('A job of an event queue has another form');
}

function isPlatformEvent(value: unknown): value is PlatformEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Partial<Record<keyof PlatformEvent, unknown>>;
  const texts = [event.id, event.source, event.type, event.subject];
  return texts.every((text) => typeof text === 'string') && Number.isInteger(event.aggregateversion);
}
