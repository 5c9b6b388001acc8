import { setImmediate } from 'node:timers/promises';
import polygonClipping, { type MultiPolygon } from 'polygon-clipping';
import { findCrossing } from './crossing.ts';
import { innerPoint } from './locate.ts';
import { type Area, areaBox, boxesMeet, type Ring, squareKilometres } from './shapes.ts';

/** A division with its area. */
export interface NamedArea {
  readonly code: string;
  readonly area: Area;
}

/** A gap or an overlap between neighbours, or an area that crosses itself. */
export interface Finding {
  readonly kind: 'OVERLAP' | 'GAP' | 'GEOM_INVALID';
  readonly codes: readonly string[];
  readonly areaKm2: number;
  readonly lon: number;
  readonly lat: number;
}

/**
 * What is wrong between areas that should tile their ground; faults below the least area are left out. Others are let in
 * between two pairs, since a province takes seconds.
 */
export async function findFaults(areas: readonly NamedArea[], leastKm2: number): Promise<Finding[]> {
  const found = invalid(areas);
  for (const pair of neighbours(areas)) {
    found.push(...overlap(pair, leastKm2));
    await setImmediate();
  }
  return [...found, ...gaps(areas, leastKm2)];
}

/** The common area of several, without the lines between them and without slivers below a square metre. */
export function union(areas: readonly Area[]): Area {
  const [first, ...others] = areas.map(asClipping);
  if (first === undefined) return [];
  return polygonClipping.union(first, ...others).flatMap(([outer, ...holes]) => {
    if (outer === undefined || !hasGround(outer)) return [];
    return [[outer, ...holes.filter(hasGround)]];
  });
}

function hasGround(ring: Ring): boolean {
  return squareKilometres([[ring]]) >= 1e-6;
}

function invalid(areas: readonly NamedArea[]): Finding[] {
  return areas.flatMap(({ code, area }) => {
    const place = findCrossing(area.flat());
    return place === undefined
      ? []
      : [{ kind: 'GEOM_INVALID' as const, codes: [code], areaKm2: 0, lon: place[0], lat: place[1] }];
  });
}

function neighbours(areas: readonly NamedArea[]): (readonly [NamedArea, NamedArea])[] {
  const boxed = areas.map((one) => ({ one, box: areaBox(one.area) }));
  return boxed.flatMap(({ one, box }, index) =>
    boxed.slice(index + 1).flatMap((other) => (boxesMeet(box, other.box) ? [[one, other.one] as const] : [])),
  );
}

function overlap([one, other]: readonly [NamedArea, NamedArea], leastKm2: number): Finding[] {
  return polygonClipping
    .intersection(asClipping(one.area), asClipping(other.area))
    .filter((part) => squareKilometres([part]) >= leastKm2)
    .map((part) => finding('OVERLAP', [one.code, other.code].sort(), [part]));
}

/** Holes of the whole that no division has: each with those around it. */
function gaps(areas: readonly NamedArea[], leastKm2: number): Finding[] {
  const whole = union(areas.map(({ area }) => area));
  return whole
    .flatMap(([, ...holes]) => holes)
    .filter((hole) => squareKilometres([[hole]]) >= leastKm2)
    .map((hole) => {
      const box = areaBox([[hole]]);
      const around = areas
        .filter(({ area }) => boxesMeet(areaBox(area), box))
        .filter(({ area }) => touches(area, hole));
      return finding('GAP', around.map(({ code }) => code).sort(), [[hole]]);
    });
}

function touches(area: Area, hole: Area[number][number]): boolean {
  const corners = new Set(hole.map(String));
  return area.some((rings) => rings.some((ring) => ring.some((position) => corners.has(String(position)))));
}

function finding(kind: Finding['kind'], codes: readonly string[], area: Area): Finding {
  const [lon, lat] = innerPoint({ area, box: areaBox(area) });
  return { kind, codes, areaKm2: Math.round(squareKilometres(area) * 1000) / 1000, lon, lat };
}

function asClipping(area: Area): MultiPolygon {
  return area.map((rings) => rings.map((ring) => ring.map(([lon, lat]): [number, number] => [lon, lat])));
}
