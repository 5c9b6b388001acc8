import { prepared } from '@mz/db';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { build } from '../query-builder.ts';

/**
 * What a reader compares with what it has: the code table's version, and which names transactions from `floor` on wrote. A name
 * that is written again while an older transaction is still open changes the marks and not the number.
 */
const state = build
  .selectFrom(sql<{ changed: number; marks: string }>`place_name_changes(${0})`.as('changes'))
  .select((one) => [
    one.selectFrom('divisionTable').select('version').as('version'),
    // Transactions below it have ended; their rows are seen by whoever looks now.
    sql<number>`pg_snapshot_xmin(pg_current_snapshot())::text::int8`.as('oldestOpen'),
    'changes.changed',
    'changes.marks',
  ]);

/** The state of what is searched; `floor` is a transaction number. */
export const searchState = prepared<
  { version: number | null; oldestOpen: number; changed: number; marks: string },
  [floor: number]
>(state);

/** A page of the versions of villages, by code. */
export function listVillages(db: Db, after: { readonly code: string; readonly versionId: number }, limit: number) {
  return db
    .selectFrom('divisionVersion')
    .select(['versionId', 'unitId', 'code', 'name', 'shortName', 'validFrom', 'validTo'])
    .where('level', '=', 'VILLAGE')
    .where('supersededAt', 'is', null)
    .where(sql<SqlBool>`(code, version_id) > (${after.code}, ${after.versionId})`)
    .orderBy('code')
    .orderBy('versionId')
    .limit(limit)
    .execute();
}

/** Villages that are gone with all their versions, each with the day from which it is. */
export function listEndedVillages(db: Db) {
  return db
    .selectFrom('divisionVersion')
    .select(({ fn }) => ['unitId', fn.max('validTo').as('endedOn')])
    .where('level', '=', 'VILLAGE')
    .where('supersededAt', 'is', null)
    .groupBy('unitId')
    .having(sql<SqlBool>`bool_and(valid_to is not null)`)
    .execute();
}

/** The people of each unit that was counted, by year. */
export function listPeople(db: Db) {
  return db
    .selectFrom('divisionPopulation')
    .select(['unitId', 'year', 'hukouPopulation'])
    .orderBy('unitId')
    .orderBy('year')
    .execute();
}

/** The standard names of public features, or of some features only. */
export interface PlacesAsked {
  readonly streets: boolean;
  readonly features?: readonly string[];
  readonly after: { readonly code: string; readonly placeId: string };
  readonly limit: number;
}

/** A page of the standard names, past and present, of public features: streets or all others, by division. */
export function listStandardNames(db: Db, { streets, features, after, limit }: PlacesAsked) {
  const all = db
    .selectFrom('placeName')
    .select(['placeId', 'featureId', 'categoryCode', 'status', 'name', 'pinyin', 'pinyinPlain', 'initials'])
    .select(['divisionCode', 'lon', 'lat', 'validFrom', 'validTo', 'hukouPopulation'])
    // In the statement itself: a plan that is kept for any values would not take the index of such names, and sort all of them a page.
    .where(sql<SqlBool>`name_kind = 'STANDARD' and secrecy = 'PUBLIC' and status <> 'CANDIDATE'`)
    .where('isStreet', '=', streets)
    .where(sql<SqlBool>`(division_code, place_id) > (${after.code}, ${after.placeId})`)
    .orderBy('isStreet')
    .orderBy('divisionCode')
    .orderBy('placeId')
    .limit(limit);
  return (features === undefined ? all : all.where(sql<SqlBool>`feature_id = any(${features})`)).execute();
}

/** All public names of some features that are known by more than one. */
export function listOtherNames(db: Db, features: readonly string[]) {
  return db
    .selectFrom('placeName')
    .select(['placeId', 'featureId', 'nameKind', 'status', 'name', 'pinyin', 'pinyinPlain', 'initials'])
    .select(['validFrom', 'validTo'])
    .where(sql<SqlBool>`feature_id = any(${features})`)
    .where('secrecy', '=', 'PUBLIC')
    .where('status', '<>', 'CANDIDATE')
    .where(
      sql<SqlBool>`feature_id in (
        select feature_id from place_name where feature_id = any(${features}) group by feature_id having count(*) > 1
      )`,
    )
    .orderBy('featureId')
    .orderBy('placeId')
    .execute();
}

/** Features with a name that transactions from `floor` on wrote, public or not. */
export async function listChangedFeatures(db: Db, floor: number): Promise<string[]> {
  const rows = await db
    .selectFrom('placeName')
    .select('featureId')
    .distinct()
    .where('changedTx', '>=', floor)
    .execute();
  return rows.map(({ featureId }) => featureId);
}

/** The ids of all names of some features, public or not. */
export async function listNameIds(db: Db, features: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('placeName')
    .select('placeId')
    .where(sql<SqlBool>`feature_id = any(${features})`)
    .execute();
  return rows.map(({ placeId }) => placeId);
}
