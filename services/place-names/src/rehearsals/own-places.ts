import type { Rehearsal } from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../app-kit.ts';

type Places = Rehearsal['places'];

/** What lies on two sides, and what does not move by itself; the living records of place-names stand among the services. */
const kept: Readonly<Record<string, RawBuilder<{ code: string }>>> = {
  'boundary_line.a': sql`select current_code_a as code from boundary_line where state <> 'CLOSED'`,
  'boundary_line.b': sql`select current_code_b as code from boundary_line where state <> 'CLOSED'`,
  'boundary_marker.a': sql`
    select l.current_code_a as code from boundary_marker m join boundary_line l on l.id = m.line_id
    where l.state <> 'CLOSED'`,
  'boundary_marker.b': sql`
    select l.current_code_b as code from boundary_marker m join boundary_line l on l.id = m.line_id
    where l.state <> 'CLOSED'`,
  adjustment_proposal: sql`select division_code as code from adjustment_proposal`,
};

/** Counts of the service's own records under the codes of a change, by code. */
export async function countOwnPlaces(db: Db, codes: readonly string[]): Promise<Places> {
  const prefixes = codes.map((code) => scopePrefix(code));
  const counted: Places = [];
  for (const [table, records] of Object.entries(kept)) {
    const { rows } = await sql<{ code: string; count: number }>`
      select t.code, count(*)::int as count from (${records}) as t
      where exists (select from unnest(${prefixes}::text[]) as p (prefix)
        where t.code >= p.prefix and t.code < p.prefix || '~')
      group by 1 order by 1`.execute(db);
    counted.push({ table, count: rows.reduce((sum, row) => sum + row.count, 0), codes: rows });
  }
  return counted;
}
