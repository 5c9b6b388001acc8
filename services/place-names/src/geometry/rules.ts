import type { GeoJsonGeometry } from '@mz/contracts';
import { accept, type Decision, refuse } from '@mz/domain';
import type { Static } from 'typebox';
import { findCrossing } from './crossing.ts';
import { fromGcj02 } from './gcj02.ts';
import type { Box, Position } from './shapes.ts';

/** A geometry of GeoJSON. */
export type GeoJson = Static<typeof GeoJsonGeometry>;
/** What a sender says of the coordinates. */
export type CoordinateSystem = 'CGCS2000' | 'WGS84' | 'GCJ02';
/** Why a geometry is not stored. */
export type GeometryRefusal = 'GEOM_INVALID' | 'LONLAT_SWAPPED';

/** A geometry as it is stored, and what was done to it. */
export interface StoredGeometry {
  readonly geometry: GeoJson;
  readonly notes: { readonly code: string; readonly text: string }[];
}

// GB 18306 and the like give the country; a point beyond it is a slip. West, south, east, north in degrees.
const country: Box = [73, 3, 136, 54];

/**
 * Checks a geometry and turns it into CGCS2000 with 7 decimals (about a centimetre). Lines and rings may not cross
 * themselves, rings are closed and have ground in them. WGS 84 is taken as it is: it differs by less than a metre.
 */
export function settleGeometry(given: GeoJson, system: CoordinateSystem): Decision<StoredGeometry, GeometryRefusal> {
  const positions = positionsOf(given);
  if (positions.length === 0) return refuse('GEOM_INVALID', 'empty');
  if (positions.some(isSwappedPosition)) return refuse('LONLAT_SWAPPED');
  if (!positions.every(isInCountry)) return refuse('GEOM_INVALID', 'outside');
  const fault = faultOf(given);
  if (fault !== undefined) return refuse('GEOM_INVALID', fault);
  return accept({ geometry: converted(given, system), notes: notesOf(system) });
}

function notesOf(system: CoordinateSystem): StoredGeometry['notes'] {
  switch (system) {
    case 'CGCS2000':
      return [];
    case 'WGS84':
      return [{ code: 'WGS84_AS_CGCS2000', text: 'WGS 84 坐标按 CGCS2000 存储，二者相差不足 1 米' }];
    case 'GCJ02':
      return [{ code: 'GCJ02_CONVERTED', text: 'GCJ-02 坐标已反算为 CGCS2000，精度约 1 米' }];
  }
}

function faultOf(given: GeoJson): string | undefined {
  switch (given.type) {
    case 'Point':
      return undefined;
    case 'LineString':
      return lineFault([asLine(given.coordinates)]);
    case 'MultiLineString':
      return lineFault(given.coordinates.map(asLine));
    case 'Polygon':
      return ringsFault(given.coordinates.map(asLine));
    case 'MultiPolygon':
      return (
        given.coordinates.map((rings) => ringsFault(rings.map(asLine))).find((fault) => fault !== undefined) ??
        (findCrossing(given.coordinates.flatMap((rings) => rings.map(asLine))) === undefined
          ? undefined
          : 'self-crossing')
      );
  }
}

function lineFault(lines: readonly Position[][]): string | undefined {
  if (lines.some((line) => new Set(line.map(String)).size < 2)) return 'too short';
  return lines.some((line) => findCrossing([line]) !== undefined) ? 'self-crossing' : undefined;
}

function ringsFault(rings: readonly Position[][]): string | undefined {
  if (rings.length === 0 || rings.some((ring) => ring.length < 4)) return 'too short';
  if (rings.some((ring) => String(ring[0]) !== String(ring.at(-1)))) return 'open ring';
  if (findCrossing(rings) !== undefined) return 'self-crossing';
  return rings.some((ring) => flatArea(ring) === 0) ? 'no ground' : undefined;
}

function flatArea(ring: readonly Position[]): number {
  return ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[index + 1] ?? [x, y];
    return sum + (x * nextY - nextX * y);
  }, 0);
}

function isSwappedPosition([lon, lat]: Position): boolean {
  return !isInCountry([lon, lat]) && isInCountry([lat, lon]);
}

function isInCountry([lon, lat]: Position): boolean {
  return lon >= country[0] && lon <= country[2] && lat >= country[1] && lat <= country[3];
}

function positionsOf(given: GeoJson): Position[] {
  if (given.type === 'Point') return [asPosition(given.coordinates)];
  // The schema bounds the depth: at the lowest level stand numbers.
  const lines = (given.coordinates as readonly unknown[]).flat(
    given.type === 'MultiPolygon' ? 2 : given.type === 'LineString' ? 0 : 1,
  );
  return (lines as number[][]).map(asPosition);
}

function converted(given: GeoJson, system: CoordinateSystem): GeoJson {
  const move = (position: readonly number[]): number[] => {
    const [lon, lat] = system === 'GCJ02' ? fromGcj02(asPosition(position)) : asPosition(position);
    return [rounded(lon), rounded(lat)];
  };
  switch (given.type) {
    case 'Point':
      return { type: given.type, coordinates: move(given.coordinates) };
    case 'LineString':
      return { type: given.type, coordinates: given.coordinates.map(move) };
    case 'MultiLineString':
    case 'Polygon':
      return { type: given.type, coordinates: given.coordinates.map((line) => line.map(move)) };
    case 'MultiPolygon':
      return { type: given.type, coordinates: given.coordinates.map((rings) => rings.map((ring) => ring.map(move))) };
  }
}

/** Degrees with 7 decimals (place-names.md §1). */
function rounded(degrees: number): number {
  return Math.round(degrees * 10_000_000) / 10_000_000;
}

function asLine(line: readonly (readonly number[])[]): Position[] {
  return line.map(asPosition);
}

function asPosition([lon = Number.NaN, lat = Number.NaN]: readonly number[]): Position {
  return [lon, lat];
}
