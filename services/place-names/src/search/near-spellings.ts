import type { Taker } from './best.ts';
import { editsAllowed, longestEdited } from './edits.ts';
import { type Nearness, visitNear } from './near-walk.ts';
import type { PrefixTree } from './prefix-tree.ts';
import { endingWith, type SortedTable, startingWith } from './sorted-table.ts';

/** Spellings as they are sought with edits: down from their beginnings, and from their ends. */
export interface NearSpellings {
  readonly forward: PrefixTree;
  readonly backward: PrefixTree;
}

/**
 * Gives the names whose spelling is at most the allowed edits away from `query`, some twice. Where two are allowed, the query
 * is cut in two: at most one edit lies in the first part, or the last part is untouched.
 */
export function visitNearSpellings({ forward, backward }: NearSpellings, query: string, taker: Taker): void {
  const allowed = editsAllowed(query.length);
  if (allowed === 0 || query.length > longestEdited) return;
  const units = Uint16Array.from(query, (unit) => unit.charCodeAt(0));
  if (allowed === 1) {
    walk(forward, { units, allowed, turn: 0, early: 0 }, taker);
    return;
  }
  const turn = turnOf(forward.table, backward.table, query);
  walk(forward, { units, allowed, turn, early: 1 }, taker);
  walk(backward, { units: units.toReversed(), allowed, turn: query.length - turn, early: 0 }, taker);
}

function walk(tree: PrefixTree, nearness: Nearness, taker: Taker): void {
  const { order } = tree.table;
  visitNear(tree, nearness, taker.bound, (from, to, edits) => {
    for (let place = from; place < to; place += 1) {
      const name = order[place] ?? 0;
      // Equal texts stand by their numbers.
      if (name >= taker.bound) break;
      taker.take(name, edits);
    }
    return taker.bound;
  });
}

/** How far from the middle a query is cut. */
const farthest = 1;
/** Names that begin with the first part cost more: they are looked through with an edit. */
const beginningWeight = 4;

/** Where to cut so that little has to be looked at. */
function turnOf(table: SortedTable, backward: SortedTable, query: string): number {
  const middle = query.length >>> 1;
  let [turn, least] = [middle, Number.POSITIVE_INFINITY];
  for (let at = Math.max(2, middle - farthest); at <= Math.min(query.length - 2, middle + farthest); at += 1) {
    const [first, last] = [startingWith(table, query.slice(0, at)), endingWith(backward, query.slice(at))];
    const cost = (first.end - first.start) * beginningWeight + last.end - last.start;
    if (cost < least) [turn, least] = [at, cost];
  }
  return turn;
}
