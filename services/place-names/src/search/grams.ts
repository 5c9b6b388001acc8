import { includes, type Pool } from './pool.ts';

/** For each character and each pair of neighbours: the names that have it, ascending. */
export interface Grams {
  /** Ascending: first character × 65,536 + second; 0 as the second stands for a single character. */
  readonly keys: Float64Array;
  readonly starts: Uint32Array;
  readonly names: Uint32Array;
}

const pair = 65_536;

/** Lists the characters and pairs of the names that `isListed`. */
export function listGrams(pool: Pool<Uint16Array>, isListed: (name: number) => boolean): Grams {
  const counts = new Map<number, number>();
  const count = pool.starts.length - 1;
  for (let name = 0; name < count; name += 1)
    if (isListed(name)) eachGram(pool, name, (key) => counts.set(key, (counts.get(key) ?? 0) + 1));
  const keys = Float64Array.from(counts.keys()).sort();
  const starts = new Uint32Array(keys.length + 1);
  const next = new Map<number, number>();
  keys.forEach((key, place) => {
    next.set(key, starts[place] ?? 0);
    starts[place + 1] = (starts[place] ?? 0) + (counts.get(key) ?? 0);
  });
  const names = new Uint32Array(starts[keys.length] ?? 0);
  for (let name = 0; name < count; name += 1) {
    if (!isListed(name)) continue;
    eachGram(pool, name, (key) => {
      const place = next.get(key) ?? 0;
      names[place] = name;
      next.set(key, place + 1);
    });
  }
  return { keys, starts, names };
}

/** Each character and pair of a name once. */
function eachGram({ units, starts }: Pool<Uint16Array>, name: number, visit: (key: number) => void): void {
  const [start, end] = [starts[name] ?? 0, starts[name + 1] ?? 0];
  for (let at = start; at < end; at += 1) {
    const [one, two] = [units[at] ?? 0, at + 1 < end ? (units[at + 1] ?? 0) : 0];
    let [isNewOne, isNewPair] = [true, two !== 0];
    for (let before = start; before < at; before += 1) {
      if (units[before] !== one) continue;
      isNewOne = false;
      if (units[before + 1] === two) isNewPair = false;
    }
    if (isNewOne) visit(one * pair);
    if (isNewPair) visit(one * pair + two);
  }
}

/** Visits the listed names that contain `query`, ascending, until `visit` says that it has enough. */
export function visitContaining(
  grams: Grams,
  { pool, query }: { readonly pool: Pool<Uint16Array>; readonly query: string },
  visit: (name: number) => boolean,
): void {
  const list = rarest(grams, query);
  if (list === undefined) return;
  for (let at = list.start; at < list.end; at += 1) {
    const name = grams.names[at] ?? 0;
    // A list of one character or one pair is exact.
    if (query.length > 2 && !includes(pool, name, query)) continue;
    if (visit(name)) return;
  }
}

function rarest(grams: Grams, query: string): { start: number; end: number } | undefined {
  if (query.length === 1) return listOf(grams, query.charCodeAt(0) * pair);
  let best: { start: number; end: number } | undefined;
  for (let at = 0; at + 1 < query.length; at += 1) {
    const list = listOf(grams, query.charCodeAt(at) * pair + query.charCodeAt(at + 1));
    if (list === undefined) return undefined;
    if (best === undefined || list.end - list.start < best.end - best.start) best = list;
  }
  return best;
}

/** Where in `names` those with a pair of characters stand; an empty range when there are none. */
export function listOfPair(grams: Grams, text: string): { start: number; end: number } {
  return listOf(grams, text.charCodeAt(0) * pair + text.charCodeAt(1)) ?? { start: 0, end: 0 };
}

function listOf({ keys, starts }: Grams, key: number): { start: number; end: number } | undefined {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return keys[low] === key ? { start: starts[low] ?? 0, end: starts[low + 1] ?? 0 } : undefined;
}
