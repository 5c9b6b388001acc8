import type { LegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTable, CodeTables } from '../divisions/index.ts';
import { type GroundOn, groundOn } from './ground.ts';
import { geometrySource, listPolygons } from './queries.ts';
import { type Area, areaBox, type Box } from './shapes.ts';

/** The ground of one division on the day of the source. */
export interface DivisionPolygon {
  readonly code: string;
  readonly level: string;
  readonly area: Area;
  readonly box: Box;
  readonly areaKm2: number;
}

/** The loaded polygons. */
export interface PolygonTable {
  readonly vintageOn: LegalDay;
  readonly source: string;
  readonly licence: string;
  readonly byCode: ReadonlyMap<string, DivisionPolygon>;
  readonly counties: readonly DivisionPolygon[];
  /** Around the whole province. */
  readonly box: Box;
}

/** Polygons and the ground of the divisions over them. */
export interface Polygons {
  /** Throws GEOMETRY_NOT_LOADED before the first load. */
  current(ctx: Context): Promise<PolygonTable>;
  /** The divisions of a day over the counties of the polygons; kept for the days that were asked for lately. */
  groundOn(ctx: Context, asOf: LegalDay): Promise<{ readonly table: CodeTable; readonly ground: GroundOn }>;
}

const keptDays = 40;

/** Reads the polygons once: they change only with a new load. */
export function createPolygons(kit: AppKit, tables: CodeTables): Polygons {
  let kept: Promise<PolygonTable> | undefined;
  const grounds = new Map<string, GroundOn>();

  function current(ctx: Context): Promise<PolygonTable> {
    if (kept !== undefined) return kept;
    const reading = readPolygons(kit, ctx);
    kept = reading;
    // A failed read is not kept: the next call asks again.
    reading.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading;
  }

  async function ground(ctx: Context, asOf: LegalDay) {
    const [polygons, table] = await Promise.all([current(ctx), tables.current(ctx)]);
    const key = `${table.label} ${asOf}`;
    const known = grounds.get(key);
    if (known !== undefined) return { table, ground: known };
    const counties = polygons.counties.map(({ code }) => code);
    const made = groundOn({ history: table.history, counties, vintageOn: polygons.vintageOn }, asOf);
    grounds.set(key, made);
    const [oldest] = grounds.keys();
    if (grounds.size > keptDays && oldest !== undefined) grounds.delete(oldest);
    return { table, ground: made };
  }

  return { current, groundOn: ground };
}

async function readPolygons(kit: AppKit, ctx: Context): Promise<PolygonTable> {
  const [source] = await kit.readOne(ctx, geometrySource);
  if (source === undefined) throw fail('GEOMETRY_NOT_LOADED', { retryAfterSeconds: 10 });
  const rows = await kit.read(ctx, listPolygons);
  const all = rows.map(({ code, level, coordinates, areaKm2 }): DivisionPolygon => {
    // Written by the loader, which checked it.
    const area = coordinates as Area;
    return { code, level, area, box: areaBox(area), areaKm2: Number(areaKm2) };
  });
  const counties = all.filter(({ level }) => level === 'COUNTY');
  return {
    vintageOn: source.vintageOn,
    source: `${source.title}（${source.package}）`,
    licence: source.licence,
    byCode: new Map(all.map((polygon) => [polygon.code, polygon])),
    counties,
    box: joinBoxes(counties.map(({ box }) => box)),
  };
}

function joinBoxes(boxes: readonly Box[]): Box {
  return areaBox(
    boxes.map(([west, south, east, north]) => [
      [
        [west, south],
        [east, north],
      ],
    ]),
  );
}

/** What an answer says of the polygons behind it. */
export function noteOn(
  polygons: PolygonTable,
  asOf: LegalDay,
  exact: boolean,
): { vintageOn: LegalDay; source: string; licence: string; exact: boolean; note: string } {
  const { vintageOn, source, licence } = polygons;
  const when = asOf === vintageOn ? '' : `界线数据为${vintageOn}的区划，按沿革换算到${asOf}；`;
  const part = exact ? '' : '其间有合并或部分划转，界线只到县级整体，不能分辨的以上级区划为准；';
  return { vintageOn, source, licence, exact, note: `${when}${part}概略边界，仅作示意，不作划界依据。` };
}
