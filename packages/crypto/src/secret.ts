import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { currentSecret, type KeyName, type KeyProvider } from './key-provider.ts';

/** A keyed fingerprint (HMAC-SHA-256, 32 bytes) of bytes or text, such as the body under an Idempotency-Key. */
export function hmacOf(keys: KeyProvider, keyName: KeyName, bytes: Uint8Array | string): Buffer {
  return createHmac('sha256', currentSecret(keys, keyName).secret).update(bytes).digest();
}

/** Compares two secrets in a time that does not depend on where they differ or how long they are. */
export function constantTimeEqual(left: Uint8Array | string, right: Uint8Array | string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
}

/** A random token in base64url; 32 bytes (256 bits) unless told, never under 16. */
export function randomToken(byteCount = 32): string {
  if (byteCount < 16) throw new RangeError('a token has at least 16 random bytes');
  return randomBytes(byteCount).toString('base64url');
}
