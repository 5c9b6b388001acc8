import type { getBatch, OperationOutputOf } from '@mz/contracts';
import { prepared } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { BatchTable } from '../database.ts';
import { build } from '../query-builder.ts';
import type { LineRow } from './canonical.ts';
import type { BatchState } from './rules.ts';

/** A batch as the API shows it. */
export type Batch = OperationOutputOf<typeof getBatch>;

/** A batch as stored. */
export type BatchRow = Selectable<BatchTable> & { readonly state: BatchState };

/** One batch; throws BATCH_UNKNOWN, also when it lies outside the caller's reach. */
export async function getBatchRow(db: Db, id: string): Promise<BatchRow> {
  const row = await db.selectFrom('batch').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('BATCH_UNKNOWN');
  return asBatchRow(row);
}

/** One batch, locked until the transaction ends; undefined when there is none. */
export async function findBatchForUpdate(db: Db, id: string): Promise<BatchRow | undefined> {
  const row = await db.selectFrom('batch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : asBatchRow(row);
}

const batchById = prepared<BatchTogether, [id: string]>(
  build
    .selectFrom('batch')
    .selectAll()
    .select(
      sql<Found[]>`(select coalesce(json_agg(json_build_object('enrolmentId', enrolment_id, 'code', code, 'act', act)
        order by enrolment_id, code), '[]') from batch_anomaly where batch_id = batch.id)`.as('anomalies'),
    )
    .where('id', '=', ''),
);

type BatchTogether = Selectable<BatchTable> & { readonly anomalies: Found[] };
type Found = { readonly enrolmentId: string; readonly code: string; readonly act: string };

/** One batch with what the scan found; throws BATCH_UNKNOWN, also when it lies outside the caller's reach. */
export async function readBatch(kit: AppKit, ctx: Context, id: string): Promise<Batch> {
  const [row] = await kit.readOne(ctx, batchById(id));
  if (row === undefined) throw fail('BATCH_UNKNOWN');
  return shapeBatch(asBatchRow(row), row.anomalies);
}

/** The lines of a batch in the order of the canonical form, from after a line, at most `limit`. */
export function listLines(
  db: Db,
  batchId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<LineRow[]> {
  const query = db.selectFrom('batchLine').selectAll().where('batchId', '=', batchId).orderBy('lineId');
  const rest = page.after === undefined ? query : query.where('lineId', '>', page.after);
  return rest.limit(page.limit).execute();
}

/** The shape with its anomalies. */
export async function toBatch(db: Db, row: BatchRow): Promise<Batch> {
  const anomalies = await db
    .selectFrom('batchAnomaly')
    .select(['enrolmentId', 'code', 'act'])
    .where('batchId', '=', row.id)
    .orderBy('enrolmentId')
    .orderBy('code')
    .execute();
  return shapeBatch(row, anomalies);
}

function shapeBatch(row: BatchRow, anomalies: readonly Found[]): Batch {
  return {
    id: row.id,
    programme: row.programme === 'URBAN_DIBAO' ? 'URBAN_DIBAO' : 'RURAL_DIBAO',
    divisionCode: row.divisionCode,
    benefitMonth: row.benefitMonth,
    state: row.state,
    count: row.lineCount,
    totalFen: row.totalFen,
    sha256: row.sha256,
    sealedOn: row.sealedOn,
    anomalies: anomalies.map(({ act, ...found }) => ({ ...found, act: act === 'BLOCK' ? 'BLOCK' : 'WARN' })),
    refusedCode: row.refusedCode,
    version: row.version,
  };
}

/** Parse border: the check constraint admits no other state. */
export function asBatchRow(row: Selectable<BatchTable>): BatchRow {
  return row as BatchRow;
}
