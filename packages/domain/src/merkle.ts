import { hash } from 'node:crypto';

/** One sibling on the way from a leaf to the root, 64 hex digits, and the side on which it stands. */
export type MerkleStep = { readonly side: 'LEFT' | 'RIGHT'; readonly hash: string };

/** A tree built once: its root and the path of each leaf. */
export type MerkleTree = {
  readonly root: string;
  /** The path of the leaf at `index`; throws RangeError MERKLE_INVALID outside the tree. */
  readonly pathOf: (index: number) => readonly MerkleStep[];
};

/** Prefixes of RFC 6962 §2.1: a node can never be passed off as a leaf. */
const LEAF_PREFIX = Buffer.of(0);
const NODE_PREFIX = Buffer.of(1);

/**
 * Builds the Merkle tree of RFC 6962 over SHA-256 hashes (64 hex digits), e.g. the capsules of one chunk; an odd node
 * rises unchanged and is never doubled. Throws RangeError MERKLE_INVALID on an empty list or on what is no hash.
 */
export function merkleTree(hashes: readonly string[]): MerkleTree {
  if (hashes.length === 0) throw new RangeError('MERKLE_INVALID: no hashes');
  let level = hashes.map(leafHash);
  const levels = [level];
  while (level.length > 1) {
    level = levelAbove(level);
    levels.push(level);
  }
  const [root = ''] = level;
  return { root, pathOf: (index) => pathThrough(levels, index) };
}

/** The root over the hashes; throws as `merkleTree`. */
export function merkleRoot(hashes: readonly string[]): string {
  return merkleTree(hashes).root;
}

/** The path of one hash; for many paths of one list build `merkleTree` once. Throws as `merkleTree`. */
export function merklePath(hashes: readonly string[], index: number): readonly MerkleStep[] {
  return merkleTree(hashes).pathOf(index);
}

/** True when the path leads from the hash to the root; broken input is false, not an error. */
export function verifyMerklePath(hashHex: string, path: readonly MerkleStep[], root: string): boolean {
  if (![hashHex, root, ...path.map((step) => step.hash)].every(isHash)) return false;
  const climbed = path.reduce(
    (below, step) => (step.side === 'LEFT' ? nodeHash(step.hash, below) : nodeHash(below, step.hash)),
    leafHash(hashHex),
  );
  return climbed === root;
}

function levelAbove(level: readonly string[]): string[] {
  const above: string[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left = '', right] = level.slice(index, index + 2);
    above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

function pathThrough(levels: readonly (readonly string[])[], leafIndex: number): MerkleStep[] {
  if (levels[0]?.[leafIndex] === undefined) throw new RangeError('MERKLE_INVALID: no such leaf');
  const path: MerkleStep[] = [];
  let index = leafIndex;
  for (const level of levels) {
    const sibling = level[index ^ 1];
    if (sibling !== undefined) path.push({ side: index % 2 === 0 ? 'RIGHT' : 'LEFT', hash: sibling });
    index = Math.floor(index / 2);
  }
  return path;
}

function leafHash(hashHex: string): string {
  if (!isHash(hashHex)) throw new RangeError('MERKLE_INVALID: not a SHA-256 hash in lower-case hex');
  return hash('sha256', Buffer.concat([LEAF_PREFIX, Buffer.from(hashHex, 'hex')]), 'hex');
}

function nodeHash(left: string, right: string): string {
  return hash('sha256', Buffer.concat([NODE_PREFIX, Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]), 'hex');
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
