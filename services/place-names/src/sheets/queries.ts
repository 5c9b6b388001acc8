import type { MapSheet, PublicSheet } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { MapSheetTable } from '../database.ts';
import type { Box } from '../geometry/index.ts';
import { build } from '../query-builder.ts';

/** A row of the library. */
export type SheetRow = Selectable<MapSheetTable>;

/** A page of the public layer inside a box, by number, edition and id. */
export function listPublic(asked: {
  readonly box: Box;
  readonly denominator: number | undefined;
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}) {
  const { box, denominator, after, limit } = asked;
  const [west, south, east, north] = box;
  const all = build
    .selectFrom('mapSheet')
    .selectAll()
    .where('reviewNo', 'is not', null)
    .where('secrecy', '=', 'PUBLIC')
    .where('status', '=', 'PUBLISHED')
    .where(sql<SqlBool>`west <= ${east} and east >= ${west} and south <= ${north} and north >= ${south}`)
    .orderBy('sheetNo')
    .orderBy('id')
    .limit(limit);
  const scaled = denominator === undefined ? all : all.where('denominator', '=', denominator);
  return after === undefined ? scaled : scaled.where(sql<SqlBool>`(sheet_no, id) > (${after[0]}, ${after[1]}::uuid)`);
}

/** A page of the library as an office sees it: secret sheets are not listed. */
export function listOffice(asked: {
  readonly status: string | undefined;
  readonly denominator: number | undefined;
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}) {
  const { status, denominator, after, limit } = asked;
  const all = build
    .selectFrom('mapSheet')
    .selectAll()
    .where('secrecy', '<>', 'SECRET')
    .orderBy('sheetNo')
    .orderBy('id')
    .limit(limit);
  const ofStatus = status === undefined ? all : all.where('status', '=', status);
  const scaled = denominator === undefined ? ofStatus : ofStatus.where('denominator', '=', denominator);
  return after === undefined ? scaled : scaled.where(sql<SqlBool>`(sheet_no, id) > (${after[0]}, ${after[1]}::uuid)`);
}

/** One sheet, locked until the end of the transaction. */
export function findForUpdate(db: Db, id: string): Promise<SheetRow | undefined> {
  return db.selectFrom('mapSheet').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** A sheet that the library has to hold for a scale: where it belongs, and whether it is published. */
export interface WantedSheet {
  readonly sheetNo: string;
  readonly divisionCode: string;
  readonly published: boolean;
}

/** What is asked of the library. */
export interface CoverageQuestion {
  readonly denominator: number;
  /** Counties on the day of the polygons; all unless given. */
  readonly counties: readonly string[] | undefined;
  readonly by: LegalDay;
}

/**
 * The sheets that have ground of the counties on them, with the county's code on the day, and which of them are in use
 * inside the offices by then. A code of the polygons that began later is led back by the latest change into it.
 */
export async function listWanted(db: Db, { denominator, counties, by }: CoverageQuestion): Promise<WantedSheet[]> {
  const { rows } = await sql<WantedSheet>`
    select want.sheet_no as "sheetNo", coalesce((
      select map.from_code from code_map as map
      where map.to_code = want.county_code and map.from_code <> map.to_code and map.effective_on > ${by}::date
      order by map.effective_on limit 1
    ), want.county_code) as "divisionCode", exists (
      select from map_sheet as held
      where held.sheet_no = want.sheet_no and held.status in ('PUBLISHED', 'SUPERSEDED') and held.format <> 'REDUCED'
        and held.published_on <= ${by}::date
    ) as published
    from province_sheet as want
    where want.denominator = ${denominator} and (${counties === undefined} or want.county_code = any(${counties ?? []}))
    order by want.sheet_no`.execute(db);
  return rows;
}

/** A sheet as offices see it. */
export function toSheet(row: SheetRow): Static<typeof MapSheet> {
  const { id, sheetNo, denominator, editionYear, producer, divisionCode, publishedOn, reviewNo, reviewedOn, version } =
    row;
  return {
    id,
    sheetNo,
    denominator,
    editionYear,
    producer,
    // Checked by the table.
    format: row.format as Static<typeof MapSheet>['format'],
    secrecy: row.secrecy as Static<typeof MapSheet>['secrecy'],
    status: row.status as Static<typeof MapSheet>['status'],
    divisionCode,
    bounds: boundsOf(row),
    publishedOn,
    reviewNo,
    reviewedOn,
    version,
  };
}

/** A sheet as everybody sees it. */
export function toPublicSheet(row: SheetRow): Static<typeof PublicSheet> {
  const { sheetNo, denominator, editionYear, reviewNo, reviewedOn } = row;
  if (reviewNo === null || reviewedOn === null) throw new Error('a public sheet has a review number');
  return { sheetNo, denominator, editionYear, reviewNo, reviewedOn, bounds: boundsOf(row) };
}

function boundsOf({ west, south, east, north }: SheetRow): Static<typeof MapSheet>['bounds'] {
  return { west: Number(west), south: Number(south), east: Number(east), north: Number(north) };
}
