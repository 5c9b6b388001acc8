import type { Fen } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { readTables } from './amounts.ts';
import { refreshDeductions } from './deductions.ts';
import { listDoubled, type Shared } from './doubles.ts';
import { type Batch, getBatchRow } from './queries.ts';
import type { Anomaly } from './rules.ts';
import { blockedOf, scanAll } from './scan.ts';
import { officersOf, stepBatch } from './step.ts';

/** Runs the anomaly scan (handbook §6.2): what it blocks leaves the batch and is held, what it warns of stays and is shown. */
export async function checkBatch(kit: AppKit, ctx: Context, id: string): Promise<Batch> {
  const doubled = await listDoubled(kit, await kit.read(ctx, (db) => readShares(db, id)));
  return stepBatch(kit, ctx, id, {
    action: 'check',
    async run(work, { divisionCode }) {
      const { db } = work.unit;
      const lines = await db
        .selectFrom('batchLine')
        .select(['enrolmentId', 'benefitMonth', 'kind', 'amountFen', 'decisionId', 'shares'])
        .where('batchId', '=', id)
        .execute();
      const tables = await readTables(db, divisionCode);
      const found = await scanAll(work, lines, { tables, doubled });
      await saveAnomalies(db, id, found);
      await holdLines(db, id, [...blockedOf(found)]);
      await refreshDeductions(db, { batchId: id });
      return { ...(await sumLines(db, id)), checkedBy: ctx.actor.subject };
    },
  });
}

/** Who shares what; throws BATCH_UNKNOWN. */
async function readShares(db: Db, id: string): Promise<Shared[]> {
  await getBatchRow(db, id);
  return db.selectFrom('batchLine').select(['enrolmentId', 'shares']).where('batchId', '=', id).execute();
}

/** Approves the checked batch: another person than who generated or checked it. */
export function approveBatch(kit: AppKit, ctx: Context, id: string): Promise<Batch> {
  return stepBatch(kit, ctx, id, {
    action: 'approve',
    separatedFrom: officersOf,
    async run(_, { lineCount }) {
      if (lineCount === 0) throw fail('NOTHING_TO_PAY');
      return { approvedBy: ctx.actor.subject };
    },
  });
}

/** What an earlier check warned of is found again or is over; what it blocked is out of the batch and stays written. */
async function saveAnomalies(db: Db, batchId: string, found: readonly Anomaly[]): Promise<void> {
  await db.deleteFrom('batchAnomaly').where('batchId', '=', batchId).where('act', '=', 'WARN').execute();
  await sql`
    insert into batch_anomaly (batch_id, enrolment_id, code, act)
    select ${batchId}, "enrolmentId", code, act
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as found ("enrolmentId" uuid, code text, act text)
    on conflict (batch_id, enrolment_id, code) do nothing`.execute(db);
}

async function holdLines(db: Db, batchId: string, enrolmentIds: readonly string[]): Promise<void> {
  await sql`
    with removed as (
      delete from batch_line where batch_id = ${batchId} and enrolment_id = any(${[...enrolmentIds]}::uuid[])
      returning entitlement_id
    )
    update entitlement set line_id = null, state = 'HELD' from removed where id = removed.entitlement_id`.execute(db);
}

async function sumLines(db: Db, batchId: string): Promise<{ lineCount: number; totalFen: Fen }> {
  return db
    .selectFrom('batchLine')
    .select(sql<number>`count(*)`.as('lineCount'))
    .select(sql<Fen>`coalesce(sum(amount_fen), 0)::bigint`.as('totalFen'))
    .where(sql<SqlBool>`batch_id = ${batchId}`)
    .executeTakeFirstOrThrow();
}
