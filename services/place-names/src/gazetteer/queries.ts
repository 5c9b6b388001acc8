import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** A change as a time line names it. */
export interface ChangeTitle {
  readonly changeId: string;
  readonly title: string;
  readonly docNo: string | null;
  /** Whether the day itself is assumed. */
  readonly provenance: string;
}

/** Titles and documents of changes. */
export async function listChangeTitles(db: Db, ids: readonly string[]): Promise<ChangeTitle[]> {
  const { rows } = await sql<ChangeTitle>`
    select change_id, title, doc_no, provenance from division_change where change_id = any(${[...ids]})`.execute(db);
  return rows;
}

/** A public name as a page shows it. */
export interface PublicName {
  readonly placeId: string;
  readonly featureId: string;
  readonly nationalCode: string | null;
  readonly name: string;
  readonly nameKind: string;
  readonly status: string;
  readonly pinyin: string;
  readonly categoryCode: string;
  readonly category: string;
  readonly divisionCode: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly origin: string | null;
  readonly meaning: string | null;
  readonly history: string | null;
  readonly description: string | null;
  readonly usedFromYear: number | null;
  readonly usedToYear: number | null;
  readonly approvalDoc: string | null;
  readonly heritage: string;
  readonly protectionLevel: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly hukouPopulation: number | null;
  readonly populationYear: number | null;
}

// Said here and not left to the policy alone: a page is never of one office.
const publicNames = sql`
  select place_id, feature_id, national_code, name, name_kind, status, pinyin, category_code, c.title as category,
    division_code, lon::float8 as lon, lat::float8 as lat, origin, meaning, history, description, used_from_year,
    used_to_year, approval_doc, heritage, protection_level, valid_from, valid_to, hukou_population,
    population_year
  from place_name join place_category as c using (category_code)
  where secrecy = 'PUBLIC' and status in ('STANDARD', 'FORMER')`;

/** The public names of the feature that has a name of this id, the one in use first. */
export async function listNamesOfFeature(db: Db, id: string): Promise<PublicName[]> {
  const { rows } = await sql<PublicName>`
    select * from (${publicNames}) as n
    where feature_id in (select feature_id from place_name where (place_id = ${id} or feature_id = ${id})
      and secrecy = 'PUBLIC' and status in ('STANDARD', 'FORMER'))
    order by status = 'STANDARD' and name_kind = 'STANDARD' desc, used_from_year nulls last, valid_from nulls last, name`.execute(
    db,
  );
  return rows;
}

/** The newest count of a unit's people that is not of a later year. */
export function findPeople(
  db: Db,
  unitId: string,
  year: number,
): Promise<{ year: number; hukouPopulation: number } | undefined> {
  return db
    .selectFrom('divisionPopulation')
    .select(['year', 'hukouPopulation'])
    .where('unitId', '=', unitId)
    .where('year', '<=', year)
    .orderBy('year', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** What is protected as heritage, by kind and place. */
export async function listHeritage(db: Db): Promise<PublicName[]> {
  const { rows } = await sql<PublicName>`
    select * from (${publicNames}) as n
    where heritage <> 'NONE' and status = 'STANDARD' and name_kind = 'STANDARD'
    order by heritage, division_code, name limit 1000`.execute(db);
  return rows;
}
