import { compareBackward, compareEnd, compareStart, compareTexts, lengthOf, type Pool, type Units } from './pool.ts';

/** The texts of a pool in their order. */
export interface SortedTable<U extends Units = Units> {
  readonly pool: Pool<U>;
  readonly order: Uint32Array;
}

/** Places of a table: from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const indexBits = 2 ** 25;

/** Sorts the texts of a pool of UTF-16. */
export function sortTexts(pool: Pool<Uint16Array>): SortedTable<Uint16Array> {
  const { units, starts } = pool;
  // The first character whole and the upper bits of the second: what numbers can sort.
  const key = (index: number): number => {
    const [start, end] = [starts[index] ?? 0, starts[index + 1] ?? 0];
    const second = end - start > 1 ? (units[start + 1] ?? 0) : 0;
    return end > start ? (units[start] ?? 0) * 4_096 + (second >>> 4) : 0;
  };
  return { pool, order: sortBy(starts.length - 1, key, (one, other) => compareTexts(pool, one, other)) };
}

/** Sorts the texts of a pool of UTF-16 by their ends. */
export function sortBackward(pool: Pool<Uint16Array>): SortedTable<Uint16Array> {
  const { units, starts } = pool;
  const key = (index: number): number => {
    const [start, end] = [starts[index] ?? 0, starts[index + 1] ?? 0];
    const second = end - start > 1 ? (units[end - 2] ?? 0) : 0;
    return end > start ? (units[end - 1] ?? 0) * 4_096 + (second >>> 4) : 0;
  };
  return { pool, order: sortBy(starts.length - 1, key, (one, other) => compareBackward(pool, one, other)) };
}

/** Sorts the texts of a pool of bytes below 128. */
export function sortBytes(pool: Pool<Uint8Array>): SortedTable<Uint8Array> {
  const { units, starts } = pool;
  const key = (index: number): number => {
    const [start, end] = [starts[index] ?? 0, starts[index + 1] ?? 0];
    let value = 0;
    for (let at = start; at < start + 4; at += 1) value = value * 128 + (at < end ? (units[at] ?? 0) : 0);
    return value;
  };
  return { pool, order: sortBy(starts.length - 1, key, (one, other) => compareTexts(pool, one, other)) };
}

/**
 * The numbers from 0 to `count` in the order of a key below 2^28, and those of one key by `compare`. Key and number share a
 * float, so that the many comparisons are the engine's own.
 */
export function sortBy(
  count: number,
  key: (index: number) => number,
  compare: (one: number, other: number) => number,
): Uint32Array {
  if (count >= indexBits) throw new RangeError(`${count} are more than one table holds`);
  const keyed = new Float64Array(count);
  for (let index = 0; index < count; index += 1) keyed[index] = key(index) * indexBits + index;
  keyed.sort();
  const order = new Uint32Array(count);
  for (let place = 0; place < count; place += 1) order[place] = (keyed[place] ?? 0) % indexBits;
  let start = 0;
  while (start < count) {
    const group = Math.floor((keyed[start] ?? 0) / indexBits);
    let end = start + 1;
    while (end < count && Math.floor((keyed[end] ?? 0) / indexBits) === group) end += 1;
    if (end - start > 1) order.subarray(start, end).sort(compare);
    start = end;
  }
  return order;
}

/** The places of all texts that begin with `query`; an equal one stands first. */
export function startingWith({ pool, order }: SortedTable, query: string): Range {
  const start = firstPlace(order, (index) => compareStart(pool, index, query) >= 0);
  return { start, end: firstPlace(order, (index) => compareStart(pool, index, query) > 0) };
}

/** The places of all texts that end with `query`, in a table of `sortBackward`. */
export function endingWith({ pool, order }: SortedTable, query: string): Range {
  const start = firstPlace(order, (index) => compareEnd(pool, index, query) >= 0);
  return { start, end: firstPlace(order, (index) => compareEnd(pool, index, query) > 0) };
}

/** The part of a range of `startingWith` whose texts are equal to its query of `length` units. */
export function equalPart({ pool, order }: SortedTable, { start, end }: Range, length: number): Range {
  let equalEnd = start;
  while (equalEnd < end && lengthOf(pool, order[equalEnd] ?? 0) === length) equalEnd += 1;
  return { start, end: equalEnd };
}

function firstPlace(order: Uint32Array, holds: (index: number) => boolean): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(order[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
