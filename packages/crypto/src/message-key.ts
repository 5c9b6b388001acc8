import type { KeyObject } from 'node:crypto';
import { type SigningAlgorithm, signBytes, signingAlgorithmOf, verifyBytes } from './signing-key.ts';
import { type Sm2PrivateKey, type Sm2PublicKey, signSm2, verifySm2 } from './sm2.ts';

/** What messages and files may be signed with: the international algorithms, and SM2 of the national suite. */
export type MessageAlgorithm = SigningAlgorithm | 'SM2';
/** A private key of either suite. */
export type MessagePrivateKey = KeyObject | Sm2PrivateKey;
/** A public key of either suite. */
export type MessagePublicKey = KeyObject | Sm2PublicKey;

/** The algorithm of a key; throws KeyRefusedError for every other kind. */
export function messageAlgorithmOf(key: MessagePrivateKey | MessagePublicKey): MessageAlgorithm {
  return 'kind' in key ? 'SM2' : signingAlgorithmOf(key);
}

/** Signs bytes with a key of either suite: 64 bytes. */
export function signMessage(key: MessagePrivateKey, bytes: Uint8Array): Buffer {
  return 'kind' in key ? signSm2(key, bytes) : signBytes(key, bytes);
}

/** True when the signature over the bytes was made by the private half of this key. */
export function verifyMessageSignature(key: MessagePublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  return 'kind' in key ? verifySm2(key, bytes, signature) : verifyBytes(key, bytes, signature);
}
