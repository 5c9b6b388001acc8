import type { Taker } from './best.ts';
import { type Deletions, visitDeletions } from './deletions.ts';
import { createDistance, editsAllowed, longestEdited } from './edits.ts';
import { type Fingerprints, fingerprintOfQuery, mayBeNear } from './fingerprints.ts';
import { type Grams, listOfPair, partsOf } from './grams.ts';
import { endingWith, type Range, type SortedTable, startingWith } from './sorted-table.ts';
import { isInSpans, type Spans } from './spans.ts';

/** Where names near a Han query are sought; part of a segment. */
export interface NameTables {
  readonly texts: SortedTable<Uint16Array>;
  readonly backward: SortedTable<Uint16Array>;
  readonly grams: Grams;
  readonly deletions: Deletions;
  readonly fingerprints: Fingerprints;
  readonly firstNames: Uint32Array;
  readonly nameDocuments: Uint32Array;
}

/**
 * Gives the names at most the allowed edits away from `query`, some more than once. One edit is sought by what is left
 * without a character. Of a query cut in three, two edits leave a piece untouched: the first where a name begins, the last
 * where it ends, the middle one anywhere; it is cut where the names to look at are fewest.
 */
export function visitNearNames(
  tables: NameTables,
  { query, spans }: { readonly query: string; readonly spans: Spans },
  taker: Taker,
): void {
  const allowed = editsAllowed(query.length);
  if (allowed === 0 || query.length > longestEdited) return;
  const distance = createDistance(tables.texts.pool, query, allowed);
  const { fingerprints } = tables;
  const own = fingerprintOfQuery(query);
  const measure = (name: number): void => {
    if (name >= taker.bound || !isInSpans(spans, name)) return;
    const edits = distance(name);
    if (edits <= allowed) taker.take(name, edits);
  };
  const look = (name: number): void => {
    if (mayBeNear(fingerprints.byName[name] ?? 0, own, allowed)) measure(name);
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
  for (const { start, end } of partsOf(tables.grams, cut.containing, spans))
    for (let place = start; place < end; place += 1) {
      const listed = tables.grams.names[place] ?? 0;
      if (listed >= taker.bound) break;
      lookAtDocument(tables, listed, look);
    }
  const { texts, backward } = tables;
  const lookThrough = ({ start, end }: Range, prints: Uint32Array, { order }: SortedTable): void => {
    for (let at = start; at < end; at += 1) if (mayBeNear(prints[at] ?? 0, own, allowed)) measure(order[at] ?? 0);
  };
  lookThrough(cut.starting, fingerprints.byText, texts);
  lookThrough(cut.ending, fingerprints.byEnding, backward);
}

/** Short names are not listed: the full one that begins with it is. */
function lookAtDocument({ firstNames, nameDocuments }: NameTables, listed: number, look: (name: number) => void): void {
  const document = nameDocuments[listed] ?? 0;
  const end = firstNames[document + 1] ?? 0;
  for (let name = firstNames[document] ?? 0; name < end; name += 1) look(name);
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

/** Names of a list are looked up one by one, those of a table stand behind each other. */
const listedWeight = 4;

function sizeOf({ starting, ending, containing }: Cut): number {
  const listed = (containing.end - containing.start) * listedWeight;
  return starting.end - starting.start + ending.end - ending.start + listed;
}
