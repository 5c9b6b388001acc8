import type { getOutline, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { DivisionVersion, LegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { codeOf, settled } from '../divisions/index.ts';
import { noteOn, type PolygonTable } from './polygons.ts';
import type { GeometryReader } from './reader.ts';
import type { Area } from './shapes.ts';
import { union } from './topology.ts';

/** The ground of a division on a day. */
export interface Outline {
  readonly version: DivisionVersion;
  readonly area: Area;
  readonly exact: boolean;
}

type Answer = OperationOutputOf<typeof getOutline>;

/** The outline of one division; throws the code errors, and OUTLINE_UNKNOWN below the county. */
export async function readOutline(
  reader: GeometryReader,
  ctx: Context,
  { params, query }: Pick<OperationInputOf<typeof getOutline>, 'params' | 'query'>,
): Promise<Answer> {
  const asOf = query.asOf ?? reader.kit.clock.today();
  const polygons = await reader.polygons.current(ctx);
  const { table, ground } = await reader.polygons.groundOn(ctx, asOf);
  const code = codeOf(table, params.code, '/params/code');
  const version = settled(table.history.at(code, asOf), '/params/code');
  const held = ground.of(code);
  if (held === undefined || held.counties.length === 0) throw fail('OUTLINE_UNKNOWN', { pointer: '/params/code' });
  return {
    type: 'Feature',
    id: code,
    geometry: asGeoJson(areaOf(polygons, held.counties)),
    properties: { code, name: version.name, level: version.level, asOf, sketch: true, reviewNo: null },
    polygons: noteOn(polygons, asOf, held.exact),
    version: table.version,
  };
}

/** The outlines of all divisions of a level on a day, by code. */
export async function outlinesOn(
  reader: GeometryReader,
  ctx: Context,
  { level, asOf }: { readonly level: 'PROVINCE' | 'PREFECTURE' | 'COUNTY'; readonly asOf: LegalDay },
): Promise<Outline[]> {
  const polygons = await reader.polygons.current(ctx);
  const { table, ground } = await reader.polygons.groundOn(ctx, asOf);
  return table.versions
    .filter((version) => version.level === level && version.supersededAt === undefined)
    .filter(({ validFrom, validTo }) => (validFrom ?? '') <= asOf && (validTo === null || asOf < validTo))
    .flatMap((version) => {
      const held = ground.of(version.code);
      if (held === undefined || held.counties.length === 0) return [];
      return [{ version, area: areaOf(polygons, held.counties), exact: held.exact }];
    });
}

const joined = new WeakMap<PolygonTable, Map<string, Area>>();

/** The common area of counties of the polygons; made once for each set. */
export function areaOf(polygons: PolygonTable, counties: readonly string[]): Area {
  const [only] = counties;
  if (only !== undefined && counties.length === 1) return polygons.byCode.get(only)?.area ?? [];
  const known = joined.get(polygons) ?? new Map<string, Area>();
  joined.set(polygons, known);
  const key = counties.join(' ');
  const area =
    known.get(key) ??
    wholeOf(polygons, counties) ??
    union(counties.flatMap((one) => polygons.byCode.get(one)?.area ?? []).map((rings) => [rings]));
  known.set(key, area);
  return area;
}

/** The stored polygon of a prefecture or the province that holds exactly these counties. */
function wholeOf({ byCode, counties: all }: PolygonTable, counties: readonly string[]): Area | undefined {
  const [first = ''] = counties;
  if (counties.length === all.length) return byCode.get('370000000000')?.area;
  const prefix = first.slice(0, 4);
  const held = all.filter(({ code }) => code.startsWith(prefix)).map(({ code }) => code);
  const isWhole = held.length === counties.length && held.every((code) => counties.includes(code));
  return isWhole ? byCode.get(`${prefix}00000000`)?.area : undefined;
}

/** An area as GeoJSON writes it: outer rings against the clock, holes with it (RFC 7946 §3.1.6). */
export function asGeoJson(area: Area): Answer['geometry'] {
  const coordinates = area.map((rings) => rings.map((ring, index) => turned(ring, index === 0)));
  return { type: 'MultiPolygon', coordinates };
}

function turned(ring: Area[number][number], againstClock: boolean): number[][] {
  const copy = ring.map(([lon, lat]) => [lon, lat]);
  let doubled = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1] ?? [0, 0], ring[index] ?? [0, 0]];
    doubled += a[0] * b[1] - b[0] * a[1];
  }
  return doubled > 0 === againstClock ? copy : copy.reverse();
}
