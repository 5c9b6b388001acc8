import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { copyRows } from './server.ts';

/** Rows from one number to before another, each of a division of its own, all in force. */
export async function fillStandards(client: pg.Client, from: number, to: number): Promise<void> {
  const columns = [
    ...['id', 'programme', 'division_code', 'amount_fen', 'period', 'valid_from', 'published_doc_no', 'published_on'],
    ...['status', 'proposed_by', 'approved_by', 'recorded_at'],
  ];
  function* rows(): Generator<readonly unknown[]> {
    for (let number = from; number < to; number += 1)
      yield [
        ...[randomUUID(), 'RURAL_DIBAO', codeOf(number), 20_000 + (number % 1_000), 'MONTH', '2014-01-01'],
        ...[`BENCH ${number}`, '2013-12-01', 'IN_FORCE', 'bench-1', 'bench-2', '2013-12-01T00:00:00Z'],
      ];
  }
  await copyRows(client, 'policy_standard', columns, rows());
  await client.query('vacuum (analyze) policy_standard');
}

/** The code of an invented division of the province. */
export function codeOf(number: number): string {
  return `379${String(number).padStart(6, '0')}000`;
}
