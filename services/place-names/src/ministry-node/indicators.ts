import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Indicator, IndicatorRow } from '../indicators/index.ts';
import { province } from './node-kit.ts';

/** PN-12: what the last comparison of each month of the year found to differ; the plan asks for nothing. */
export async function ministryNodeIndicators(db: Db, year: number): Promise<Indicator[]> {
  const { rows } = await sql<{ id: string; month: string; differences: number }>`
    select distinct on (month) id, month, differences from node_reconciliation
    where month like ${`${year}-%`} order by month, taken_at desc, id desc`.execute(db);
  const months = rows.map(
    ({ id, month, differences }): IndicatorRow => ({
      id,
      title: `${month} 部节点月度核对`,
      divisionCode: province,
      state: differences === 0 ? 'EQUAL' : 'DIFFERENT',
      counted: differences === 0,
      amount: differences,
    }),
  );
  const reached = months.reduce((sum, { amount }) => sum + amount, 0);
  // A year without a comparison has found nothing, and shown nothing.
  return [{ code: 'PN-12', reached, target: 0, unit: '项', done: months.length > 0 && reached === 0, rows: months }];
}
