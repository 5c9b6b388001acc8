import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** Counts of one process, day and step. */
export interface TimeRow {
  readonly processId: string;
  readonly day: string;
  readonly upperMs: number;
  readonly calls: number;
}

/** Adds counts to those of the same process, day and step. */
export async function addTimes(db: Db, rows: readonly TimeRow[]): Promise<void> {
  await db
    .insertInto('placeSearchTime')
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .columns(['day', 'processId', 'upperMs'])
        .doUpdateSet({ calls: sql<number>`place_search_time.calls + excluded.calls` }),
    )
    .execute();
}

/** Counts of all processes by step in a year, the fast ones first. */
export function listTimes(db: Db, year: number) {
  return db
    .selectFrom('placeSearchTime')
    .select(({ fn }) => ['upperMs', fn.sum<number>('calls').as('calls')])
    .where('day', '>=', `${year}-01-01`)
    .where('day', '<', `${year + 1}-01-01`)
    .groupBy('upperMs')
    .orderBy('upperMs')
    .execute();
}
