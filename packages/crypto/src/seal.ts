import type { JsonWebKey, KeyObject } from 'node:crypto';
import { accept, type Decision, refuse } from '@mz/domain';
import { currentSigner, type KeyName, type KeyProvider, type SigningKey } from './key-provider.ts';
import { readPublicKey, type SigningAlgorithm, signBytes, signingAlgorithmOf, verifyBytes } from './signing-key.ts';

/** A signature over a SHA-256 or SM3 hash; `signature` is base64url of 64 bytes. */
export interface Seal {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly signature: string;
}

/** A public key as others receive it (RFC 7517); `kid` is the key id that a seal names. */
export interface PublicJwk extends JsonWebKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
}

/** The public keys of a name, all versions. */
export interface PublicKeySet {
  readonly keys: readonly PublicJwk[];
}

/** Signs hashes of capsules and batches under one named key. */
export interface Sealer {
  /** Signs a hash of 64 lower-case hex digits. */
  seal(hashHex: string): Seal;
  publicKeys(): PublicKeySet;
}

/** Why a seal does not hold. */
export type SealRefusal = 'HASH_MALFORMED' | 'KEY_UNKNOWN' | 'ALGORITHM_MISMATCH' | 'SEAL_INVALID';

const HASH = /^[0-9a-f]{64}$/;

/** Creates a sealer on a signing key such as `signing/capsule`. */
export function createSealer(keys: KeyProvider, name: KeyName): Sealer {
  return {
    seal(hashHex) {
      if (!HASH.test(hashHex)) throw new TypeError('a seal covers a hash of 64 lower-case hex digits');
      const key = currentSigner(keys, name);
      const signature = signBytes(key.privateKey, sealedBytes(hashHex)).toString('base64url');
      return { keyId: key.id, algorithm: key.algorithm, signature };
    },
    publicKeys() {
      currentSigner(keys, name);
      return publicKeySet(keys, [name]);
    },
  };
}

/** Checks a seal against public keys that came by a trusted way; never against a key that came with the seal. */
export function verifySeal(hashHex: string, seal: Seal, publicKeys: PublicKeySet): Decision<Seal, SealRefusal> {
  if (!HASH.test(hashHex)) return refuse('HASH_MALFORMED');
  const jwk = publicKeys.keys.find((candidate) => candidate.kid === seal.keyId);
  if (jwk === undefined) return refuse('KEY_UNKNOWN');
  const publicKey = keyOf(jwk);
  if (signingAlgorithmOf(publicKey) !== seal.algorithm) {
    return refuse('ALGORITHM_MISMATCH');
  }
  const signature = Buffer.from(seal.signature, 'base64url');
  // One spelling only: a second base64 form of the same bytes would be a second valid seal.
  const canonical = signature.toString('base64url') === seal.signature;
  if (!canonical || !verifyBytes(publicKey, sealedBytes(hashHex), signature)) return refuse('SEAL_INVALID');
  return accept(seal);
}

const keysRead = new WeakMap<PublicJwk, KeyObject>();

/** A key that many seals name is read once. */
function keyOf(jwk: PublicJwk): KeyObject {
  const key = keysRead.get(jwk) ?? readPublicKey(jwk);
  keysRead.set(jwk, key);
  return key;
}

/** The public halves of all versions of the named signing keys, as a JWK set. */
export function publicKeySet(keys: KeyProvider, names: readonly KeyName[]): PublicKeySet {
  const signing = names.flatMap((name) => keys.versions(name)).filter((key) => key.kind === 'signing');
  return { keys: signing.map(publicJwk) };
}

function publicJwk(key: SigningKey): PublicJwk {
  return { ...key.publicKey.export({ format: 'jwk' }), kid: key.id, alg: key.algorithm, use: 'sig' };
}

/** The prefix keeps a seal from being taken for any other signature of the same key. */
function sealedBytes(hashHex: string): Buffer {
  return Buffer.from(`mz-seal/1\n${hashHex}\n`, 'ascii');
}
