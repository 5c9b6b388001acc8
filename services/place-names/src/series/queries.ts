import type { SeriesRow } from '@mz/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import { type Measure, measures, type Reporting } from './measures.ts';
import type { Group } from './rules.ts';

/** One reporting of a measure, seen from a base day. */
interface Asked {
  readonly measure: Measure;
  readonly reporting: Reporting;
  readonly baseOn: string;
}

/**
 * Every row with the township under which it stood on the reporting day and on the base day: the ledger of moves leads back
 * from the code that it has now (place-names.md §9.3).
 */
function placed({ measure, reporting, baseOn }: Asked): RawBuilder<unknown> {
  const { table, facts } = measures[measure];
  const before = (day: string): RawBuilder<unknown> => sql`
    select distinct on (r.record_id) r.record_id as id, r.from_code
    from division_move_record r join division_move m on m.change_id = r.change_id
    where r.table_name = ${table} and r.state = 'MOVED' and m.effective_on > ${day}::date
    order by r.record_id, m.effective_on, r.planned_at`;
  return sql`
    select f.id, f.title, f.living, left(coalesce(r.from_code, f.code), 9) || '000' as reported,
      left(coalesce(b.from_code, f.code), 9) || '000' as standing
    from (${facts(reporting)}) as f
    left join (${before(reporting.reportedOn)}) as r on r.id = f.id
    left join (${before(baseOn)}) as b on b.id = f.id`;
}

/** How many rows stand where, by township. */
export async function countGroups(db: Db, asked: Asked): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select p.reported, p.standing, p.living, count(*)::int as count from (${placed(asked)}) as p
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

/** A page of the rows of some groups, by id. */
export async function listRows(
  db: Db,
  asked: Asked,
  { groups, after, limit }: { readonly groups: readonly Group[]; readonly after: string; readonly limit: number },
): Promise<Static<typeof SeriesRow>[]> {
  const keys = groups.map(({ reported, standing, living }) => `${reported}${standing}${living ? 1 : 0}`);
  const { rows } = await sql<Static<typeof SeriesRow>>`
    select p.id, p.title, p.reported as reported_code, p.standing as standing_code from (${placed(asked)}) as p
    where p.reported || p.standing || p.living::int = any (${keys}::text[]) and p.id collate "C" > ${after} collate "C"
    order by p.id collate "C" limit ${limit}`.execute(db);
  return rows;
}
