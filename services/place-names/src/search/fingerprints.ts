import { ones } from './edits.ts';
import type { SortedTable } from './sorted-table.ts';

/** For each name a bit of 26 for each of its characters, and its length: what tells most of the others apart at one look. */
export interface Fingerprints {
  readonly byName: Uint32Array;
  /** In the order of the texts, and of their ends, so that neighbours stand behind each other. */
  readonly byText: Uint32Array;
  readonly byEnding: Uint32Array;
}

const lengthBits = 63;

/** Takes the fingerprints of the names of both tables. */
export function fingerprintsOf(texts: SortedTable<Uint16Array>, backward: SortedTable<Uint16Array>): Fingerprints {
  const { units, starts } = texts.pool;
  const byName = new Uint32Array(starts.length - 1);
  for (let name = 0; name < byName.length; name += 1)
    byName[name] = fingerprintOf(units, starts[name] ?? 0, starts[name + 1] ?? 0);
  const inOrder = ({ order }: SortedTable): Uint32Array => order.map((name) => byName[name] ?? 0);
  return { byName, byText: inOrder(texts), byEnding: inOrder(backward) };
}

/** The fingerprint of a query. */
export function fingerprintOfQuery(query: string): number {
  const units = Uint16Array.from(query, (unit) => unit.charCodeAt(0));
  return fingerprintOf(units, 0, units.length);
}

function fingerprintOf(units: Uint16Array, start: number, end: number): number {
  let print = Math.min(end - start, lengthBits);
  for (let at = start; at < end; at += 1) print |= 1 << (6 + ((Math.imul(units[at] ?? 0, 0x9e3779b1) >>> 8) % 26));
  return print >>> 0;
}

/** An edit takes at most one character away and brings one; those that make the name longer take none, those that make it shorter bring none. */
export function mayBeNear(print: number, own: number, allowed: number): boolean {
  const longer = (print & lengthBits) - (own & lengthBits);
  if (longer > allowed || -longer > allowed) return false;
  const [brought, taken] = [(print & ~own) >>> 6, (own & ~print) >>> 6];
  return ones(brought) <= allowed + Math.min(0, longer) && ones(taken) <= allowed - Math.max(0, longer);
}
