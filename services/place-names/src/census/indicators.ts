import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Indicator, IndicatorRow } from '../indicators/index.ts';

interface CountyRow {
  readonly divisionCode: string;
  readonly name: string;
  readonly planned: number;
  readonly accepted: number;
}

/** PN-08: counties all of whose planned batches of the year are accepted, of the counties that planned any (place-names.md §11). */
export async function censusIndicators(db: Db, year: number): Promise<Indicator[]> {
  const { rows: counties } = await sql<CountyRow>`
    select b.division_code, coalesce((select v.name from division_version v where v.code = b.division_code
        and v.superseded_at is null order by v.valid_from desc nulls last limit 1), b.division_code) as name,
      count(*)::int as planned, count(b.accepted_on)::int as accepted
    from census_batch b where b.year = ${year} group by b.division_code order by b.division_code`.execute(db);
  const rows = counties.map(({ divisionCode, name, planned, accepted }): IndicatorRow => {
    const counted = planned === accepted;
    const state = counted ? 'ACCEPTED' : 'IN_PROGRESS';
    return { id: divisionCode, title: `${name} ${accepted}/${planned}`, divisionCode, state, counted, amount: 1 };
  });
  const reached = rows.filter(({ counted }) => counted).length;
  const done = rows.length > 0 && reached === rows.length;
  return [{ code: 'PN-08', reached, target: rows.length, unit: '县', done, rows }];
}
