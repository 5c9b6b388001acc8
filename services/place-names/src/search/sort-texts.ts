import { type Direction, type Pool, type Units, unitAt } from './pool.ts';

const indexBits = 2 ** 25;
/** Smaller groups are sorted by insertion. */
const small = 12;

/** The texts of a pool in their order; equal ones by their numbers. */
export function sortTexts<U extends Units>(pool: Pool<U>, direction: Direction): Uint32Array {
  const isBytes = pool.units instanceof Uint8Array;
  const key = isBytes ? firstBytes(pool, direction) : firstUnits(pool, direction);
  const keyed = sortKeyed(pool.starts.length - 1, key);
  const order = numbersOf(keyed);
  eachGroup(keyed, (from, to) => sortGroup({ pool, direction, order }, { from, to, depth: isBytes ? 3 : 1 }));
  return order;
}

/** The numbers from 0 to `count` in the order of a key below 2^28. */
export function placesByKey(count: number, key: (index: number) => number): Uint32Array {
  return numbersOf(sortKeyed(count, key));
}

function numbersOf(keyed: Float64Array): Uint32Array {
  const order = new Uint32Array(keyed.length);
  for (let place = 0; place < keyed.length; place += 1) order[place] = (keyed[place] ?? 0) % indexBits;
  return order;
}

/** Key and number share a float, so that the many comparisons are the engine's own. */
function sortKeyed(count: number, key: (index: number) => number): Float64Array {
  if (count >= indexBits) throw new RangeError(`${count} are more than one table holds`);
  const keyed = new Float64Array(count);
  for (let index = 0; index < count; index += 1) keyed[index] = key(index) * indexBits + index;
  return keyed.sort();
}

/** Calls for each stretch of more than one number with the same key. */
function eachGroup(keyed: Float64Array, visit: (from: number, to: number) => void): void {
  let from = 0;
  while (from < keyed.length) {
    const group = Math.floor((keyed[from] ?? 0) / indexBits);
    const next = (group + 1) * indexBits;
    let to = from + 1;
    while (to < keyed.length && (keyed[to] ?? 0) < next) to += 1;
    if (to - from > 1) visit(from, to);
    from = to;
  }
}

/** Three bytes whole and the upper bits of the fourth. */
function firstBytes(pool: Pool, direction: Direction): (index: number) => number {
  return (index) => {
    let value = 0;
    for (let depth = 0; depth < 3; depth += 1) value = value * 256 + unitAt(pool, index, depth, direction);
    return value * 16 + (unitAt(pool, index, 3, direction) >>> 4);
  };
}

/** The first character whole and the upper bits of the second. */
function firstUnits(pool: Pool, direction: Direction): (index: number) => number {
  return (index) => unitAt(pool, index, 0, direction) * 4_096 + (unitAt(pool, index, 1, direction) >>> 4);
}

interface Sorting {
  readonly pool: Pool;
  readonly direction: Direction;
  readonly order: Uint32Array;
}

interface Group {
  readonly from: number;
  readonly to: number;
  /** So many units are equal. */
  readonly depth: number;
}

/** Quicksort by one unit at a time (Bentley and Sedgewick): equal beginnings are not compared again. */
function sortGroup(sorting: Sorting, whole: Group): void {
  const { pool, direction, order } = sorting;
  const groups = [whole];
  for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
    const { from, to, depth } = group;
    if (to - from <= small) {
      insertionSort(sorting, group);
      continue;
    }
    const pivot = medianOf(sorting, group);
    let [below, at, above] = [from, from, to];
    while (at < above) {
      const name = order[at] ?? 0;
      const unit = unitAt(pool, name, depth, direction);
      if (unit < pivot) {
        order[at] = order[below] ?? 0;
        order[below] = name;
        below += 1;
        at += 1;
      } else if (unit > pivot) {
        above -= 1;
        order[at] = order[above] ?? 0;
        order[above] = name;
      } else at += 1;
    }
    if (below - from > 1) groups.push({ from, to: below, depth });
    if (to - above > 1) groups.push({ from: above, to, depth });
    // Behind their ends the texts are equal.
    if (pivot === 0) order.subarray(below, above).sort();
    else if (above - below > 1) groups.push({ from: below, to: above, depth: depth + 1 });
  }
}

function medianOf({ pool, direction, order }: Sorting, { from, to, depth }: Group): number {
  const unit = (place: number): number => unitAt(pool, order[place] ?? 0, depth, direction);
  const [one, two, three] = [unit(from), unit((from + to) >>> 1), unit(to - 1)];
  return Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
}

function insertionSort({ pool, direction, order }: Sorting, { from, to, depth }: Group): void {
  const isBehind = (one: number, other: number): boolean => {
    for (let at = depth; ; at += 1) {
      const unit = unitAt(pool, one, at, direction);
      const difference = unit - unitAt(pool, other, at, direction);
      if (difference !== 0) return difference > 0;
      if (unit === 0) return one > other;
    }
  };
  for (let place = from + 1; place < to; place += 1) {
    const name = order[place] ?? 0;
    let at = place;
    while (at > from && isBehind(order[at - 1] ?? 0, name)) {
      order[at] = order[at - 1] ?? 0;
      at -= 1;
    }
    order[at] = name;
  }
}
