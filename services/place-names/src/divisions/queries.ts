import type { Transaction } from '@mz/db';
import type { DivisionChangeItem, DivisionVersion } from '@mz/domain';
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import type { DB, DivisionVersionTable } from '../database.ts';
import { build } from '../query-builder.ts';

type Db = Kysely<DB> | Transaction<DB>;

/** The state of the code table; no row before the first load. */
export const tableState = build.selectFrom('divisionTable').select(['version', 'contentHash', 'vintageOn']);

/** All versions of province, prefectures, counties, zones and townships, superseded ones too. */
export async function listUpperVersions(db: Db): Promise<DivisionVersion[]> {
  const rows = await db
    .selectFrom('divisionVersion')
    .selectAll()
    .where('level', '<>', 'VILLAGE')
    .orderBy('code')
    .execute();
  return rows.map(toVersion);
}

/** All versions of the villages that ever stood under one of the townships. */
export async function listVillageVersions(db: Db, townships: readonly string[]): Promise<DivisionVersion[]> {
  const rows = await db
    .selectFrom('divisionVersion')
    .selectAll()
    .where('unitId', 'in', (one) =>
      one
        .selectFrom('divisionVersion')
        .select('unitId')
        .where('level', '=', 'VILLAGE')
        .where(sql<SqlBool>`parent_code = any(${townships})`),
    )
    .execute();
  return rows.map(toVersion);
}

/** All versions of the villages that ever stood in a county, given by its six digits. */
export async function listVillageVersionsOfCounty(db: Db, county: string): Promise<DivisionVersion[]> {
  const rows = await db
    .selectFrom('divisionVersion')
    .selectAll()
    .where('unitId', 'in', (one) =>
      one
        .selectFrom('divisionVersion')
        .select('unitId')
        .where('level', '=', 'VILLAGE')
        .where('code', '>=', county)
        .where('code', '<', `${county}~`),
    )
    .orderBy('code')
    .execute();
  return rows.map(toVersion);
}

/** The code map at county and township level, with the moved townships of the published items. */
export async function listUpperItems(db: Db): Promise<DivisionChangeItem[]> {
  const rows = await db
    .selectFrom('codeMap')
    .leftJoin('divisionChangeItem as item', (join) =>
      join
        .onRef('item.changeId', '=', 'codeMap.changeId')
        .onRef('item.fromCode', '=', 'codeMap.fromCode')
        .onRef('item.toCode', '=', 'codeMap.toCode'),
    )
    .select(['codeMap.changeId', 'codeMap.fromCode', 'codeMap.toCode', 'codeMap.extent', 'codeMap.effectiveOn'])
    .select(['item.partUnits', 'item.remainder'])
    .where(sql<SqlBool>`right(code_map.from_code, 3) = '000'`)
    .where('codeMap.supersededAt', 'is', null)
    .orderBy('codeMap.effectiveOn')
    .orderBy('codeMap.changeId')
    .orderBy('codeMap.fromCode')
    .orderBy('codeMap.toCode')
    .execute();
  return rows.map((row) => toItem({ ...row, partUnits: row.partUnits ?? [], remainder: row.remainder ?? false }));
}

/** The code map from the given codes. */
export async function listItemsFrom(db: Db, codes: readonly string[]): Promise<DivisionChangeItem[]> {
  const rows = await db
    .selectFrom('codeMap')
    .selectAll()
    .where(sql<SqlBool>`from_code = any(${codes})`)
    .where('supersededAt', 'is', null)
    .execute();
  return rows.map((row) => toItem({ ...row, partUnits: [], remainder: false }));
}

/** Statistics codes of townships, 12 digits to 12 digits. */
export async function listStatisticsCodes(db: Db): Promise<{ statisticsCode: string; code: string }[]> {
  return db.selectFrom('statisticsCode').select(['statisticsCode', 'code']).execute();
}

/** East, central and west by prefecture. */
export async function listRegionGroups(
  db: Db,
): Promise<{ code: string; group: string; validFrom: string | null; validTo: string | null }[]> {
  return db
    .selectFrom('regionGroup')
    .select(['code', 'regionGroup as group', 'validFrom', 'validTo'])
    .orderBy('code')
    .orderBy('validFrom')
    .execute();
}

/** What to list: units of a level whose codes begin with a prefix, or units held directly by a code. */
export interface Listing {
  readonly within: { readonly prefix: string; readonly level: string } | { readonly heldBy: string };
  readonly asOf: string;
  readonly knownAt?: string | undefined;
  readonly afterCode?: string | undefined;
  readonly limit: number;
}

/** A page of lawful units in force on a day, in the order of their codes. */
export function listInForce({ within, asOf, knownAt, afterCode, limit }: Listing) {
  const base = build
    .selectFrom('divisionVersion')
    .selectAll()
    .where('type', '<>', 'STATISTICAL_ZONE')
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${asOf}::date`)
    .where(heldTrue(knownAt))
    .where('code', '>', afterCode ?? '')
    .orderBy('code')
    .limit(limit);
  if ('heldBy' in within) return base.where(sql<SqlBool>`coalesce(managed_by_code, parent_code) = ${within.heldBy}`);
  return base
    .where('level', '=', within.level)
    .where('code', '>=', within.prefix)
    .where('code', '<', `${within.prefix}~`);
}

/** Numbers of townships and villages inside a prefix in force on a day. */
export function countBelowCounty(prefix: string, asOf: string) {
  return build
    .selectFrom('divisionVersion')
    .select(['level', (one) => one.fn.countAll<number>().as('count')])
    .where('level', 'in', ['TOWNSHIP', 'VILLAGE'])
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${asOf}::date`)
    .where('supersededAt', 'is', null)
    .where('code', '>=', prefix)
    .where('code', '<', `${prefix}~`)
    .groupBy('level');
}

/** A row of the table as the domain knows it. */
export function toVersion(row: Selectable<DivisionVersionTable>): DivisionVersion {
  return {
    unitId: row.unitId,
    code: row.code,
    // Checked by the table, or written by the loader from the domain's own type.
    level: row.level as DivisionVersion['level'],
    type: row.type as DivisionVersion['type'],
    name: row.name,
    shortName: row.shortName,
    ...(row.pinyin === null ? {} : { pinyin: row.pinyin }),
    ...(row.pinyinPlain === null ? {} : { pinyinPlain: row.pinyinPlain }),
    parentCode: row.parentCode,
    ...(row.managedByCode === null ? {} : { managedByCode: row.managedByCode }),
    ...(row.fiscalParentCode === null ? {} : { fiscalParentCode: row.fiscalParentCode }),
    validFrom: row.validFrom,
    validTo: row.validTo,
    recordedAt: row.recordedAt.toISOString(),
    ...(row.supersededAt === null ? {} : { supersededAt: row.supersededAt.toISOString() }),
    ...(row.changeIdIn === null ? {} : { changeIdIn: row.changeIdIn }),
    ...(row.changeIdOut === null ? {} : { changeIdOut: row.changeIdOut }),
    provenance: row.provenance,
    codeStatus: row.codeStatus as DivisionVersion['codeStatus'],
  };
}

function heldTrue(knownAt: string | undefined) {
  return knownAt === undefined
    ? sql<SqlBool>`superseded_at is null`
    : sql<SqlBool>`tstzrange(recorded_at, superseded_at) @> ${knownAt}::timestamptz`;
}

function toItem(row: {
  changeId: string;
  fromCode: string;
  toCode: string;
  extent: string;
  effectiveOn: string;
  partUnits: readonly string[];
  remainder: boolean;
}): DivisionChangeItem {
  return { ...row, extent: row.extent === 'FULL' ? 'FULL' : 'PART' };
}
