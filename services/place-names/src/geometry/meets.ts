import { orient2d } from 'robust-predicates';
import { sideOf } from './containment.ts';
import type { GeoJson } from './rules.ts';
import { type Area, areaBox, type Box, boxesMeet, type Position } from './shapes.ts';

/** Whether a geometry has a point in a box. */
export function geometryMeetsBox(geometry: GeoJson, box: Box): boolean {
  switch (geometry.type) {
    case 'Point':
      return isIn(asPosition(geometry.coordinates), box);
    case 'LineString':
      return lineMeets(geometry.coordinates.map(asPosition), box);
    case 'MultiLineString':
      return geometry.coordinates.some((line) => lineMeets(line.map(asPosition), box));
    case 'Polygon':
      return areaMeetsBox([geometry.coordinates.map((ring) => ring.map(asPosition))], box);
    case 'MultiPolygon':
      return areaMeetsBox(
        geometry.coordinates.map((rings) => rings.map((ring) => ring.map(asPosition))),
        box,
      );
  }
}

/** Whether an area has a point in a box: an edge runs through it, or the whole box lies inside. */
export function areaMeetsBox(area: Area, box: Box): boolean {
  if (area.length === 0 || !boxesMeet(areaBox(area), box)) return false;
  if (area.some((rings) => rings.some((ring) => lineMeets(ring, box)))) return true;
  return sideOf([box[0], box[1]], area) !== 'OUTSIDE';
}

function lineMeets(line: readonly Position[], box: Box): boolean {
  return line.some((position, index) => {
    const before = line[index - 1];
    return isIn(position, box) || (before !== undefined && segmentMeets(before, position, box));
  });
}

function segmentMeets(a: Position, b: Position, box: Box): boolean {
  const [west, south, east, north] = box;
  if (Math.max(a[0], b[0]) < west || Math.min(a[0], b[0]) > east) return false;
  if (Math.max(a[1], b[1]) < south || Math.min(a[1], b[1]) > north) return false;
  const corners: readonly Position[] = [
    [west, south],
    [west, north],
    [east, south],
    [east, north],
  ];
  const sides = corners.map(([x, y]) => Math.sign(orient2d(a[0], a[1], b[0], b[1], x, y)));
  return !(sides.every((side) => side > 0) || sides.every((side) => side < 0));
}

function isIn([lon, lat]: Position, [west, south, east, north]: Box): boolean {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

function asPosition([lon = Number.NaN, lat = Number.NaN]: readonly number[]): Position {
  return [lon, lat];
}
