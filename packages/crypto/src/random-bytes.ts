import { randomFillSync } from 'node:crypto';

const poolBytes = 8_192;
let pool = Buffer.alloc(0);
let used = 0;

/** Some random bytes that nobody else gets: many small pieces are cut from one larger draw. */
export function randomPiece(length: number): Buffer {
  if (length > poolBytes) throw new RangeError('a piece of random bytes is small');
  if (used + length > pool.length) {
    // A new pool each time: pieces that were given out stay as they are.
    pool = randomFillSync(Buffer.allocUnsafeSlow(poolBytes));
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}
