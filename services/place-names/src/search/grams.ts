import { countGrams, placeOfGram } from './gram-counts.ts';
import { includes, type Pool } from './pool.ts';
import type { Spans } from './spans.ts';

/** For each character and each pair of neighbours: the names that have it, ascending. */
export interface Grams {
  /** Ascending: first character × 65,536 + second; 0 as the second stands for a single character. */
  readonly keys: Uint32Array;
  readonly starts: Uint32Array;
  readonly names: Uint32Array;
}

/** Places of a list. */
export interface List {
  readonly start: number;
  readonly end: number;
}

const pair = 65_536;

/** Lists the characters and pairs of the names that `isListed`. */
export function listGrams(pool: Pool<Uint16Array>, isListed: (name: number) => boolean): Grams {
  const count = pool.starts.length - 1;
  const each = (visit: (key: number, name: number) => void): void => {
    for (let name = 0; name < count; name += 1) if (isListed(name)) eachGram(pool, name, visit);
  };
  const counts = countGrams(each);
  const keys = counts.keys.filter((_, at) => (counts.counts[at] ?? 0) > 0).sort();
  const starts = new Uint32Array(keys.length + 1);
  const next = new Uint32Array(counts.keys.length);
  keys.forEach((key, place) => {
    const at = placeOfGram(counts.keys, key);
    next[at] = starts[place] ?? 0;
    starts[place + 1] = (starts[place] ?? 0) + (counts.counts[at] ?? 0);
  });
  const names = new Uint32Array(starts[keys.length] ?? 0);
  each((key, name) => {
    const at = placeOfGram(counts.keys, key);
    const place = next[at] ?? 0;
    names[place] = name;
    next[at] = place + 1;
  });
  return { keys, starts, names };
}

/** Each character and pair of a name once. */
function eachGram(
  { units, starts }: Pool<Uint16Array>,
  name: number,
  visit: (key: number, name: number) => void,
): void {
  const [start, end] = [starts[name] ?? 0, starts[name + 1] ?? 0];
  for (let at = start; at < end; at += 1) {
    const [one, two] = [units[at] ?? 0, at + 1 < end ? (units[at + 1] ?? 0) : 0];
    let [isNewOne, isNewPair] = [true, two !== 0];
    for (let before = start; before < at; before += 1) {
      if (units[before] !== one) continue;
      isNewOne = false;
      if (units[before + 1] === two) isNewPair = false;
    }
    if (isNewOne) visit(one * pair, name);
    if (isNewPair) visit(one * pair + two, name);
  }
}

/** Visits the listed names of the spans that contain `query`, ascending, until `visit` says that it has enough. */
export function visitContaining(
  grams: Grams,
  { pool, query, spans }: { readonly pool: Pool<Uint16Array>; readonly query: string; readonly spans: Spans },
  visit: (name: number) => boolean,
): void {
  const list = rarest(grams, query);
  if (list === undefined) return;
  for (const { start, end } of partsOf(grams, list, spans))
    for (let at = start; at < end; at += 1) {
      const name = grams.names[at] ?? 0;
      // A list of one character or one pair is exact.
      if (query.length > 2 && !includes(pool, name, query)) continue;
      if (visit(name)) return;
    }
}

/** The parts of a list whose names are in the spans. */
export function partsOf(grams: Grams, list: List, spans: Spans): List[] {
  if (spans === undefined) return [list];
  const parts: List[] = [];
  for (let at = 0; at < spans.length; at += 2) {
    const start = firstFrom(grams.names, spans[at] ?? 0, list);
    const end = firstFrom(grams.names, spans[at + 1] ?? 0, { start, end: list.end });
    if (start < end) parts.push({ start, end });
  }
  return parts;
}

function rarest(grams: Grams, query: string): List | undefined {
  if (query.length === 1) return listOf(grams, query.charCodeAt(0) * pair);
  let best: List | undefined;
  for (let at = 0; at + 1 < query.length; at += 1) {
    const list = listOf(grams, query.charCodeAt(at) * pair + query.charCodeAt(at + 1));
    if (list === undefined) return undefined;
    if (best === undefined || list.end - list.start < best.end - best.start) best = list;
  }
  return best;
}

/** Where in `names` those with a pair of characters stand; an empty list when there are none. */
export function listOfPair(grams: Grams, text: string): List {
  return listOf(grams, text.charCodeAt(0) * pair + text.charCodeAt(1)) ?? { start: 0, end: 0 };
}

function listOf({ keys, starts }: Grams, key: number): List | undefined {
  const at = firstFrom(keys, key, { start: 0, end: keys.length });
  return keys[at] === key ? { start: starts[at] ?? 0, end: starts[at + 1] ?? 0 } : undefined;
}

/** The first place of a part whose number is not smaller. */
function firstFrom(numbers: Uint32Array, least: number, { start, end }: List): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
