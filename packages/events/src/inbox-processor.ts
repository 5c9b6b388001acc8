import type { PlatformEvent } from '@mz/contracts';
import { transaction } from '@mz/db';
import { applyBatch, type Delivered, type InboxParts, type Prepared, prepareBatch } from './apply-batch.ts';
import { noteFailure } from './failure.ts';
import { type Claim, claimStored, lockCause, markWaiting } from './inbox.ts';
import { countFailure, postpone } from './settle-failure.ts';
import { WaitingFor } from './waiting-for.ts';

// A consumer that names another cause at each look is wrong; its event waits for the last one.
const mostCauses = 10;

/**
 * Applies the events that the claim takes, each effect once, and says where each event stands. A batch is one transaction;
 * when it fails, or one of its events must wait, it is halved until that event stands alone. Rejects only when the
 * database is away.
 */
export function processEvents<DB>(
  parts: InboxParts<DB>,
  events: readonly PlatformEvent[],
  claim: Claim,
): Promise<Delivered[]> {
  const once = [...new Map(events.map((event) => [event.id, event])).values()];
  return once.length === 0 ? Promise.resolve([]) : processBatch(parts, { events: once, claim });
}

type Portion<DB> = { events: readonly PlatformEvent[]; claim: Claim; prepared?: Prepared<DB> };

async function processBatch<DB>(parts: InboxParts<DB>, portion: Portion<DB>): Promise<Delivered[]> {
  const { events, claim } = portion;
  let { prepared } = portion;
  try {
    prepared ??= await prepareBatch(parts, events);
    return await applyBatch(parts, { events, claim, prepared });
  } catch (error) {
    const [first, second] = events;
    if (parts.isTransient(error)) return postpone(parts, events, error);
    if (first !== undefined && second === undefined) return [await settleAlone(parts, first, claim, error)];
    parts.log.debug({ events: events.length, failure: noteFailure(error) }, 'batch failed, tried again in halves');
    const read = prepared === undefined ? {} : { prepared };
    const middle = Math.ceil(events.length / 2);
    const before = await processBatch(parts, { events: events.slice(0, middle), claim, ...read });
    return [...before, ...(await processBatch(parts, { events: events.slice(middle), claim, ...read }))];
  }
}

async function settleAlone<DB>(
  parts: InboxParts<DB>,
  event: PlatformEvent,
  claim: Claim,
  error: unknown,
): Promise<Delivered> {
  let failure = error;
  let taking = claim;
  for (let causes = 0; failure instanceof WaitingFor; causes += 1) {
    const cause = failure.waitingFor;
    if (!(await storeWaiting(parts, event, { claim: taking, cause }))) return { eventId: event.id, state: 'DUPLICATE' };
    taking = claimStored;
    const look = await lookAgain(parts, event);
    if (!('failure' in look)) return look;
    failure = look.failure;
    const sameCause = failure instanceof WaitingFor && failure.waitingFor === cause;
    if (sameCause || causes >= mostCauses) return { eventId: event.id, state: 'WAITING' };
  }
  if (!parts.isTransient(failure)) return countFailure(parts, event, failure);
  const [postponed] = await postpone(parts, [event], failure);
  return postponed ?? { eventId: event.id, state: 'DUPLICATE' };
}

function storeWaiting<DB>(
  parts: InboxParts<DB>,
  event: PlatformEvent,
  { claim, cause }: { claim: Claim; cause: string },
): Promise<boolean> {
  return transaction(parts.database, parts.scope, async (trx) => {
    await lockCause(trx, cause);
    const claimed = await claim(trx, [event], parts.wall());
    if (claimed.has(event.id)) await markWaiting(trx, event, cause);
    return claimed.has(event.id);
  });
}

// The cause may have become known between the first look and the stored row; whoever makes it known later finds the row.
async function lookAgain<DB>(
  parts: InboxParts<DB>,
  event: PlatformEvent,
): Promise<Delivered | { readonly failure: unknown }> {
  try {
    const prepared = await prepareBatch(parts, [event]);
    const [now] = await applyBatch(parts, { events: [event], claim: claimStored, prepared });
    return now ?? { eventId: event.id, state: 'DUPLICATE' };
  } catch (failure) {
    return { failure };
  }
}
