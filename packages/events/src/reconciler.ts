import type { Database } from '@mz/db';
import { reviveUnacknowledged } from './outbox.ts';
import type { EventLog } from './queue.ts';
import type { EventSettings } from './runtime-options.ts';

/** What the reconciler works with. */
export interface ReconcilerParts<DB> {
  readonly database: Database<DB>;
  readonly wall: () => Date;
  readonly log: EventLog;
  readonly settings: Pick<EventSettings, 'leaseMs'>;
}

/**
 * Makes published events pending again that their subscriber has not acknowledged within the lease, because the queue may
 * have lost them; gives their number. Harmless when it had not: the subscriber's inbox knows them.
 */
export async function reconcile<DB>(parts: ReconcilerParts<DB>, now: Date = parts.wall()): Promise<number> {
  const revived = await reviveUnacknowledged(parts.database.kysely, now, parts.settings.leaseMs);
  if (revived > 0) parts.log.warn({ events: revived }, 'unacknowledged events are published again');
  return revived;
}
