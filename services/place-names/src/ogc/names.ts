import { isId, type LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { type Box, type GeoJson, type GeometryReader, geometryMeetsBox } from '../geometry/index.ts';
import type { Days, Feature, FeatureSource } from './source.ts';

/** Public standard names with a place on the map. */
export function nameSource({ kit }: GeometryReader): FeatureSource {
  return {
    id: 'names',
    title: { zh: '标准地名', en: 'Standard place names' },
    description: { zh: '公开的标准地名及其位置', en: 'Public standard names of places and where they are' },
    list: (ctx, { box, days, after, limit }) =>
      kit.read(ctx, async (db) => {
        if (after !== undefined && !isId(after)) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
        const features: Feature[] = [];
        let last = after;
        for (;;) {
          const rows = await readRows(db, { box, days, after: last, limit: pageRows });
          for (const row of rows) {
            const feature = toFeature(row);
            last = feature.id;
            if (box === undefined || geometryMeetsBox(feature.geometry, box)) features.push(feature);
            if (features.length === limit) return features;
          }
          if (rows.length < pageRows) return features;
        }
      }),
    find: (ctx, id) =>
      kit.read(ctx, async (db) => {
        if (!isId(id)) return undefined;
        const row = await shownNames(db).where('placeId', '=', id).executeTakeFirst();
        return row === undefined ? undefined : toFeature(row);
      }),
  };
}

const pageRows = 500;

function shownNames(db: Db) {
  return db
    .selectFrom('placeName')
    .select([
      'placeId',
      'name',
      'pinyin',
      'categoryCode',
      'divisionCode',
      'lon',
      'lat',
      'geometry',
      'validFrom',
      'validTo',
    ])
    .where('nameKind', '=', 'STANDARD')
    .where('status', 'in', ['STANDARD', 'FORMER'])
    .where('secrecy', '=', 'PUBLIC')
    .where(sql<SqlBool>`(geometry is not null or (lon is not null and lat is not null))`);
}

type NameRow = Awaited<ReturnType<ReturnType<typeof shownNames>['execute']>>[number];

interface RowQuestion {
  readonly box: Box | undefined;
  readonly days: Days;
  readonly after: string | undefined;
  readonly limit: number;
}

function readRows(db: Db, { box, days, after, limit }: RowQuestion): Promise<NameRow[]> {
  const { from, to }: { from: LegalDay | null; to: LegalDay | null } = days;
  let query = shownNames(db)
    .where(sql<SqlBool>`daterange(valid_from, valid_to) && daterange(${from}::date, ${to}::date, '[]')`)
    .orderBy('placeId')
    .limit(limit);
  if (after !== undefined) query = query.where('placeId', '>', after);
  if (box !== undefined) {
    const [west, south, east, north] = box.map((degrees) => Math.floor(degrees * 100));
    query = query.where(sql<SqlBool>`exists (
      select from place_cell as cell where cell.place_id = place_name.place_id
        and cell.cell / 100000 between ${west} and ${east} and cell.cell % 100000 between ${south} and ${north})`);
  }
  return query.execute();
}

function toFeature(row: NameRow): Feature & { readonly geometry: GeoJson } {
  const { placeId, name, pinyin, categoryCode, divisionCode, validFrom, validTo } = row;
  return {
    id: placeId,
    geometry: geometryOf(row),
    properties: { name, pinyin, categoryCode, divisionCode, validFrom, validTo },
  };
}

function geometryOf({ lon, lat, geometry }: NameRow): GeoJson {
  // Written by the owner of the names, who checked it.
  if (geometry !== null) return geometry as GeoJson;
  return { type: 'Point', coordinates: [Number(lon), Number(lat)] };
}
