import { randomPiece } from './random-bytes.ts';

// RFC 9562 §6.2, method 1: 30 bits after the milliseconds count within one millisecond, begun at random in their lower half.
let last = { milliseconds: -1, count: 0 };

/**
 * A version 7 UUID (RFC 9562 §5.7): 48 bits of the given time in milliseconds, 30 of a counter, 44 random. As text it sorts
 * by time, and in one process by the order of the calls within a millisecond: rows of one command keep their order.
 */
export function uuidv7(now: Date): string {
  const milliseconds = now.getTime();
  if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds >= 2 ** 48) {
    throw new RangeError('the time of a version 7 UUID lies between 1970 and the year 10889');
  }
  const bytes = randomPiece(16);
  const count = milliseconds === last.milliseconds ? last.count + 1 : bytes.readUInt32BE(6) >>> 3;
  last = { milliseconds, count };
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | (count >>> 18), 6);
  bytes.writeUInt16BE(0x8000 | ((count >>> 4) & 0x3fff), 8);
  bytes.writeUInt8(((count & 0x0f) << 4) | (bytes.readUInt8(10) & 0x0f), 10);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
