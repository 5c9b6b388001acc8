import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/*
 * What screening reads of persons and what is told of them meanwhile take turns until their transactions end: else a batch
 * that is being taken over does not see the notice, and the notice does not see its lines.
 */

const key = sql`hashtextextended('payments/screening', 0)`;

/** Screening; several go at the same time. */
export async function takeScreeningTurn(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${key})`.execute(db);
}

/** Something new is known of a person: whoever screens is waited for, and waits then. */
export async function takeNoticeTurn(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${key})`.execute(db);
}
