import type { Pool } from './pool.ts';

/**
 * Names of two to six characters by what is left of them when one character is taken out, and whole: two of at most one
 * edit have one of these in common. Key and name share a float, ascending.
 */
export type Deletions = Float64Array;

const [shortest, longest] = [2, 6] as const;
const namesEach = 2 ** 25;

/** Lists the names that `isListed`. */
export function listDeletions(pool: Pool<Uint16Array>, isListed: (name: number) => boolean): Deletions {
  const { starts } = pool;
  const eachListed = (visit: (name: number, start: number, length: number) => void): void => {
    for (let name = 0; name + 1 < starts.length; name += 1) {
      const start = starts[name] ?? 0;
      const length = (starts[name + 1] ?? 0) - start;
      if (length >= shortest && length <= longest && isListed(name)) visit(name, start, length);
    }
  };
  let count = 0;
  eachListed((_name, _start, length) => {
    count += length + 1;
  });
  const keys = new Float64Array(count);
  let place = 0;
  eachListed((name, start, length) => {
    for (let without = -1; without < length; without += 1) {
      keys[place] = keyOf(pool.units, { start, length, without }) * namesEach + name;
      place += 1;
    }
  });
  return keys.sort();
}

/** Visits the names that have a key in common with `query`, some more than once; not all of them are near. */
export function visitDeletions(deletions: Deletions, query: string, visit: (name: number) => void): void {
  const units = Uint16Array.from(query, (unit) => unit.charCodeAt(0));
  for (let without = -1; without < units.length; without += 1) {
    const key = keyOf(units, { start: 0, length: units.length, without }) * namesEach;
    for (
      let place = firstFrom(deletions, key);
      (deletions[place] ?? Number.POSITIVE_INFINITY) < key + namesEach;
      place += 1
    )
      visit((deletions[place] ?? 0) - key);
  }
}

/** 28 bits of the characters but the one `without`. */
function keyOf(
  units: Uint16Array,
  { start, length, without }: { readonly start: number; readonly length: number; readonly without: number },
): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < length; at += 1)
    if (at !== without) hash = Math.imul(hash ^ (units[start + at] ?? 0), 0x9e3779b1) ^ (hash >>> 15);
  return hash >>> 4;
}

function firstFrom(keys: Float64Array, key: number): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
