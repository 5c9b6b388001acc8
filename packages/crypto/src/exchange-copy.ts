import type { ExchangeEntry, ExchangeRoot, LedgerCopy, ObservedMessage } from './exchange-ledger.ts';
import type { ExchangeSeal } from './exchange-seal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads one side's copy of a ledger from JSON; throws TypeError for what has not its form, naming the place and no content. */
export function readLedgerCopy(text: string): LedgerCopy {
  const copy = fieldsOf(parsed(text), 'the copy');
  const observed = copy.observed === undefined ? {} : { observed: listOf(copy.observed, 'observed', toObserved) };
  return {
    partner: textOf(copy.partner, 'partner'),
    entries: listOf(copy.entries, 'entries', toEntry),
    roots: listOf(copy.roots, 'roots', toRoot),
    ...observed,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('the copy is no JSON');
  }
}

function toObserved(fields: Fields, place: string): ObservedMessage {
  const direction = textOf(fields.direction, `${place}.direction`);
  if (direction !== 'IN' && direction !== 'OUT') throw new TypeError(`${place}.direction is neither IN nor OUT`);
  return { direction, ref: textOf(fields.ref, `${place}.ref`), sha256: textOf(fields.sha256, `${place}.sha256`) };
}

function toEntry(fields: Fields, place: string): ExchangeEntry {
  return {
    ...toObserved(fields, place),
    sequence: numberOf(fields.sequence, `${place}.sequence`),
    kind: textOf(fields.kind, `${place}.kind`),
    at: textOf(fields.at, `${place}.at`),
    hash: textOf(fields.hash, `${place}.hash`),
  };
}

function toRoot(fields: Fields, place: string): ExchangeRoot {
  const root = {
    partner: textOf(fields.partner, `${place}.partner`),
    day: textOf(fields.day, `${place}.day`),
    upToSequence: numberOf(fields.upToSequence, `${place}.upToSequence`),
    count: numberOf(fields.count, `${place}.count`),
    hash: textOf(fields.hash, `${place}.hash`),
    signature: toSeal(fieldsOf(fields.signature, `${place}.signature`), place),
  };
  if (fields.countersignature === undefined) return root;
  return { ...root, countersignature: toSeal(fieldsOf(fields.countersignature, `${place}.countersignature`), place) };
}

function toSeal(fields: Fields, place: string): ExchangeSeal {
  const algorithm = textOf(fields.algorithm, `${place}.algorithm`);
  if (algorithm !== 'Ed25519' && algorithm !== 'ES256' && algorithm !== 'SM2')
    throw new TypeError(`${place}: no known algorithm`);
  return {
    keyId: textOf(fields.keyId, `${place}.keyId`),
    algorithm,
    signature: textOf(fields.signature, `${place}.signature`),
  };
}

function listOf<T>(value: unknown, place: string, read: (fields: Fields, place: string) => T): T[] {
  if (!Array.isArray(value)) throw new TypeError(`${place} is no list`);
  return value.map((one, index) => read(fieldsOf(one, `${place}[${index}]`), `${place}[${index}]`));
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError(`${place} is no object`);
  return { ...value };
}

function textOf(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new TypeError(`${place} is no text`);
  return value;
}

function numberOf(value: unknown, place: string): number {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${place} is no whole number`);
  return Number(value);
}
