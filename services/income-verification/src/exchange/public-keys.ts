import { createHash, createPublicKey } from 'node:crypto';
import type { ExchangePublicKey } from '@mz/contracts';
import { KeyRefusedError, type MessagePublicKey, readPublicKey, readSm2PublicKey } from '@mz/crypto';
import { canonicalJson } from '@mz/domain';

/** What a key is for. */
export type KeyUse = 'SIGN' | 'FILE' | 'TLS';
/** The algorithms of a key. */
export type Suite = 'INTERNATIONAL' | 'NATIONAL';

/** Which suite a key is of, when it fits its use and is a key at all. */
export function suiteOf(use: KeyUse, key: ExchangePublicKey): Suite | undefined {
  if (key.kty === 'SPKI') return use === 'TLS' ? 'INTERNATIONAL' : undefined;
  if (use === 'TLS' || !isReadable(key)) return undefined;
  if (key.crv === 'SM2') return 'NATIONAL';
  return (key.crv === 'X25519') === (use === 'FILE') ? 'INTERNATIONAL' : undefined;
}

/** RFC 7638 thumbprint; of a TLS key the SHA-256 of its SubjectPublicKeyInfo. */
export function thumbprintOf(key: ExchangePublicKey): string {
  if (key.kty === 'SPKI') return key.sha256;
  return createHash('sha256').update(canonicalJson(key)).digest('base64url');
}

/** A key that signs messages, ready for use; throws KeyRefusedError for any other. */
export function signingKeyOf(key: ExchangePublicKey): MessagePublicKey {
  if (key.kty === 'SPKI') throw new KeyRefusedError('KEY_KIND_REFUSED', 'the hash of a TLS key signs nothing');
  return key.crv === 'SM2' ? readSm2PublicKey(key) : readPublicKey({ ...key });
}

// A point that is not on its curve has the form of a key and is none.
function isReadable(key: Exclude<ExchangePublicKey, { kty: 'SPKI' }>): boolean {
  try {
    if (key.crv === 'SM2') readSm2PublicKey(key);
    else createPublicKey({ key: { ...key }, format: 'jwk' });
    return true;
  } catch {
    return false; // the caller answers PARTNER_KEY_INVALID
  }
}
