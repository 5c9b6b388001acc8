import type { Taker } from './best.ts';
import { type Deletions, visitDeletions } from './deletions.ts';
import { createDistance, editsAllowed, longestEdited, ones } from './edits.ts';
import { type Grams, listOfPair } from './grams.ts';
import type { Pool } from './pool.ts';
import { endingWith, type Range, type SortedTable, startingWith } from './sorted-table.ts';

/** Where names near a Han query are sought. */
export interface NameTables {
  readonly texts: SortedTable<Uint16Array>;
  readonly backward: SortedTable<Uint16Array>;
  readonly grams: Grams;
  readonly deletions: Deletions;
  readonly fingerprints: Uint32Array;
  readonly firstNames: Uint32Array;
  readonly nameDocuments: Uint32Array;
}

/**
 * Gives the names at most the allowed edits away from `query`, some more than once. One edit is sought by what is left
 * without a character. Of a query cut in three, two edits leave a piece untouched: the first where a name begins, the last
 * where it ends, the middle one anywhere; it is cut where the names to look at are fewest.
 */
export function visitNearNames(tables: NameTables, query: string, taker: Taker): void {
  const allowed = editsAllowed(query.length);
  if (allowed === 0 || query.length > longestEdited) return;
  const distance = createDistance(tables.texts.pool, query, allowed);
  const own = fingerprintOf(
    Uint16Array.from(query, (unit) => unit.charCodeAt(0)),
    0,
    query.length,
  );
  const look = (name: number): void => {
    if (name >= taker.bound || !mayBeNear(tables.fingerprints[name] ?? 0, own, allowed)) return;
    const edits = distance(name);
    if (edits <= allowed) taker.take(name, edits);
  };
  if (allowed === 1) {
    visitDeletions(tables.deletions, query, (name) => {
      look(name);
      return name >= taker.bound;
    });
    return;
  }
  const cut = cutInThree(tables, query);
  // Its names ascend, and the first ones make the others needless.
  for (let place = cut.containing.start; place < cut.containing.end; place += 1) {
    const listed = tables.grams.names[place] ?? 0;
    if (listed >= taker.bound) break;
    lookAtDocument(tables, listed, look);
  }
  eachOf(tables.texts.order, cut.starting, look);
  eachOf(tables.backward.order, cut.ending, look);
}

/** Short names are not listed: the full one that begins with it is. */
function lookAtDocument({ firstNames, nameDocuments }: NameTables, listed: number, look: (name: number) => void): void {
  const document = nameDocuments[listed] ?? 0;
  const end = firstNames[document + 1] ?? 0;
  for (let name = firstNames[document] ?? 0; name < end; name += 1) look(name);
}

const lengthBits = 63;

/** For each name a bit of 26 for each of its characters, and its length: what tells most of the others apart at one look. */
export function fingerprintNames({ units, starts }: Pool<Uint16Array>): Uint32Array {
  const prints = new Uint32Array(starts.length - 1);
  for (let name = 0; name < prints.length; name += 1)
    prints[name] = fingerprintOf(units, starts[name] ?? 0, (starts[name + 1] ?? 0) - (starts[name] ?? 0));
  return prints;
}

function fingerprintOf(units: Uint16Array, start: number, length: number): number {
  let print = Math.min(length, lengthBits);
  for (let at = start; at < start + length; at += 1)
    print |= 1 << (6 + ((Math.imul(units[at] ?? 0, 0x9e3779b1) >>> 8) % 26));
  return print >>> 0;
}

/** An edit takes at most one character away and brings one, and makes the name one longer or shorter. */
function mayBeNear(print: number, own: number, allowed: number): boolean {
  const longer = (print & lengthBits) - (own & lengthBits);
  return longer <= allowed && -longer <= allowed && ones((print ^ own) >>> 6) <= 2 * allowed;
}

interface Cut {
  readonly starting: Range;
  readonly ending: Range;
  readonly containing: Range;
}

const nothing: Range = { start: 0, end: 0 };

function cutInThree(tables: NameTables, query: string): Cut {
  const { starts, ends } = piecesOf(tables, query);
  const pairs = Array.from({ length: query.length - 1 }, (_, at) => listOfPair(tables.grams, query.slice(at, at + 2)));
  let best: Cut | undefined;
  for (let first = 1; first <= query.length - 3; first += 1) {
    let containing: Range | undefined;
    // The middle piece grows, and with it the choice of a rare pair.
    for (let end = first + 2; end < query.length; end += 1) {
      const pair = pairs[end - 2] ?? nothing;
      if (containing === undefined || pair.end - pair.start < containing.end - containing.start) containing = pair;
      const cut = { starting: starts[first] ?? nothing, ending: ends[query.length - end] ?? nothing, containing };
      if (best === undefined || sizeOf(cut) < sizeOf(best)) best = cut;
    }
  }
  return best ?? { starting: nothing, ending: nothing, containing: nothing };
}

/** The names that begin with the first `n` characters, and those that end with the last `n`, by `n`. */
function piecesOf({ texts, backward }: NameTables, query: string): { starts: Range[]; ends: Range[] } {
  const lengths = Array.from({ length: query.length }, (_, at) => at);
  return {
    starts: lengths.map((at) => (at === 0 ? nothing : startingWith(texts, query.slice(0, at)))),
    ends: lengths.map((at) => (at === 0 ? nothing : endingWith(backward, query.slice(query.length - at)))),
  };
}

function sizeOf({ starting, ending, containing }: Cut): number {
  return [starting, ending, containing].reduce((sum, { start, end }) => sum + end - start, 0);
}

function eachOf(names: Uint32Array, { start, end }: Range, visit: (name: number) => void): void {
  for (let place = start; place < end; place += 1) visit(names[place] ?? 0);
}
