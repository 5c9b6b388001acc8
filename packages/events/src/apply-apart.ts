import type { PlatformEvent } from '@mz/contracts';
import type { Transaction } from 'kysely';
import type { Delivered, InboxParts } from './apply-batch.ts';
import { setAside } from './settle-failure.ts';
import { type Executor, query } from './statement.ts';
import { WaitingFor } from './waiting-for.ts';

/** Events of one transaction and what applies one. */
interface Application {
  readonly events: readonly PlatformEvent[];
  apply(event: PlatformEvent): Promise<void>;
}

// What a failing event undoes with it and has made again: half of them on average.
const groupSize = 10;

/**
 * Applies events of one transaction so that one that fails takes none of the others with it: its effect is undone, its try
 * is counted. Gives those that failed. Throws WaitingFor, and a fault that is no event's.
 */
export async function applyApart<DB>(
  parts: InboxParts<DB>,
  trx: Transaction<DB>,
  { events, apply }: Application,
): Promise<ReadonlyMap<string, Delivered>> {
  const failed = new Map<string, Delivered>();
  for (let at = 0; at < events.length; at += groupSize) {
    await applyGroup(events.slice(at, at + groupSize));
  }
  return failed;

  async function applyGroup(group: readonly PlatformEvent[]): Promise<void> {
    if (group.length === 0) return;
    // Not waited for: on the pipelined pool it goes out with the first statement of the first effect.
    const marked = mark(trx, 'savepoint events');
    for (const [index, event] of group.entries()) {
      try {
        await Promise.all([marked, apply(event)]);
      } catch (error) {
        if (error instanceof WaitingFor || parts.isTransient(error)) throw error;
        await mark(trx, 'rollback to savepoint events');
        await applyGroup(group.slice(0, index));
        failed.set(event.id, await setAside(parts, trx, { event, error }));
        return applyGroup(group.slice(index + 1));
      }
    }
    await mark(trx, 'release savepoint events');
  }
}

async function mark(trx: Executor, text: string): Promise<void> {
  await query(trx, text);
}
