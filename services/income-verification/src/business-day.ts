import { sql } from 'kysely';
import type { Work } from './app-kit.ts';

/**
 * Tells the open transaction its business day, on which the database decides whether a question may exist or leave. The
 * setting ends with the transaction: the next one on the connection has none, and may send nothing until it says so.
 */
export async function stateBusinessDay({ kit, unit }: Pick<Work, 'kit' | 'unit'>): Promise<void> {
  await sql`select set_config('app.business_day', ${kit.clock.today()}, true)`.execute(unit.db);
}
