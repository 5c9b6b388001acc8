import { hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

// An open-addressing table that all threads share: of each reference 16 bytes of its digest and the 16 bytes of the id.
const keyBytes = 16;
const slotBytes = 32;
const blockBytes = 1_048_576;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads refs.ndjson of load:persons; answers the shared table, or the one line that says what is wrong. */
export function readRefs(path: string): SharedArrayBuffer | string {
  try {
    let count = 0;
    for (const _ of linesOf(path)) count += 1;
    const table = new SharedArrayBuffer(slotsFor(count) * slotBytes);
    const bytes = Buffer.from(table);
    let line = 0;
    for (const text of linesOf(path)) {
      line += 1;
      const fault = text === '' ? undefined : addLine(bytes, text);
      if (fault !== undefined) return `--refs: line ${line} ${fault}`;
    }
    return table;
  } catch {
    return '--refs cannot be read';
  }
}

/** Who is behind a reference, by a table of `readRefs`. */
export function createRefLookup(table: SharedArrayBuffer): (ref: string) => string | undefined {
  const bytes = Buffer.from(table);
  return (ref) => {
    const key = keyOf(ref);
    const at = findSlot(bytes, key);
    return isFree(bytes, at) ? undefined : textOf(bytes.subarray(at + keyBytes, at + slotBytes));
  };
}

function addLine(bytes: Buffer, text: string): string | undefined {
  const { ref, personId } = parse(text);
  if (typeof ref !== 'string' || typeof personId !== 'string' || !uuid.test(personId)) {
    return 'is no reference with a personId';
  }
  const key = keyOf(ref);
  const at = findSlot(bytes, key);
  const id = Buffer.from(personId.replaceAll('-', ''), 'hex');
  if (isFree(bytes, at)) {
    key.copy(bytes, at);
    id.copy(bytes, at + keyBytes);
    return undefined;
  }
  const isSame = bytes.subarray(at + keyBytes, at + slotBytes).equals(id);
  return isSame ? undefined : 'names another person for a reference of before';
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    // Parse border: an object of JSON has text keys.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** At most half of the slots are taken. */
function slotsFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count) * 2));
}

function keyOf(ref: string): Buffer {
  return hash('sha256', ref, 'buffer').subarray(0, keyBytes);
}

/** Where the reference stands, or the free slot where it would. */
function findSlot(bytes: Buffer, key: Buffer): number {
  const slots = bytes.length / slotBytes;
  for (let slot = key.readUInt32LE(0) % slots; ; slot = (slot + 1) % slots) {
    const at = slot * slotBytes;
    if (isFree(bytes, at) || bytes.compare(key, 0, keyBytes, at, at + keyBytes) === 0) return at;
  }
}

/** No id of a person is of zeros alone. */
function isFree(bytes: Buffer, at: number): boolean {
  return bytes.readBigUInt64LE(at + keyBytes) === 0n && bytes.readBigUInt64LE(at + keyBytes + 8) === 0n;
}

function textOf(id: Buffer): string {
  const hex = id.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function* linesOf(path: string): Generator<string, void, undefined> {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(blockBytes);
    let rest = Buffer.alloc(0);
    for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
      const bytes = Buffer.concat([rest, block.subarray(0, read)]);
      const end = bytes.lastIndexOf(10) + 1;
      if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n');
      rest = bytes.subarray(end);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}
