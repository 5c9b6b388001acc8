import { randomBytes } from 'node:crypto';

/** A version 7 UUID (RFC 9562 §5.7): 48 bits of the given time in milliseconds, the rest random; sorts by time. */
export function uuidv7(now: Date): string {
  const milliseconds = now.getTime();
  if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds >= 2 ** 48) {
    throw new RangeError('the time of a version 7 UUID lies between 1970 and the year 10889');
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
