import { createHash } from 'node:crypto';
import { canonicalJson } from '@mz/domain';
import { type ExchangeKeySet, type ExchangeSeal, isSealed, sealNationalText } from './exchange-seal.ts';
import type { Sm2PrivateKey } from './sm2.ts';

/** Which way a message went, as the platform sees it. */
export type ExchangeDirection = 'IN' | 'OUT';

/** What a message leaves in the ledger: no content, no person, only what proves that these bytes went this way. */
export interface ExchangeContent {
  readonly direction: ExchangeDirection;
  /** Such as QUERY, QUERY_ANSWER, FILE, LETTER; an answer ends in `_ANSWER`. */
  readonly kind: string;
  /** The nonce of the signed call, the number of the file or letter: known to both sides. */
  readonly ref: string;
  /** 64 lower-case hex digits, over the bytes of the body. */
  readonly sha256: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
}

/** A place in the chain of one partner; sequences count from 1 without a gap. */
export interface ExchangeEntry extends ExchangeContent {
  readonly sequence: number;
  /** Hash of the entry and of all before it. */
  readonly hash: string;
}

/** What the platform signs at the end of a day: after `upToSequence` entries the partner's chain stood at `hash`. */
export interface RootStatement {
  readonly partner: string;
  /** YYYY-MM-DD on the business clock. */
  readonly day: string;
  readonly upToSequence: number;
  /** Entries since the root before. */
  readonly count: number;
  readonly hash: string;
}

/** A signed root; the partner's own signature stands beside it once it has compared its copy. */
export interface ExchangeRoot extends RootStatement {
  readonly signature: ExchangeSeal;
  readonly countersignature?: ExchangeSeal;
}

/** What a partner itself saw of a message, whether or not the platform's ledger has it. */
export type ObservedMessage = Pick<ExchangeContent, 'direction' | 'ref' | 'sha256'>;

/** One side's copy of the ledger of one partner. */
export interface LedgerCopy {
  readonly partner: string;
  readonly entries: readonly ExchangeEntry[];
  readonly roots: readonly ExchangeRoot[];
  readonly observed?: readonly ObservedMessage[];
}

/** The public keys by which roots are checked: the platform's, and the partner's for countersignatures. */
export interface LedgerKeys {
  readonly platform: ExchangeKeySet;
  readonly partner: ExchangeKeySet;
}

/** The hash before the first entry. */
export const LEDGER_START = '0'.repeat(64);

/** The hash of an entry: SHA-256 over the hash before it and the entry's canonical JSON (RFC 8785) with its partner. */
export function entryHash(partner: string, previousHash: string, entry: Omit<ExchangeEntry, 'hash'>): string {
  const { sequence, direction, kind, ref, sha256, at } = entry;
  const text = canonicalJson({ partner, sequence, direction, kind, ref, sha256, at });
  return createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(text).digest('hex');
}

/** The hash that both sides sign for a day in the international suite. */
export function rootHash(root: RootStatement): string {
  return createHash('sha256').update(rootText(root)).digest('hex');
}

/** The text that both sides sign for a day in the national suite, by SM2 with SM3. */
function rootText({ partner, day, upToSequence, count, hash }: RootStatement): string {
  return `mz-exchange-root/1\n${partner}\n${day}\n${upToSequence}\n${count}\n${hash}\n`;
}

/** Signs a root with the SM2 key of either side. */
export function signNationalRoot(
  root: RootStatement,
  signer: { readonly keyId: string; readonly privateKey: Sm2PrivateKey },
): ExchangeSeal {
  return sealNationalText(rootText(root), signer);
}

/** True when the platform signed this root as it stands. */
export function isRootSigned(root: ExchangeRoot, platform: ExchangeKeySet): boolean {
  return isSealed({ text: rootText(root), sha256: rootHash(root) }, root.signature, platform);
}

/** True when the partner signed it too. */
export function isRootCountersigned(root: ExchangeRoot, partner: ExchangeKeySet): boolean {
  const { countersignature } = root;
  if (countersignature === undefined) return false;
  return isSealed({ text: rootText(root), sha256: rootHash(root) }, countersignature, partner);
}

/** Contents put in a chain behind a place. */
export function chainEntries(
  partner: string,
  after: { readonly sequence: number; readonly hash: string },
  contents: readonly ExchangeContent[],
): ExchangeEntry[] {
  let { sequence, hash } = after;
  return contents.map(({ direction, kind, ref, sha256, at }) => {
    sequence += 1;
    const entry = { sequence, direction, kind, ref, sha256, at };
    hash = entryHash(partner, hash, entry);
    return { ...entry, hash };
  });
}
