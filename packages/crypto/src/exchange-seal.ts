import type { MessageAlgorithm } from './message-key.ts';
import { type PublicJwk, type PublicKeySet, type Seal, verifySeal } from './seal.ts';
import { readSm2PublicKey, type Sm2Jwk, type Sm2PrivateKey, signSm2, verifySm2 } from './sm2.ts';

/** A signature under a root of the exchange ledger, of either suite; `signature` is base64url of 64 bytes. */
export type ExchangeSeal = Omit<Seal, 'algorithm'> & { readonly algorithm: MessageAlgorithm };

/** A public SM2 key as others receive it; `kid` is the key id that a seal names. */
export interface NationalJwk extends Sm2Jwk {
  readonly kid: string;
  readonly alg: 'SM2';
  readonly use: 'sig';
}

/** The public keys of one side, of both suites. */
export interface ExchangeKeySet {
  readonly keys: readonly (PublicJwk | NationalJwk)[];
}

/** A public SM2 key under its id. */
export function nationalJwk(kid: string, { kty, crv, x, y }: Sm2Jwk): NationalJwk {
  return { kty, crv, x, y, kid, alg: 'SM2', use: 'sig' };
}

/** Signs a text by SM2 with SM3 (GB/T 32918.2-2016), for a partner of the national suite. */
export function sealNationalText(
  text: string,
  signer: { readonly keyId: string; readonly privateKey: Sm2PrivateKey },
): ExchangeSeal {
  const signature = signSm2(signer.privateKey, Buffer.from(text, 'utf8')).toString('base64url');
  return { keyId: signer.keyId, algorithm: 'SM2', signature };
}

/** What a seal covers: the text itself in the national suite, its SHA-256 in the international one. */
export interface Sealed {
  readonly text: string;
  readonly sha256: string;
}

/** True when one of these keys made the seal; never a key that came with the seal. */
export function isSealed({ text, sha256 }: Sealed, seal: ExchangeSeal, { keys }: ExchangeKeySet): boolean {
  const { keyId, algorithm, signature } = seal;
  if (algorithm !== 'SM2') return verifySeal(sha256, { keyId, algorithm, signature }, internationalOf(keys)).ok;
  const key = keys.find((one): one is NationalJwk => one.alg === 'SM2' && one.kid === keyId);
  if (key === undefined) return false;
  const bytes = Buffer.from(signature, 'base64url');
  // One spelling only, as of the other seals.
  if (bytes.toString('base64url') !== signature) return false;
  return verifySm2(readSm2PublicKey(key), Buffer.from(text, 'utf8'), bytes);
}

function internationalOf(keys: ExchangeKeySet['keys']): PublicKeySet {
  return { keys: keys.filter((one): one is PublicJwk => one.alg !== 'SM2') };
}
