import type { Pool } from './pool.ts';

/**
 * Names of two to six characters by what is left of them when one character is taken out, and whole: two of at most one
 * edit have one of these in common. A list holds the names of one hash, and now and then those of another.
 */
export interface Deletions {
  /** Lists from `starts[h]` to before `starts[h + 1]`, ascending. */
  readonly starts: Uint32Array;
  readonly names: Uint32Array;
}

const [shortest, longest] = [2, 6] as const;
const fewestLists = 1_024;

/** Lists the names that `isListed`. */
export function listDeletions(pool: Pool<Uint16Array>, isListed: (name: number) => boolean): Deletions {
  let count = 0;
  eachListed(pool, isListed, (_name, _start, length) => {
    count += length + 1;
  });
  const starts = new Uint32Array(listsFor(count) + 1);
  const each = (visit: (name: number, list: number) => void): void =>
    eachListed(pool, isListed, (name, start, length) => {
      for (let without = -1; without < length; without += 1)
        visit(name, listAt(starts, hashOf(pool.units, { start, length, without })));
    });
  each((_, list) => {
    starts[list + 1] = (starts[list + 1] ?? 0) + 1;
  });
  for (let list = 1; list < starts.length; list += 1) starts[list] = (starts[list] ?? 0) + (starts[list - 1] ?? 0);
  const names = new Uint32Array(count);
  const next = starts.slice();
  each((name, list) => {
    const place = next[list] ?? 0;
    names[place] = name;
    next[list] = place + 1;
  });
  return { starts, names };
}

/** Visits the lists of `query`, ascending each, some names more than once, until `visit` says that a list has no more of use. */
export function visitDeletions({ starts, names }: Deletions, query: string, visit: (name: number) => boolean): void {
  const units = Uint16Array.from(query, (unit) => unit.charCodeAt(0));
  for (let without = -1; without < units.length; without += 1) {
    const list = listAt(starts, hashOf(units, { start: 0, length: units.length, without }));
    const end = starts[list + 1] ?? 0;
    for (let place = starts[list] ?? 0; place < end; place += 1) if (visit(names[place] ?? 0)) break;
  }
}

function eachListed(
  { starts }: Pool<Uint16Array>,
  isListed: (name: number) => boolean,
  visit: (name: number, start: number, length: number) => void,
): void {
  for (let name = 0; name + 1 < starts.length; name += 1) {
    const start = starts[name] ?? 0;
    const length = (starts[name + 1] ?? 0) - start;
    if (length >= shortest && length <= longest && isListed(name)) visit(name, start, length);
  }
}

/** A power of two, about as many as there are entries. */
function listsFor(entries: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(fewestLists, entries / 2)));
}

function listAt(starts: Uint32Array, hash: number): number {
  return hash & (starts.length - 2);
}

/** Of the characters but the one `without`. */
function hashOf(
  units: Uint16Array,
  { start, length, without }: { readonly start: number; readonly length: number; readonly without: number },
): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < length; at += 1)
    if (at !== without) hash = Math.imul(hash ^ (units[start + at] ?? 0), 0x9e3779b1) ^ (hash >>> 15);
  return hash ^ (hash >>> 13);
}
