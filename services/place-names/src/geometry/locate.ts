import { sideOf } from './containment.ts';
import type { GroundOn } from './ground.ts';
import type { DivisionPolygon, PolygonTable } from './polygons.ts';
import type { Box, Position } from './shapes.ts';

/** Where a point is: in a county of the polygons, on the line of several, or outside. */
export interface Hit {
  /** Counties of the vintage that contain the point or have it on their line, smaller code first. */
  readonly counties: readonly string[];
  readonly onBoundary: boolean;
}

/** The counties of the polygons at a point. */
export function countiesAt(polygons: PolygonTable, point: Position): Hit {
  const found = polygons.counties
    .filter(({ box }) => isIn(point, box))
    .map(({ code, area }) => ({ code, side: sideOf(point, area) }))
    .filter(({ side }) => side !== 'OUTSIDE');
  const onBoundary = found.some(({ side }) => side === 'BOUNDARY');
  return { counties: found.map(({ code }) => code).sort(), onBoundary };
}

/** Divisions of a day at a hit: on a line the smaller code, then all others that may hold the point. */
export function holdersAt(ground: GroundOn, hit: Hit): readonly string[] {
  const holders = [...new Set(hit.counties.flatMap((county) => ground.holdersOf(county)))];
  return hit.onBoundary ? holders.sort() : holders;
}

function isIn([lon, lat]: Position, [west, south, east, north]: Box): boolean {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

/** Whether longitude and latitude are in each other's place: as written no point on earth, or not here but the other way round. */
export function isSwapped([lon, lat]: Position, box: Box): boolean {
  return !isIn([lon, lat], box) && isIn([lat, lon], widened(box));
}

/** A swapped point beside the province is swapped all the same. */
function widened([west, south, east, north]: Box): Box {
  return [west - 1, south - 1, east + 1, north + 1];
}

/** A point inside the largest part of an area: of the middle of the widest stretch at the height of its middle. */
export function innerPoint({ area, box }: Pick<DivisionPolygon, 'area' | 'box'>): Position {
  const heights = [0.5, 0.45, 0.55, 0.4, 0.6, 0.3, 0.7].map((share) => box[1] + (box[3] - box[1]) * share);
  let best: { readonly width: number; readonly point: Position } | undefined;
  for (const lat of heights) {
    const stretch = widestStretch(area, lat);
    if (stretch !== undefined && stretch.width > (best?.width ?? 0)) best = stretch;
  }
  if (best === undefined) throw new Error('an area has no inner point');
  return best.point;
}

function widestStretch(
  area: DivisionPolygon['area'],
  lat: number,
): { readonly width: number; readonly point: Position } | undefined {
  const crossings = area
    .flat()
    .flatMap((ring) => crossingsAt(ring, lat))
    .sort((a, b) => a - b);
  let best: { readonly width: number; readonly point: Position } | undefined;
  for (let index = 1; index < crossings.length; index += 2) {
    const [from, to] = [crossings[index - 1] ?? 0, crossings[index] ?? 0];
    if (to - from > (best?.width ?? 0)) best = { width: to - from, point: [(from + to) / 2, lat] };
  }
  return best;
}

/** Longitudes at which a ring crosses a parallel; an edge counts from its lower end to before its upper. */
export function crossingsAt(ring: readonly Position[], lat: number): number[] {
  const crossings: number[] = [];
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1] ?? [0, 0], ring[index] ?? [0, 0]];
    if (a[1] <= lat === b[1] <= lat) continue;
    crossings.push(a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
  }
  return crossings;
}
