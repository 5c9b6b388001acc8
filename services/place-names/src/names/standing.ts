import { type LegalDay, scopePrefix } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { splitName } from '../pinyin/index.ts';
import type { StandingName } from './findings.ts';
import { nationalCountyNames } from './national-counties.ts';
import { groupsOf, type Subject } from './rules.ts';

/** What to look for: names equal to one, or that begin with its sound, in a scope. */
export interface Likeness {
  readonly subject: Subject;
  readonly name: string;
  /** Plain letters of the specific part. */
  readonly sound: string;
  /** Codes of divisions; empty for the whole country. */
  readonly scope: readonly string[];
  readonly on: LegalDay;
  /** The feature that is renamed. */
  readonly featureId: string | null;
}

/** Names in use that may be duplicates or homophones of a new one. */
export async function listStanding(db: Db, likeness: Likeness): Promise<StandingName[]> {
  const [places, divisions] = await Promise.all([placesLike(db, likeness), divisionsLike(db, likeness)]);
  return [...places, ...divisions, ...countiesLike(likeness)];
}

/** Names of protected persons that a specific part contains. */
export async function listPersonsIn(
  db: Db,
  specificPart: string,
): Promise<{ name: string; kind: 'STATE_LEADER' | 'PERSON' }[]> {
  const rows = await db
    .selectFrom('protectedPersonName')
    .select(['name', 'kind'])
    .where(sql<SqlBool>`position(name in ${specificPart}) > 0`)
    .orderBy('name')
    .execute();
  return rows.map(({ name, kind }) => ({ name, kind: kind === 'STATE_LEADER' ? kind : 'PERSON' }));
}

async function placesLike(db: Db, { subject, name, sound, scope, on, featureId }: Likeness): Promise<StandingName[]> {
  return (
    db
      .selectFrom('placeName')
      .select(['name', 'specificPart', 'genericPart', 'placeId', 'divisionCode'])
      .where('nameKind', '=', 'STANDARD')
      // A finding shows the other name to whoever applies.
      .where('secrecy', '=', 'PUBLIC')
      .where('status', '=', 'STANDARD')
      .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${on}::date`)
      .where(sql<SqlBool>`left(category_code, 2) = any(${[...groupsOf(subject)]}::text[])`)
      .where((one) => one.or([one('name', '=', name), one('pinyinPlain', 'like', `${sound}%`)]))
      .where(insideScope(scope, sql`array[division_code] || crosses`))
      .where(sql<SqlBool>`feature_id is distinct from ${featureId}::uuid`)
      .orderBy('placeId')
      .execute()
  );
}

const levels: Partial<Record<Subject, readonly string[]>> = {
  COUNTY_OR_ABOVE: ['PREFECTURE', 'COUNTY'],
  TOWNSHIP: ['TOWNSHIP'],
  SUBDISTRICT: ['TOWNSHIP'],
  VILLAGE: ['VILLAGE'],
};

async function divisionsLike(db: Db, { subject, name, sound, scope, on }: Likeness): Promise<StandingName[]> {
  const found = levels[subject];
  if (found === undefined) return [];
  const rows = await db
    .selectFrom('divisionVersion')
    .select(['name', 'shortName', 'code'])
    .where('level', 'in', found)
    .where('supersededAt', 'is', null)
    .where('type', '<>', 'STATISTICAL_ZONE')
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${on}::date`)
    .where((one) =>
      one.or([one('name', '=', name), one('shortName', '=', name), one('pinyinPlain', 'like', `${sound}%`)]),
    )
    .where(insideScope(scope, sql`array[code]`))
    .orderBy('code')
    .execute();
  return rows.map((row) => toStanding(subject === 'VILLAGE' ? row.shortName : row.name, row.code));
}

/** Counties of other provinces, for names that may stand once in the country. */
function countiesLike({ subject, name, sound }: Likeness): StandingName[] {
  if (subject !== 'COUNTY_OR_ABOVE') return [];
  return nationalCountyNames()
    .filter((county) => county.name === name || county.sound === sound)
    .map((county) => toStanding(county.name, county.code));
}

function toStanding(name: string, divisionCode: string): StandingName {
  const { specific, generic } = splitName(name);
  return { name, specificPart: specific, genericPart: generic, placeId: null, divisionCode };
}

function insideScope(scope: readonly string[], codes: ReturnType<typeof sql>) {
  if (scope.length === 0) return sql<SqlBool>`true`;
  const prefixes = scope.map((code) => scopePrefix(code));
  return sql<SqlBool>`exists (
    select from unnest(${codes}) as held (code), unnest(${prefixes}::text[]) as within (prefix)
    where held.code collate "C" >= within.prefix and held.code collate "C" < within.prefix || '~'
  )`;
}
