import type { MatchedBy } from './rules.ts';

/** A document that a tier has found in one segment, with the name that matched. */
export interface Best {
  readonly document: number;
  readonly name: number;
  readonly by: MatchedBy;
  readonly edits: number;
  /** Smaller stands first. Each document has its own. */
  readonly key: number;
}

/** The documents with the smallest keys, each once. */
export interface BestDocuments {
  /** The last one, once there are as many as are asked for. */
  last(): Best | undefined;
  offer(found: Best): void;
  /** By key. */
  list(): readonly Best[];
}

/** Takes names that match. */
export interface Taker {
  /** Names from this one on are of no use any more. */
  readonly bound: number;
  take(name: number, edits: number): void;
}

/** Keeps at most `limit` documents. */
export function keepBest(limit: number): BestDocuments {
  const kept: Best[] = [];
  const last = (): Best | undefined => kept[limit - 1];
  return {
    last,
    offer(found) {
      const most = last();
      if (most !== undefined && found.key >= most.key) return;
      const place = placeOf(kept, found.key);
      const known = kept[place];
      if (known?.key === found.key) {
        if (isNearer(found, known)) kept[place] = found;
        return;
      }
      kept.splice(place, 0, found);
      if (kept.length > limit) kept.pop();
    },
    list: () => kept,
  };
}

/** Whether the same document is better met by another of its names: the nearer one, and of two as near the full one. */
function isNearer(found: Best, known: Best): boolean {
  if (found.edits !== known.edits) return found.edits < known.edits;
  return found.edits > 0 && found.by === known.by && found.name < known.name;
}

/** The first place whose key is not smaller. */
function placeOf(kept: readonly Best[], key: number): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle]?.key ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
