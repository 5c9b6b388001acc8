import { type Executor, queryOne } from './statement.ts';

/** What of the inbox is not settled; the age is that of the longest waiting event, in ms on the wall clock. */
export interface InboxStats {
  readonly pending: number;
  readonly waiting: number;
  readonly oldestWaitingMs: number | undefined;
  readonly openDeadLetters: number;
}

/** Counts what of the inbox is not settled. */
export async function inboxStats(db: Executor, now: Date): Promise<InboxStats> {
  const row = await queryOne<{ pending: number; waiting: number; oldest: Date | null; dead: number }>(
    db,
    `select
       (select count(*)::int from inbox where state = 'PENDING') as pending,
       (select count(*)::int from inbox where state = 'WAITING') as waiting,
       (select min(first_seen_at) from inbox where state = 'WAITING') as oldest,
       (select count(*)::int from dead_letter where state = 'OPEN') as dead`,
  );
  const oldestWaitingMs = row.oldest === null ? undefined : Math.max(0, now.getTime() - row.oldest.getTime());
  return { pending: row.pending, waiting: row.waiting, oldestWaitingMs, openDeadLetters: row.dead };
}
