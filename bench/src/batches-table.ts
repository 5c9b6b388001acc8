import { randomUUID } from 'node:crypto';
import { getBatch } from '@mz/contracts';
import type pg from 'pg';
import type { Call } from './load/load.ts';
import { copyRows } from './server.ts';

/** Batches of invented counties with up to two findings each. */
export async function fillBatches(client: pg.Client, ids: readonly string[]): Promise<void> {
  const columns = ['id', 'programme', 'division_code', 'benefit_month', 'kind', 'state', 'line_count', 'total_fen'];
  const rows = ids.map((id, index) => [
    ...[id, 'URBAN_DIBAO', `3701${String(index % 90).padStart(2, '0')}000000`, '2014-03', 'REGULAR', 'CHECKED', index],
    ...[index * 1_000, 'bench-officer', '2014-02-20T08:00:00Z'],
  ]);
  await copyRows(client, 'batch', [...columns, 'generated_by', 'created_at'], rows);
  // Nobody reads the enrolments behind them here.
  await client.query('set session_replication_role = replica');
  const anomalies = ids.flatMap((id, index) =>
    Array.from({ length: index % 3 }, (_, number) => [id, randomUUID(), `BENCH_${number}`, 'WARN']),
  );
  await copyRows(client, 'batch_anomaly', ['batch_id', 'enrolment_id', 'code', 'act'], anomalies);
  await client.query('reset session_replication_role');
  await client.query('vacuum (analyze) batch, batch_anomaly');
}

/** A read of each of these batches. */
export function batchCalls(ids: readonly string[], headers: (index: number) => Record<string, string>): Call[] {
  return ids.map((id, index) => ({
    method: 'GET',
    path: getBatch.path.replace('{id}', id),
    headers: headers(index),
  }));
}
