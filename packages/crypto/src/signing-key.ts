import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto';

/** The two signature algorithms of the platform. */
export type SigningAlgorithm = 'Ed25519' | 'ES256';

/** A key that this package does not sign or verify with; the message names the kind of key, never its content. */
export class KeyRefusedError extends Error {
  readonly code: 'KEY_KIND_REFUSED' | 'KEY_UNREADABLE';

  constructor(code: 'KEY_KIND_REFUSED' | 'KEY_UNREADABLE', message: string) {
    super(message);
    this.name = 'KeyRefusedError';
    this.code = code;
  }
}

/**
 * The algorithm of an asymmetric key; throws KeyRefusedError for every other kind.
 * It looks at type and curve only: exporting an SM2 key can abort the process, so no key is exported before it passed here.
 */
export function signingAlgorithmOf(key: KeyObject): SigningAlgorithm {
  if (key.type === 'secret') throw new KeyRefusedError('KEY_KIND_REFUSED', 'a secret key cannot sign or verify');
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'ec' && curve === 'prime256v1') return 'ES256';
  const kind = curve ?? key.asymmetricKeyType ?? 'unknown (SM2 reads as unknown)';
  throw new KeyRefusedError('KEY_KIND_REFUSED', `only Ed25519 and P-256 keys sign here, not ${kind}`);
}

/** Reads a PEM or JWK private key and refuses SM2 and every other curve before anything is done with it. */
export function readPrivateKey(source: string | JsonWebKey): KeyObject {
  const key = readable(() =>
    typeof source === 'string' ? createPrivateKey(source) : createPrivateKey({ key: source, format: 'jwk' }),
  );
  signingAlgorithmOf(key);
  return key;
}

/** Reads a PEM or JWK public key; a private key given here is reduced to its public half after the curve was checked. */
export function readPublicKey(source: string | JsonWebKey): KeyObject {
  const key = readable(() =>
    typeof source === 'string' ? createPublicKey(source) : createPublicKey({ key: source, format: 'jwk' }),
  );
  signingAlgorithmOf(key);
  return key;
}

/** Signs bytes: Ed25519 pure, ES256 as the 64 bytes r || s. */
export function signBytes(privateKey: KeyObject, bytes: Uint8Array): Buffer {
  if (signingAlgorithmOf(privateKey) === 'Ed25519') return sign(null, bytes, privateKey);
  return sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

/** True when the signature over the bytes was made by the private half of this key. */
export function verifyBytes(publicKey: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signingAlgorithmOf(publicKey) === 'Ed25519') return verify(null, bytes, publicKey, signature);
  return verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

function readable(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    throw new KeyRefusedError('KEY_UNREADABLE', 'the key is not a readable PEM or JWK key');
  }
}
