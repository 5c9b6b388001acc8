import { compareEnd, compareStart, lengthOf, type Pool, type Units } from './pool.ts';
import { sortTexts } from './sort-texts.ts';

/** The texts of a pool in their order; equal ones by their numbers. */
export interface SortedTable<U extends Units = Units> {
  readonly pool: Pool<U>;
  readonly order: Uint32Array;
}

/** Places of a table: from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Sorts the texts of a pool from their beginnings. */
export function tableOf<U extends Units>(pool: Pool<U>): SortedTable<U> {
  return { pool, order: sortTexts(pool, 'FORWARD') };
}

/** Sorts the texts of a pool from their ends. */
export function backwardTableOf<U extends Units>(pool: Pool<U>): SortedTable<U> {
  return { pool, order: sortTexts(pool, 'BACKWARD') };
}

/** The places of all texts that begin with `query`; an equal one stands first. */
export function startingWith({ pool, order }: SortedTable, query: string): Range {
  const start = firstPlace(order, (index) => compareStart(pool, index, query) >= 0);
  return { start, end: firstPlace(order, (index) => compareStart(pool, index, query) > 0) };
}

/** The places of all texts that end with `query`, in a table of `backwardTableOf`. */
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
