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
