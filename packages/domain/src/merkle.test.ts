import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merklePath, merkleRoot, merkleTree, verifyMerklePath } from './merkle.ts';

function sha256(...parts: (string | Buffer)[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function hashes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => sha256(`capsule ${index}`).toString('hex'));
}

/** RFC 6962 §2.1 word for word: split at the largest power of two below n. */
function rootByDefinition(leaves: readonly string[]): Buffer {
  if (leaves.length <= 1) return sha256(Buffer.of(0), Buffer.from(leaves[0] ?? '', 'hex'));
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return sha256(Buffer.of(1), rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)));
}

describe('the Merkle tree', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100])(
    'of %i hashes has the root that RFC 6962 §2.1 defines',
    (count) => {
      expect(merkleRoot(hashes(count))).toBe(rootByDefinition(hashes(count)).toString('hex'));
    },
  );

  it('each path leads from its hash to the root, and from no other hash', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), (count, first, second) => {
        const leaves = hashes(count);
        const [index, other] = [first % count, second % count];
        const path = merklePath(leaves, index);
        const root = merkleRoot(leaves);
        expect(verifyMerklePath(leaves[index] ?? '', path, root)).toBe(true);
        expect(verifyMerklePath(leaves[other] ?? '', path, root)).toBe(other === index);
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
      }),
    );
  });

  it('a single hash has an empty path and is not its own root', () => {
    const [only = ''] = hashes(1);
    const tree = merkleTree([only]);
    expect([tree.pathOf(0), tree.root === only, verifyMerklePath(only, [], tree.root)]).toEqual([[], false, true]);
  });

  it('an inner node cannot be passed off as a leaf', () => {
    const leaves = hashes(4);
    const inner = merkleRoot(leaves.slice(0, 2));
    const shortened = merklePath(leaves, 0).slice(1);
    expect(verifyMerklePath(inner, shortened, merkleRoot(leaves))).toBe(false);
  });

  it('order and number of the hashes are part of the root', () => {
    const [a = '', b = '', c = ''] = hashes(3);
    const roots = [
      [a, b],
      [b, a],
      [a, b, c],
      [a, b, c, c],
    ].map(merkleRoot);
    expect(new Set(roots).size).toBe(4);
  });

  it('a path with a changed sibling, side or length is refused', () => {
    const leaves = hashes(5);
    const [leaf = ''] = leaves;
    const [root, path] = [merkleRoot(leaves), merklePath(leaves, 0)];
    const [foreign = ''] = hashes(9).slice(8);
    const forged = [
      path.slice(1),
      [...path].reverse(),
      path.map((step) => ({ ...step, hash: foreign })),
      path.map((step) => ({ ...step, side: 'LEFT' as const })),
      path.map((step) => ({ ...step, hash: step.hash.slice(2) })),
    ];
    expect(forged.map((steps) => verifyMerklePath(leaf, steps, root))).toEqual(forged.map(() => false));
  });

  it('a path names the side of each sibling', () => {
    const leaves = hashes(5);
    const sides = [0, 1, 2, 4].map((index) => merklePath(leaves, index).map(({ side }) => side));
    expect(sides).toEqual([
      ['RIGHT', 'RIGHT', 'RIGHT'],
      ['LEFT', 'RIGHT', 'RIGHT'],
      ['RIGHT', 'LEFT', 'RIGHT'],
      ['LEFT'],
    ]);
  });

  it('what is no hash is refused, not read as the hash that it begins with or contains', () => {
    const leaves = hashes(4);
    const [leaf = ''] = leaves;
    const [root, path] = [merkleRoot(leaves), merklePath(leaves, 0)];
    for (const spoil of [(hex: string) => `${hex}zz`, (hex: string) => `z${hex}`, (hex: string) => hex.toUpperCase()]) {
      expect(verifyMerklePath(spoil(leaf), path, root)).toBe(false);
      expect(verifyMerklePath(leaf, path, spoil(root))).toBe(false);
      const spoilt = path.map((step, index) => (index === 0 ? { ...step, hash: spoil(step.hash) } : step));
      expect(verifyMerklePath(leaf, spoilt, root)).toBe(false);
      expect(() => merkleRoot([spoil(leaf)])).toThrow(/^MERKLE_INVALID/);
    }
    expect([verifyMerklePath('', path, root), verifyMerklePath(leaf, path, '')]).toEqual([false, false]);
  });

  it.each([
    ['an empty list', () => merkleRoot([])],
    ['what is no hash', () => merkleRoot(['abc'])],
    ['upper-case hex', () => merkleRoot(['A'.repeat(64)])],
    ['an index outside the list', () => merklePath(hashes(3), 3)],
    ['a negative index', () => merklePath(hashes(3), -1)],
  ])('MERKLE_INVALID: throws on %s', (_name, attempt) => {
    expect(attempt).toThrow(/^MERKLE_INVALID/);
  });
});
