import { createDistance, editsAllowed, longestEdited, ones } from './edits.ts';
import type { Pool } from './pool.ts';

/** Spellings by their length, each with marks of its letters and of its pairs of letters: what edits are sought in. */
export interface NearSpellings {
  readonly pool: Pool<Uint8Array>;
  /** Names in the order of their lengths. */
  readonly names: Uint32Array;
  readonly letters: Uint32Array;
  /** Two marks a name, behind each other. */
  readonly pairs: Uint32Array;
  /** Places of each length: from `lengths[n]` to before `lengths[n + 1]`. */
  readonly lengths: Uint32Array;
}

/** Marks the spellings that `isListed`; those longer than 64 letters cannot be near a query. */
export function markSpellings(pool: Pool<Uint8Array>, isListed: (name: number) => boolean): NearSpellings {
  const { units, starts } = pool;
  const lengths = new Uint32Array(longestEdited + 2);
  const eachListed = (visit: (name: number, length: number) => void): void => {
    for (let name = 0; name + 1 < starts.length; name += 1) {
      const length = (starts[name + 1] ?? 0) - (starts[name] ?? 0);
      if (length > 0 && length <= longestEdited && isListed(name)) visit(name, length);
    }
  };
  eachListed((_, length) => {
    lengths[length + 1] = (lengths[length + 1] ?? 0) + 1;
  });
  for (let length = 1; length < lengths.length; length += 1)
    lengths[length] = (lengths[length] ?? 0) + (lengths[length - 1] ?? 0);
  const count = lengths[longestEdited + 1] ?? 0;
  const marks = { names: new Uint32Array(count), letters: new Uint32Array(count), pairs: new Uint32Array(count * 2) };
  const next = lengths.slice();
  eachListed((name, length) => {
    const place = next[length] ?? 0;
    const [letters, low, high] = marksOf(units, starts[name] ?? 0, length);
    marks.names[place] = name;
    marks.letters[place] = letters;
    marks.pairs[place * 2] = low;
    marks.pairs[place * 2 + 1] = high;
    next[length] = place + 1;
  });
  return { pool, lengths, ...marks };
}

/** A bit for each letter, and one of 64 for each pair of neighbours. */
function marksOf(
  units: ArrayLike<number>,
  start: number,
  length: number,
): [letters: number, low: number, high: number] {
  let [letters, low, high] = [0, 0, 0];
  for (let at = start; at < start + length; at += 1) {
    const unit = units[at] ?? 0;
    letters |= 1 << (unit % 32);
    if (at === start) continue;
    const bit = Math.imul((units[at - 1] ?? 0) * 128 + unit, 0x9e3779b1) >>> 26;
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return [letters, low, high];
}

/** An edit takes at most one letter away and brings one, and does so with two pairs. */
const [lettersEach, pairsEach] = [2, 4] as const;

/** Visits the names whose spelling is at most the allowed edits away from `query`, the short ones first. */
export function visitNearSpellings(
  spellings: NearSpellings,
  query: string,
  visit: (name: number, edits: number) => void,
): void {
  const allowed = editsAllowed(query.length);
  if (allowed === 0 || query.length > longestEdited) return;
  const own = Uint16Array.from(query, (unit) => unit.charCodeAt(0));
  const [ownLetters, ownLow, ownHigh] = marksOf(own, 0, own.length);
  const distance = createDistance(spellings.pool, query, allowed);
  const { names, letters, pairs, lengths } = spellings;
  const end = lengths[Math.min(longestEdited, query.length + allowed) + 1] ?? 0;
  for (let place = lengths[Math.max(1, query.length - allowed)] ?? 0; place < end; place += 1) {
    if (ones((letters[place] ?? 0) ^ ownLetters) > lettersEach * allowed) continue;
    const differing = ones((pairs[place * 2] ?? 0) ^ ownLow) + ones((pairs[place * 2 + 1] ?? 0) ^ ownHigh);
    if (differing > pairsEach * allowed) continue;
    const name = names[place] ?? 0;
    const edits = distance(name);
    if (edits <= allowed) visit(name, edits);
  }
}
