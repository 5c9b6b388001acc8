import { metresBetween, metresPerDegree, metresPerLonDegree, metresToLine, type Position } from './shapes.ts';

/** A name as the table has it. */
export interface NamedPlace {
  readonly placeId: string;
  readonly featureId: string;
  readonly name: string;
  readonly pinyin: string;
  readonly categoryCode: string;
  readonly divisionCode: string;
  readonly lon: string | null;
  readonly lat: string | null;
  readonly geometry: unknown;
}

/** A name with its distance. */
export interface Near extends Pick<NamedPlace, 'placeId' | 'name' | 'pinyin' | 'categoryCode' | 'divisionCode'> {
  readonly metres: number;
}

/** Limits of what is near (place-names.md §8.2, parameters `reverse-geocode.*`). */
export interface NearLimits {
  readonly streetMetres: number;
  readonly featureMetres: number;
  readonly featureCount: number;
}

/** GB/T 18521: group 23 is transport, its streets and roads among them. */
const streetGroup = '23';

/** The nearest street and the nearest other names, within their limits; of equal distance the smaller id. */
export function nearest(
  point: Position,
  places: readonly NamedPlace[],
  limits: NearLimits,
): { readonly street: Near | null; readonly features: Near[] } {
  const near = places
    .map((place) => ({ ...shown(place), metres: Math.round(distanceTo(point, place)) }))
    .sort((a, b) => a.metres - b.metres || (a.placeId < b.placeId ? -1 : 1));
  const street = near.find((one) => isStreet(one) && one.metres <= limits.streetMetres) ?? null;
  const features = near
    .filter((one) => !isStreet(one) && one.metres <= limits.featureMetres)
    .slice(0, limits.featureCount);
  return { street, features };
}

/** Cells of a hundredth of a degree within a distance of a point, as the database numbers them. */
export function cellsAround([lon, lat]: Position, metres: number): number[] {
  const [east, north] = [metres / metresPerLonDegree(lat), metres / metresPerDegree];
  const cells: number[] = [];
  for (let column = cellOf(lon - east); column <= cellOf(lon + east); column += 1) {
    for (let row = cellOf(lat - north); row <= cellOf(lat + north); row += 1) cells.push(column * 100_000 + row);
  }
  return cells;
}

function cellOf(degrees: number): number {
  return Math.floor(degrees * 100);
}

function isStreet({ categoryCode }: Near): boolean {
  return categoryCode.startsWith(streetGroup);
}

function shown({ placeId, name, pinyin, categoryCode, divisionCode }: NamedPlace): Omit<Near, 'metres'> {
  return { placeId, name, pinyin, categoryCode, divisionCode };
}

function distanceTo(point: Position, { lon, lat, geometry }: NamedPlace): number {
  const lines = linesOf(geometry);
  if (lines.length > 0) return Math.min(...lines.map((line) => metresToLine(point, line)));
  return lon === null || lat === null ? Infinity : metresBetween(point, [Number(lon), Number(lat)]);
}

/** The lines of a GeoJSON geometry: of an area its rings. */
function linesOf(geometry: unknown): Position[][] {
  if (typeof geometry !== 'object' || geometry === null || !('coordinates' in geometry)) return [];
  return collect(geometry.coordinates);
}

function collect(coordinates: unknown): Position[][] {
  if (!Array.isArray(coordinates)) return [];
  if (coordinates.every(isPosition)) return coordinates.length === 0 ? [] : [coordinates];
  return coordinates.flatMap(collect);
}

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length >= 2 && typeof value[0] === 'number' && typeof value[1] === 'number';
}
