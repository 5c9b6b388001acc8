import type { CensusBatch, CensusTask } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { CensusBatchTable, CensusTaskTable } from '../database.ts';
import type { BatchState } from './machine.ts';

export type BatchView = Static<typeof CensusBatch>;
export type TaskView = Static<typeof CensusTask>;
export type BatchRow = Selectable<CensusBatchTable> & { readonly state: BatchState };
export type TaskRow = Selectable<CensusTaskTable>;

/** A task with what its batch says. */
export type OpenTask = TaskRow & { readonly batchState: BatchState; readonly round: number };

/** The batch under lock; throws CENSUS_BATCH_UNKNOWN. */
export async function lockBatch(db: Db, id: string): Promise<BatchRow> {
  const row = await db.selectFrom('censusBatch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('CENSUS_BATCH_UNKNOWN');
  // The check of the column admits the states only.
  return row as BatchRow;
}

/** The task under lock with the state of its batch, which stays as it is until the end; throws CENSUS_TASK_UNKNOWN. */
export async function lockTask(db: Db, id: string): Promise<OpenTask> {
  const { rows } = await sql<OpenTask>`
    select t.*, b.state as batch_state, b.round from census_task t join census_batch b on b.id = t.batch_id
    where t.id = ${id} for update of t for share of b`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('CENSUS_TASK_UNKNOWN');
  return row;
}

const countsOf = (key: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('state', c.state, 'count', c.count) order by c.state), '[]')
    from (select r.state, count(*)::int as count from census_record r where ${key} group by r.state) c)`;

/** Batches that fit, newest first. */
export async function listBatchViews(db: Db, where: RawBuilder<unknown>, limit: number): Promise<BatchView[]> {
  const { rows } = await sql<BatchView>`
    select b.id, b.division_code, b.year, b.number, b.title, b.state, b.round,
      (select coalesce(sum(t.planned), 0)::int from census_task t where t.batch_id = b.id) as planned,
      ${countsOf(sql`r.batch_id = b.id`)} as counts,
      (select count(*)::int from census_defect d where d.batch_id = b.id and d.resolved_at is null) as open_defects,
      b.accepted_on, b.review_doc, b.version
    from census_batch b where ${where} order by b.id desc limit ${limit}`.execute(db);
  return rows;
}

/** One batch; throws CENSUS_BATCH_UNKNOWN. */
export async function showBatch(db: Db, id: string): Promise<BatchView> {
  const [view] = await listBatchViews(db, sql`b.id = ${id}`, 1);
  if (view === undefined) throw fail('CENSUS_BATCH_UNKNOWN');
  return view;
}

/** Tasks that fit, newest first. */
export async function listTaskViews(db: Db, where: RawBuilder<unknown>, limit: number): Promise<TaskView[]> {
  const { rows } = await sql<TaskView>`
    select t.id, t.batch_id, t.division_code, b.year, b.state as batch_state, t.planned,
      ${countsOf(sql`r.task_id = t.id`)} as counts,
      (select count(*)::int from census_defect d join census_record r on r.id = d.record_id
        where r.task_id = t.id and d.resolved_at is null) as open_defects,
      t.version
    from census_task t join census_batch b on b.id = t.batch_id
    where ${where} order by t.id desc limit ${limit}`.execute(db);
  return rows;
}

/** One task; throws CENSUS_TASK_UNKNOWN. */
export async function showTask(db: Db, id: string): Promise<TaskView> {
  const [view] = await listTaskViews(db, sql`t.id = ${id}`, 1);
  if (view === undefined) throw fail('CENSUS_TASK_UNKNOWN');
  return view;
}

/** Writes defects of a batch's records. */
export async function insertDefects(db: Db, defects: readonly DefectRow[]): Promise<void> {
  await sql`insert into census_defect
      (id, batch_id, record_id, division_code, round, level, field, note, found_by, found_on)
    select d.id, d."batchId", d."recordId", d."divisionCode", d.round, d.level, d.field, d.note, d."foundBy", d."foundOn"
    from jsonb_to_recordset(${JSON.stringify(defects)}::jsonb) as d (id uuid, "batchId" uuid, "recordId" uuid,
      "divisionCode" text, round int, level text, field text, note text, "foundBy" text, "foundOn" date)`.execute(db);
}

/** A defect as it is written. */
export interface DefectRow {
  readonly id: string;
  readonly batchId: string;
  readonly recordId: string;
  readonly divisionCode: string;
  readonly round: number;
  readonly level: 'TOWNSHIP' | 'COUNTY' | 'CITY' | 'PROVINCE';
  readonly field: string;
  readonly note: string;
  readonly foundBy: string;
  readonly foundOn: string;
}

/** Moves all records of a batch to a state. */
export async function moveRecords(
  db: Db,
  { batchId, state, now }: { batchId: string; state: string; now: Date },
): Promise<void> {
  await sql`update census_record set state = ${state}, version = version + 1, updated_at = ${now}
    where batch_id = ${batchId}`.execute(db);
}
