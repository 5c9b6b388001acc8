import { placesByKey } from './sort-texts.ts';

/** UUIDs of documents, and how to find a document by its own. */
export interface DocumentIds {
  /** Four numbers each. */
  readonly ids: Uint32Array;
  /** Documents in the order of the keys of their ids. */
  readonly byId: Uint32Array;
}

const [idLength, partsEach, digitsEach] = [36, 4, 8] as const;

/** The four numbers that a UUID is written as. */
export function partsOfId(id: string): readonly number[] {
  const parts = [0, 0, 0, 0];
  let digits = 0;
  for (let at = 0; at < idLength; at += 1) {
    const code = id.charCodeAt(at);
    if (code === 45) continue;
    const part = Math.floor(digits / digitsEach);
    // Digits, and letters of either case.
    parts[part] = (((parts[part] ?? 0) << 4) | (code < 58 ? code - 48 : (code & 31) + 9)) >>> 0;
    digits += 1;
  }
  return parts;
}

/** The documents by the keys of their ids. */
export function sortIds(ids: Uint32Array): Uint32Array {
  return placesByKey(ids.length / partsEach, (document) => keyAt(ids, document));
}

/** The document of an id, or undefined. */
export function documentOf({ ids, byId }: DocumentIds, id: string): number | undefined {
  const parts = Uint32Array.from(partsOfId(id));
  const key = keyAt(parts, 0);
  let [low, high] = [0, byId.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(ids, byId[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  for (let place = low; place < byId.length; place += 1) {
    const document = byId[place] ?? 0;
    if (keyAt(ids, document) !== key) return undefined;
    if (parts.every((part, at) => part === ids[document * partsEach + at])) return document;
  }
  return undefined;
}

/** The id of a document. */
export function idOf({ ids }: Pick<DocumentIds, 'ids'>, document: number): string {
  const hex = Array.from(ids.subarray(document * partsEach, (document + 1) * partsEach), (part) =>
    part.toString(16).padStart(digitsEach, '0'),
  ).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 28 bits of all four numbers: ids that were made one after the other begin alike. */
function keyAt(ids: Uint32Array, document: number): number {
  let key = 0;
  for (let at = document * partsEach; at < (document + 1) * partsEach; at += 1)
    key = Math.imul(key ^ (ids[at] ?? 0), 0x9e3779b1) ^ (key >>> 15);
  return key >>> 4;
}
