import type { LegalDay } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { build } from '../query-builder.ts';

/** The loaded source of polygons; no row before the first load. */
export const geometrySource = build.selectFrom('geometrySource').selectAll();

/** All polygons with their coordinates. */
export function listPolygons(db: Db) {
  return db.selectFrom('divisionPolygon').select(['code', 'level', 'coordinates', 'areaKm2']).orderBy('code').execute();
}

/** Public names in force on a day that touch one of the cells of a hundredth of a degree. */
export function listNamesInCells(db: Db, cells: readonly number[], asOf: LegalDay) {
  return db
    .selectFrom('placeName')
    .select(['placeId', 'featureId', 'name', 'pinyin', 'categoryCode', 'divisionCode', 'lon', 'lat', 'geometry'])
    .where('placeId', 'in', (one) =>
      one.selectFrom('placeCell').select('placeId').where(sql<SqlBool>`cell = any(${cells}::integer[])`),
    )
    .where('nameKind', '=', 'STANDARD')
    .where('status', '=', 'STANDARD')
    .where('secrecy', '=', 'PUBLIC')
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${asOf}::date`)
    .orderBy('placeId')
    .execute();
}
