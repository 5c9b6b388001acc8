import { createHmac, type KeyObject } from 'node:crypto';
import { type ChainAnchor, isAnchorGenuine } from './audit-anchor.ts';
import type { PublicKeySet } from './seal.ts';

/** The keyed hash of a chain. */
export type ChainAlgorithm = 'HMAC-SHA-256' | 'HMAC-SM3';

/** A row as it stands in the table; sequences count from 1 without a gap, given by the sealer. */
export interface ChainedRow {
  readonly sequence: number;
  /** RFC 8785 text of the row without `sequence` and `hash`. */
  readonly canonicalJson: string;
  readonly hash: string;
}

/** A point of the chain that was verified before: the walk starts after it. */
export interface ChainPoint {
  readonly sequence: number;
  readonly hash: string;
}

/** The hash before the first row. */
export const CHAIN_START: ChainPoint = { sequence: 0, hash: '0'.repeat(64) };

/** The key under which a chain's hashes are made. */
export interface ChainMac {
  readonly hmacKey: KeyObject;
  readonly algorithm: ChainAlgorithm;
}

/** Where a verifier starts: after a point, with the place of the last anchor up to it, unless one stands right there. */
export interface ChainPlace {
  readonly after?: ChainPoint;
  readonly anchoredTo?: number;
}

/** What a verifier needs besides: the public keys of the anchors, and where to start (at the first row unless told). */
export interface ChainKeys extends ChainMac, ChainPlace {
  readonly publicKeys: PublicKeySet;
}

/** How a chain broke: a row's content, a row gone, two rows exchanged, the end gone, or an anchor forged or lost. */
export type ChainFault = 'ALTERED' | 'MISSING' | 'SWAPPED' | 'TRUNCATED' | 'ANCHOR_BROKEN';

/** Whole up to `verifiedTo`, of which the rows after `sealedTo` stand under no anchor yet; or the first bad row. */
export type ChainVerdict =
  | { ok: true; verifiedTo: ChainPoint; sealedTo: number; unsealedRows: number }
  | { ok: false; firstBadSequence: number; kind: ChainFault };

const HASH = /^[0-9a-f]{64}$/;

/** The hash of a row: a MAC over the hash before it (32 bytes) and the row's canonical JSON; answers 64 hex digits. */
export function chainHash(previousHash: string, canonicalRowJson: string, { hmacKey, algorithm }: ChainMac): string {
  if (!HASH.test(previousHash)) throw new TypeError('the hash before a row is 64 lower-case hex digits');
  const mac = createHmac(algorithm === 'HMAC-SM3' ? 'sm3' : 'sha256', hmacKey);
  return mac.update(hashedBytes(previousHash, canonicalRowJson)).digest('hex');
}

const hashBytes = 32;
let scratch = Buffer.allocUnsafe(16_384);

/** One piece for the hash: handing over two of them takes as long again as hashing them. */
function hashedBytes(previousHash: string, text: string): Buffer {
  const most = hashBytes + text.length * 3; // UTF-8 takes at most three bytes for a UTF-16 unit
  if (scratch.length < most) scratch = Buffer.allocUnsafe(most);
  scratch.write(previousHash, 'hex');
  return scratch.subarray(0, hashBytes + scratch.write(text, hashBytes, 'utf8'));
}

/**
 * Walks the rows in the order of their place and names the first bad one; anchors before `after` are left out of account.
 * A chain that a holder of the key wrote anew is found by the next anchor: then the first row of that anchor's span is named.
 */
export function verifyChain(
  rows: readonly ChainedRow[],
  anchors: readonly ChainAnchor[],
  keys: ChainKeys,
): ChainVerdict {
  const start = keys.after ?? CHAIN_START;
  const spans = anchors.filter((anchor) => anchor.upToSequence > start.sequence);
  spans.sort((a, b) => a.upToSequence - b.upToSequence);
  let sealedTo = keys.anchoredTo ?? start.sequence;
  for (const anchor of spans) {
    if (!isAnchorGenuine(anchor, keys.publicKeys) || anchor.count !== anchor.upToSequence - sealedTo) {
      return bad(sealedTo + 1, 'ANCHOR_BROKEN');
    }
    sealedTo = anchor.upToSequence;
  }
  const walked = walk(rows, spans, keys);
  if (!walked.ok) return walked;
  const { verifiedTo } = walked;
  if (verifiedTo.sequence < sealedTo) return bad(verifiedTo.sequence + 1, 'TRUNCATED');
  return { ok: true, verifiedTo, sealedTo, unsealedRows: verifiedTo.sequence - sealedTo };
}

type Walked = { ok: true; verifiedTo: ChainPoint } | { ok: false; firstBadSequence: number; kind: ChainFault };

function walk(rows: readonly ChainedRow[], spans: readonly ChainAnchor[], keys: ChainKeys): Walked {
  const anchored = new Map(spans.map((anchor) => [anchor.upToSequence, anchor.hash]));
  let point = keys.after ?? CHAIN_START;
  let spanStart = (keys.anchoredTo ?? point.sequence) + 1;
  for (const row of rows) {
    const sequence = point.sequence + 1;
    if (row.sequence !== sequence) return bad(sequence, faultOfOrder(rows, row, sequence));
    const hash = chainHash(point.hash, row.canonicalJson, keys);
    if (hash !== row.hash) {
      const before = point.hash;
      return bad(
        sequence,
        faultOfContent(rows, row, (json) => chainHash(before, json, keys)),
      );
    }
    point = { sequence, hash };
    const expected = anchored.get(sequence);
    if (expected !== undefined && expected !== hash) return bad(spanStart, 'ALTERED');
    if (expected !== undefined) spanStart = sequence + 1;
  }
  return { ok: true, verifiedTo: point };
}

function faultOfOrder(rows: readonly ChainedRow[], row: ChainedRow, sequence: number): ChainFault {
  if (row.sequence < sequence) return 'ALTERED'; // a number used twice: a row was put in
  return rows.some((other) => other.sequence === sequence) ? 'SWAPPED' : 'MISSING';
}

/** Exchanged when another row's content belongs here, with its hash or without; the bad row's own content does not. */
function faultOfContent(rows: readonly ChainedRow[], row: ChainedRow, hashHere: (json: string) => string): ChainFault {
  const belongsHere = rows.some((other) => {
    const hash = hashHere(other.canonicalJson);
    return hash === other.hash || hash === row.hash;
  });
  return belongsHere ? 'SWAPPED' : 'ALTERED';
}

function bad(firstBadSequence: number, kind: ChainFault): { ok: false; firstBadSequence: number; kind: ChainFault } {
  return { ok: false, firstBadSequence, kind };
}
