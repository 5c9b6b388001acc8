import type { OperationOutputOf, personMerged, personSplit, proposeMerge } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { PersonMergeTable } from '../database.ts';

/** A stored merge. */
export type MergeRow = Selectable<PersonMergeTable>;

/** A merge as it is told. */
export type MergeView = OperationOutputOf<typeof proposeMerge>;

/** The merge, locked; throws MERGE_UNKNOWN, also for one of another division. */
export async function getMerge(db: Db, id: string): Promise<MergeRow> {
  const row = await db.selectFrom('personMerge').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('MERGE_UNKNOWN');
  return row;
}

/** Merges of the caller's division, newest first. */
export function listMergeRows(
  db: Db,
  { state, after, first }: { state: string | undefined; after: readonly unknown[] | undefined; first: number },
): Promise<MergeRow[]> {
  let query = db.selectFrom('personMerge').selectAll();
  if (state !== undefined) query = query.where('state', '=', state);
  if (after !== undefined) query = query.where(sql<SqlBool>`id < ${after[0]}::uuid`);
  return query
    .orderBy('id', 'desc')
    .limit(first + 1)
    .execute();
}

/** Whether an open merge takes this record away already. */
export async function isBeingDropped(db: Db, personId: string): Promise<boolean> {
  const found = await db
    .selectFrom('personMerge')
    .select('id')
    .where('dropped', '=', personId)
    .where('state', '=', 'PROPOSED')
    .executeTakeFirst();
  return found !== undefined;
}

/** Counts the event in the kept person's versions and tells the other services. */
export async function publishPair(
  { unit }: Work,
  event: typeof personMerged | typeof personSplit,
  { kept, dropped, divisionCode }: { kept: string; dropped: string; divisionCode: string },
): Promise<void> {
  const { version } = await unit.db
    .updateTable('person')
    .set((one) => ({ version: one('version', '+', 1), matchDue: true }))
    .where('id', '=', kept)
    .returning('version')
    .executeTakeFirstOrThrow();
  unit.publish(event, { subject: kept, divisionCode, aggregateVersion: version, data: { kept, dropped } });
}

/** The merge as it is told: ids, never names. */
export function viewOf(row: MergeRow): MergeView {
  const { id, kept, dropped, reason } = row;
  return {
    id,
    kept,
    dropped,
    // The table's check admits nothing else.
    state: row.state as MergeView['state'],
    reason,
    proposedAt: row.proposedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}
