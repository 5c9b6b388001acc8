import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** The open batches in which these entitlements have a line, locked until the transaction ends. */
export async function lockOpenBatches(db: Db, enrolmentId: string): Promise<void> {
  await sql`
    select id from batch where sealed_on is null
      and id in (select batch_id from batch_line where enrolment_id = ${enrolmentId}) order by id for update`.execute(
    db,
  );
}

/**
 * Takes the lines of these entitlements out of their open batches: they are owed without a line, the batch follows in
 * count and total and is a draft again, for what was checked or approved is no longer what it holds.
 */
export async function takeOutOfBatches(db: Db, entitlementIds: readonly string[]): Promise<void> {
  if (entitlementIds.length === 0) return;
  const removed = await db
    .deleteFrom('batchLine')
    .where(sql<SqlBool>`entitlement_id = any(${[...entitlementIds]}::uuid[])`)
    .where(sql<SqlBool>`exists (select from batch where batch.id = batch_id and sealed_on is null)`)
    .returning(['batchId', 'entitlementId'])
    .execute();
  if (removed.length === 0) return;
  const ids = removed.map(({ entitlementId }) => entitlementId);
  await db
    .updateTable('entitlement')
    .set({ lineId: null, state: 'OWED' })
    .where(sql<SqlBool>`id = any(${ids}::uuid[])`)
    .execute();
  const batchIds = [...new Set(removed.map(({ batchId }) => batchId))];
  await sql`
    update batch set state = 'DRAFT', version = version + 1, checked_by = null, approved_by = null,
      line_count = (select count(*) from batch_line where batch_id = batch.id),
      total_fen = (select coalesce(sum(amount_fen), 0) from batch_line where batch_id = batch.id)
    where id = any(${batchIds}::uuid[])`.execute(db);
}
