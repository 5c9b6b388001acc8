import type { MatchedBy } from './rules.ts';

/** A document that a tier has found in one segment, with the name that matched. */
export interface Best {
  readonly document: number;
  readonly name: number;
  readonly by: MatchedBy;
  readonly edits: number;
  /** Smaller stands first. */
  readonly key: number;
}

/** The documents with the smallest keys, each once. */
export interface BestDocuments {
  /** Whether a key would still come in. */
  admits(key: number): boolean;
  offer(found: Best): void;
  /** By key. */
  list(): readonly Best[];
}

/** Keeps at most `limit` documents. */
export function keepBest(limit: number): BestDocuments {
  const kept: Best[] = [];
  return {
    admits: (key) => kept.length < limit || key < (kept.at(-1)?.key ?? 0),
    offer(found) {
      const same = kept.findIndex(({ document }) => document === found.document);
      const known = kept[same];
      if (known !== undefined) {
        // The same document by another of its names: the nearer one.
        if (found.edits < known.edits) kept[same] = found;
        return;
      }
      if (kept.length >= limit && found.key >= (kept.at(-1)?.key ?? 0)) return;
      kept.splice(placeOf(kept, found.key), 0, found);
      if (kept.length > limit) kept.pop();
    },
    list: () => kept,
  };
}

function placeOf(kept: readonly Best[], key: number): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle]?.key ?? 0) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
