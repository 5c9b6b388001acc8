import type { getObjection, OperationOutputOf } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { ObjectionTable } from '../database.ts';

/** A contested item; those of one objection share its `batchId`. */
export type ObjectionRow = Selectable<ObjectionTable>;
/** An objection as the interface shows it. */
export type Objection = OperationOutputOf<typeof getObjection>;

/** The items of one objection, locked when asked for; throws OBJECTION_UNKNOWN. */
export async function getObjectionRows(db: Db, id: string, lock = false): Promise<[ObjectionRow, ...ObjectionRow[]]> {
  const query = db.selectFrom('objection').selectAll().where('batchId', '=', id).orderBy('id');
  const [first, ...rest] = await (lock ? query.forUpdate() : query).execute();
  if (first === undefined) throw fail('OBJECTION_UNKNOWN');
  return [first, ...rest];
}

/** Objections against a version that are not answered yet. */
export async function listOpenObjections(db: Db, reportId: string): Promise<ObjectionRow[]> {
  return db
    .selectFrom('objection')
    .selectAll()
    .where('reportId', '=', reportId)
    .where('state', 'in', ['OPEN', 'REVERIFYING'])
    .orderBy('id')
    .execute();
}

/** The objection in the shape of the contract. */
export function toObjection(rows: readonly [ObjectionRow, ...ObjectionRow[]], requestId: string): Objection {
  const [{ batchId, reportId, openedOn, dueOn, state, closedOn }] = rows;
  return {
    ...{ id: batchId, reportId, requestId, openedOn, dueOn, state, closedOn },
    items: rows.map(({ personId, itemType }) => ({ personId, type: itemType })),
    agencyErrors: [...new Set(rows.flatMap((row) => row.agencyErrors))].sort(),
  };
}

/** What a page of objections is chosen by. */
export interface ObjectionFilter {
  readonly limit: number;
  readonly beforeId?: string | undefined;
  readonly state?: string;
  readonly reportId?: string;
  /** Open ones whose answer was due before this day. */
  readonly dueBefore?: string;
}

/** A page of objections with all their items and their request, newest first. */
export async function listObjectionBatches(
  db: Db,
  filter: ObjectionFilter,
): Promise<{ rows: [ObjectionRow, ...ObjectionRow[]]; requestId: string }[]> {
  let query = db
    .selectFrom('objection')
    .innerJoin('report', 'report.id', 'objection.reportId')
    .select(['objection.batchId', 'report.requestId'])
    .distinct()
    .orderBy('objection.batchId', 'desc')
    .limit(filter.limit);
  if (filter.beforeId !== undefined) query = query.where('objection.batchId', '<', filter.beforeId);
  if (filter.state !== undefined) query = query.where('objection.state', '=', filter.state);
  if (filter.reportId !== undefined) query = query.where('objection.reportId', '=', filter.reportId);
  if (filter.dueBefore !== undefined) {
    query = query
      .where('objection.state', 'in', ['OPEN', 'REVERIFYING'])
      .where('objection.dueOn', '<', filter.dueBefore);
  }
  const batches = await query.execute();
  if (batches.length === 0) return [];
  const ids = batches.map(({ batchId }) => batchId);
  const rows = await db.selectFrom('objection').selectAll().where('batchId', 'in', ids).orderBy('id').execute();
  return batches.flatMap(({ batchId, requestId }) => {
    const [first, ...rest] = rows.filter((row) => row.batchId === batchId);
    return first === undefined ? [] : [{ rows: [first, ...rest], requestId }];
  });
}
