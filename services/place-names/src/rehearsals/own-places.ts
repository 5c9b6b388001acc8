import type { Rehearsal } from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

type Places = Rehearsal['places'];

/** What place-names keeps by division; a line has a code on each side. A table that is not there yet is passed over. */
const tables = [
  ['place_name', 'division_code'],
  ['boundary_line', 'side_a_code'],
  ['boundary_line', 'side_b_code'],
  ['boundary_marker', 'division_code'],
  ['place_sign', 'division_code'],
  ['door_plate', 'division_code'],
  ['adjustment_proposal', 'sponsor_division'],
] as const;

/** Counts of the service's own records under the codes of a change, by code. */
export async function countOwnPlaces(db: Db, codes: readonly string[]): Promise<Places> {
  const { rows: present } = await sql<{ tableName: string; columnName: string }>`
    select table_name, column_name from information_schema.columns
    where table_schema = 'public' and table_name = any(${tables.map(([table]) => table)})`.execute(db);
  const prefixes = codes.map((code) => scopePrefix(code));
  const counted: Places = [];
  for (const [table, column] of tables) {
    if (!present.some((one) => one.tableName === table && one.columnName === column)) continue;
    const { rows } = await sql<{ code: string; count: number }>`
      select t.code, count(*)::int as count
      from (select ${sql.ref(column)} as code from ${sql.table(table)}) as t
      where exists (select from unnest(${prefixes}::text[]) as p (prefix)
        where t.code >= p.prefix and t.code < p.prefix || '~')
      group by 1 order by 1`.execute(db);
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    counted.push({ table: column === 'division_code' ? table : `${table}.${column}`, count, codes: rows });
  }
  return counted;
}
