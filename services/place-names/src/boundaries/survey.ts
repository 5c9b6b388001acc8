import { accept, type Decision, refuse } from '@mz/domain';

/** Longitude and latitude in degrees, CGCS2000. */
export type Position = readonly [lon: number, lat: number];

/** GeoJSON of a line. */
export interface LineString {
  readonly type: 'LineString';
  readonly coordinates: readonly (readonly number[])[];
}

/** What is written beside coordinates that were measured in WGS84 (handbook §14). */
export const wgs84Note = '按WGS84测得，与CGCS2000相差小于1米，直接采用';

// The ellipsoid of CGCS2000 (GB/T 30168): half axis in metres, flattening.
const halfAxisM = 6_378_137;
const flattening = 1 / 298.257222101;
const eccentricity2 = flattening * (2 - flattening);
const radians = Math.PI / 180;

/** Metres of a degree of longitude and latitude at a latitude. */
function scaleAt(lat: number): { readonly lonM: number; readonly latM: number } {
  const sine = Math.sin(lat * radians);
  const root = Math.sqrt(1 - eccentricity2 * sine * sine);
  const latM = (halfAxisM * (1 - eccentricity2)) / root ** 3;
  const lonM = (halfAxisM / root) * Math.cos(lat * radians);
  return { lonM: lonM * radians, latM: latM * radians };
}

/** Metres between two near positions. */
export function metresBetween([lonA, latA]: Position, [lonB, latB]: Position): number {
  const { lonM, latM } = scaleAt((latA + latB) / 2);
  return Math.hypot((lonB - lonA) * lonM, (latB - latA) * latM);
}

/** Metres from a position to the nearest point of a line. */
export function metresFromLine(position: Position, line: LineString): number {
  const [lon, lat] = position;
  const { lonM, latM } = scaleAt(lat);
  const flat = points(line).map(([x, y]): Position => [(x - lon) * lonM, (y - lat) * latM]);
  return Math.min(...flat.slice(1).map((end, index) => distanceOfOrigin(flat[index] ?? end, end)));
}

function distanceOfOrigin([ax, ay]: Position, [bx, by]: Position): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length2));
  return Math.hypot(ax + share * dx, ay + share * dy);
}

export type PositionError = 'LONLAT_SWAPPED' | 'GEOM_INVALID';

/** Whether a position can be in or near the province; a latitude beyond 90° is a longitude in the wrong place. */
export function checkPosition([lon, lat]: Position): Decision<Position, PositionError> {
  if (Math.abs(lat) > 90) return refuse('LONLAT_SWAPPED');
  const isNear = lon >= 110 && lon <= 126 && lat >= 30 && lat <= 42;
  return isNear ? accept([lon, lat]) : refuse('GEOM_INVALID');
}

/** Whether a line can be one: each point near the province, none twice in a row, no crossing of itself. */
export function checkLine(line: LineString): Decision<LineString, PositionError> {
  const all = points(line);
  for (const point of all) {
    const checked = checkPosition(point);
    if (!checked.ok) return checked;
  }
  const repeats = all.some(
    ([lon, lat], index) => index > 0 && lon === all[index - 1]?.[0] && lat === all[index - 1]?.[1],
  );
  return repeats || crossesItself(all) ? refuse('GEOM_INVALID') : accept(line);
}

/** The line with rounded points and without those that fall together: for the public. */
export function outlineOf(line: LineString, decimals: number): { type: 'LineString'; coordinates: number[][] } {
  const rounded = points(line).map((point) => point.map((value) => Number(value.toFixed(decimals))));
  const kept = rounded.filter(([lon, lat], index) => {
    const [lonBefore, latBefore] = rounded[index - 1] ?? [];
    return index === 0 || index === rounded.length - 1 || lon !== lonBefore || lat !== latBefore;
  });
  return { type: 'LineString', coordinates: kept };
}

function points({ coordinates }: LineString): Position[] {
  return coordinates.map(([lon = Number.NaN, lat = Number.NaN]): Position => [lon, lat]);
}

function crossesItself(all: readonly Position[]): boolean {
  const ends = all.slice(1);
  return ends.some((end, later) => {
    const start = all[later] ?? end;
    // The piece before touches at its end, which is no crossing.
    return ends.slice(0, Math.max(0, later - 1)).some((otherEnd, earlier) => {
      return doMeet([start, end], [all[earlier] ?? otherEnd, otherEnd]);
    });
  });
}

type Piece = readonly [Position, Position];

function doMeet([a, b]: Piece, [c, d]: Piece): boolean {
  const turns = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)] as const;
  if (turns[0] * turns[1] < 0 && turns[2] * turns[3] < 0) return true;
  return (
    (turns[0] === 0 && isBetween(a, b, c)) ||
    (turns[1] === 0 && isBetween(a, b, d)) ||
    (turns[2] === 0 && isBetween(c, d, a)) ||
    (turns[3] === 0 && isBetween(c, d, b))
  );
}

function turn([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

function isBetween([ax, ay]: Position, [bx, by]: Position, [x, y]: Position): boolean {
  return Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
}
