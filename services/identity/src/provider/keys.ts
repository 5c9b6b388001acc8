import { currentSigner, type KeyProvider, type SigningKey } from '@mz/crypto';
import type { JWK } from 'jose';

const signingKeyName = 'signing/identity';

/** The key that signs tokens now. */
export function tokenKey(keys: KeyProvider): SigningKey {
  return currentSigner(keys, signingKeyName);
}

/** All signing keys as private JWKs for the provider, the current one first; old ones stay published while their tokens live. */
export function providerKeys(keys: KeyProvider): JWK[] {
  tokenKey(keys);
  return [...keys.versions(signingKeyName)]
    .reverse()
    .flatMap((key) => (key.kind === 'signing' ? [privateJwk(key)] : []));
}

/** `alg` of a key in JOSE's words. */
export function joseAlgorithm(key: SigningKey): 'EdDSA' | 'ES256' {
  return key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256';
}

/** The public half of a key as a JWK. */
export function publicJwk(key: SigningKey): JWK {
  return { ...key.publicKey.export({ format: 'jwk' }), kid: key.id, alg: joseAlgorithm(key), use: 'sig' } as JWK;
}

function privateJwk(key: SigningKey): JWK {
  return { ...key.privateKey.export({ format: 'jwk' }), kid: key.id, alg: joseAlgorithm(key), use: 'sig' } as JWK;
}
