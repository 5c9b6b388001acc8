import { orient2d } from 'robust-predicates';
import type { Area, Position, Ring } from './shapes.ts';

/** How a point lies to an area. */
export type Side = 'INSIDE' | 'BOUNDARY' | 'OUTSIDE';

/** How a point lies to an area; exact, so that a point on the common line of two areas is on the line of both. */
export function sideOf(point: Position, area: Area): Side {
  for (const rings of area) {
    const side = sideOfRings(point, rings);
    if (side !== 'OUTSIDE') return side;
  }
  return 'OUTSIDE';
}

function sideOfRings(point: Position, rings: readonly Ring[]): Side {
  const [outer, ...holes] = rings;
  if (outer === undefined) return 'OUTSIDE';
  const side = sideOfRing(point, outer);
  if (side !== 'INSIDE') return side;
  for (const hole of holes) {
    const within = sideOfRing(point, hole);
    if (within === 'BOUNDARY') return 'BOUNDARY';
    if (within === 'INSIDE') return 'OUTSIDE';
  }
  return 'INSIDE';
}

/** Counts the edges that a ray to the east meets; an edge is met from its lower end (included) to its upper (not). */
function sideOfRing(point: Position, ring: Ring): Side {
  let inside = false;
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1] ?? point, ring[index] ?? point];
    const turn = meets(point, a, b);
    if (turn === 'ON') return 'BOUNDARY';
    if (turn === 'CROSSES') inside = !inside;
  }
  return inside ? 'INSIDE' : 'OUTSIDE';
}

function meets([x, y]: Position, a: Position, b: Position): 'ON' | 'CROSSES' | 'MISSES' {
  if ((a[1] > y && b[1] > y) || (a[1] < y && b[1] < y)) return 'MISSES';
  if (a[0] < x && b[0] < x) return 'MISSES';
  const [low, high] = a[1] <= b[1] ? [a, b] : [b, a];
  const turn = orient2d(low[0], low[1], high[0], high[1], x, y);
  const withinX = Math.min(a[0], b[0]) <= x && x <= Math.max(a[0], b[0]);
  if (turn === 0 && withinX) return 'ON';
  if (low[1] === high[1] || y === high[1]) return 'MISSES';
  // `orient2d` is positive where the three turn clockwise: the point lies west of the rising edge when they turn left.
  return turn < 0 ? 'CROSSES' : 'MISSES';
}
