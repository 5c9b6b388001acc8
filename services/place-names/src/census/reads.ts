import type {
  listCensusBatches,
  listCensusRecords,
  listCensusTasks,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { type BatchView, listBatchViews, listTaskViews, showBatch, showTask, type TaskView } from './batch-queries.ts';
import { listRecordViews, type RecordView } from './record-queries.ts';

/** One batch, when it lies in the caller's division; throws CENSUS_BATCH_UNKNOWN, SCOPE_FORBIDDEN. */
export async function readBatch(kit: AppKit, ctx: Context, id: string): Promise<BatchView> {
  const batch = await kit.read(ctx, (db) => showBatch(db, id));
  kit.authorize(ctx, batch);
  return batch;
}

/** One task, when it lies in the caller's division; throws CENSUS_TASK_UNKNOWN, SCOPE_FORBIDDEN. */
export async function readTask(kit: AppKit, ctx: Context, id: string): Promise<TaskView> {
  const task = await kit.read(ctx, (db) => showTask(db, id));
  kit.authorize(ctx, task);
  return task;
}

/** Batches of the caller's division, newest first. */
export async function readBatches(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, year, state }: OperationInputOf<typeof listCensusBatches>['query'],
): Promise<OperationOutputOf<typeof listCensusBatches>> {
  const where = sql`${inside(sql`b.division_code`)} and ${since(sql`b.id <`, after)} and ${equal(sql`b.year`, year)} and ${equal(sql`b.state`, state)}`;
  const rows = await kit.read(ctx, (db) => listBatchViews(db, where, first + 1));
  return pageOf(rows, first, ({ id }) => [id]);
}

/** Tasks of the townships in the caller's division, newest first. */
export async function readTasks(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, batchId }: OperationInputOf<typeof listCensusTasks>['query'],
): Promise<OperationOutputOf<typeof listCensusTasks>> {
  const where = sql`${inside(sql`t.division_code`)} and ${since(sql`t.id <`, after)} and ${equal(sql`t.batch_id`, batchId)}`;
  const rows = await kit.read(ctx, (db) => listTaskViews(db, where, first + 1));
  return pageOf(rows, first, ({ id }) => [id]);
}

/** Records of the caller's division, oldest first. */
export async function readRecords(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, batchId, taskId, state }: OperationInputOf<typeof listCensusRecords>['query'],
): Promise<OperationOutputOf<typeof listCensusRecords>> {
  const where = sql`${since(sql`r.id >`, after)} and ${equal(sql`r.batch_id`, batchId)}
    and ${equal(sql`r.task_id`, taskId)} and ${equal(sql`r.state`, state)}`;
  const rows = await kit.read(ctx, (db) => listRecordViews(kit, db, { where, limit: first + 1 }));
  return pageOf(rows, first, ({ id }) => [id]);
}

/** Records by their ids, as far as the caller reaches. */
export async function readRecordsById(
  kit: AppKit,
  ctx: Context,
  ids: readonly string[],
): Promise<Map<string, RecordView>> {
  const where = sql`r.id = any(${[...ids]}::uuid[])`;
  const rows = await kit.read(ctx, (db) => listRecordViews(kit, db, { where, limit: ids.length }));
  return new Map(rows.map((row) => [row.id, row]));
}

// Whoever works inside a batch or a task reaches its row for their work, and does not list it.
function inside(column: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`starts_with(${column}, (select current_setting('app.division', true)))`;
}

function since(column: RawBuilder<unknown>, after: string | undefined): RawBuilder<unknown> {
  const [last] = readCursor(after, ['string']) ?? [];
  return last === undefined ? sql`true` : sql`${column} ${last}::uuid`;
}

function equal(column: RawBuilder<unknown>, value: string | number | undefined): RawBuilder<unknown> {
  return value === undefined ? sql`true` : sql`${column} = ${value}`;
}
