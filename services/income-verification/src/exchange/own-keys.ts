import {
  currentSecret,
  currentSigner,
  deriveSm2PrivateKey,
  type ExchangeKeySet,
  type KeyProvider,
  type MessagePrivateKey,
  nationalJwk,
  publicKeySet,
  type Sm2Jwk,
  type Sm2PrivateKey,
  sm2JwkOf,
} from '@mz/crypto';
import { thumbprintOf } from './public-keys.ts';

/** The partner under which the platform's own keys are registered. */
export const ownPartner = 'SD_MZ';

/** Who signs a message of ours. */
export interface OwnSigner {
  readonly keyId: string;
  readonly privateKey: MessagePrivateKey;
}

const signing = 'signing/income-verification';
const national = 'mac/income-verification-sm2';

/** The key that the store holds as the current one; it signs until another is registered and its day has come. */
export function storedSigner(keys: KeyProvider): OwnSigner {
  const { id, privateKey } = currentSigner(keys, signing);
  return { keyId: id, privateKey };
}

/** A version of the store's signing key by its id, also an older or a newer one than the current. */
export function storedSignerOf(keys: KeyProvider, keyId: string): OwnSigner | undefined {
  currentSigner(keys, signing);
  const key = keys.versions(signing).find(({ id }) => id === keyId);
  return key?.kind === 'signing' ? { keyId, privateKey: key.privateKey } : undefined;
}

/** The platform's SM2 key, by which it signs for partners of the national suite and opens their files. */
export function nationalSigner(keys: KeyProvider): {
  readonly keyId: string;
  readonly privateKey: Sm2PrivateKey;
  readonly jwk: Sm2Jwk;
} {
  const privateKey = deriveSm2PrivateKey(currentSecret(keys, national).secret, 'exchange');
  const jwk = sm2JwkOf(privateKey.publicKey);
  return { keyId: thumbprintOf(jwk), privateKey, jwk };
}

/** All public keys of the platform that a partner may meet: older and newer versions too, so that a change finds them there. */
export function ownPublicKeys(keys: KeyProvider): ExchangeKeySet['keys'] {
  currentSigner(keys, signing);
  const { keyId, jwk } = nationalSigner(keys);
  return [...publicKeySet(keys, [signing]).keys, nationalJwk(keyId, jwk)];
}
