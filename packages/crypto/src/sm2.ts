import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { KeyRefusedError } from './signing-key.ts';

/** A public SM2 key (GB/T 32918.1-2016): a checked point of the curve. Node's own SM2 keys are never used: they sign plain ECDSA. */
export interface Sm2PublicKey {
  readonly kind: 'sm2-public';
  /** 04 · x · y, 130 lower-case hex digits. */
  readonly point: string;
}

/** A private SM2 key; the KeyObject never prints its content. */
export interface Sm2PrivateKey {
  readonly kind: 'sm2-private';
  readonly secret: KeyObject;
  readonly publicKey: Sm2PublicKey;
}

/** A public SM2 key as partners exchange it: the form of RFC 7518 §6.2 with `crv` SM2. */
export interface Sm2Jwk {
  readonly kty: 'EC';
  readonly crv: 'SM2';
  readonly x: string;
  readonly y: string;
}

/** GB/T 32918.5-2017: the order of the base point. */
const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
/** GM/T 0009-2012 §10: the signer's identity where the parties agreed on none. */
const signerId = '1234567812345678';

/** Reads a public key; throws KeyRefusedError for a point that is not on the curve. */
export function readSm2PublicKey({ x, y }: Pick<Sm2Jwk, 'x' | 'y'>): Sm2PublicKey {
  const [left, right] = [x, y].map((part) => Buffer.from(part, 'base64url').toString('hex'));
  return sm2Point(`04${left}${right}`);
}

/** Reads 04 · x · y in hex; throws KeyRefusedError for a point that is not on the curve. */
export function sm2Point(hex: string): Sm2PublicKey {
  const point = hex.toLowerCase();
  if (!/^04[0-9a-f]{128}$/.test(point) || !isOnCurve(point)) {
    throw new KeyRefusedError('KEY_UNREADABLE', 'the key is no point of the SM2 curve');
  }
  return { kind: 'sm2-public', point };
}

function isOnCurve(point: string): boolean {
  try {
    return sm2.verifyPublicKey(point);
  } catch {
    return false; // the library throws for some points and answers for others
  }
}

/** Reads the 32 bytes of a private key; throws KeyRefusedError outside 1 … n − 2 (GB/T 32918.1-2016 §6.1). */
export function readSm2PrivateKey(bytes: Uint8Array): Sm2PrivateKey {
  const hex = Buffer.from(bytes).toString('hex');
  const number = BigInt(`0x${hex === '' ? '0' : hex}`);
  if (bytes.length !== 32 || number < 1n || number > order - 2n) {
    throw new KeyRefusedError('KEY_UNREADABLE', 'the key is no private key of the SM2 curve');
  }
  const publicKey = sm2Point(sm2.getPublicKeyFromPrivateKey(hex));
  return { kind: 'sm2-private', secret: createSecretKey(Buffer.from(hex, 'hex')), publicKey };
}

/** A private key from a secret of the key store, the same each time for a label: the store holds no SM2 keys itself. */
export function deriveSm2PrivateKey(secret: KeyObject, label: string): Sm2PrivateKey {
  const digest = createHmac('sha512', secret).update(`mz-sm2-key/1\n${label}`).digest('hex');
  const number = (BigInt(`0x${digest}`) % (order - 2n)) + 1n;
  return readSm2PrivateKey(Buffer.from(number.toString(16).padStart(64, '0'), 'hex'));
}

/** The public key for others. */
export function sm2JwkOf({ point }: Sm2PublicKey): Sm2Jwk {
  const [x, y] = [point.slice(2, 66), point.slice(66)].map((hex) => Buffer.from(hex, 'hex').toString('base64url'));
  return { kty: 'EC', crv: 'SM2', x: x ?? '', y: y ?? '' };
}

/** Signs bytes by SM2 with SM3 (GB/T 32918.2-2016) under the usual signer identity: r · s, 64 bytes. */
export function signSm2({ secret, publicKey }: Sm2PrivateKey, bytes: Uint8Array): Buffer {
  const options = { hash: true, publicKey: publicKey.point, userId: signerId };
  return Buffer.from(sm2.doSignature(bytes, hexOf(secret), options), 'hex');
}

/** True when the signature over the bytes was made by the private half of this key. */
export function verifySm2({ point }: Sm2PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const hex = Buffer.from(signature).toString('hex');
  const [r, s] = [BigInt(`0x${hex.slice(0, 64)}`), BigInt(`0x${hex.slice(64)}`)];
  const possible = isScalar(r) && isScalar(s) && (r + s) % order !== 0n; // GB/T 32918.2-2016 §7.1
  return possible && sm2.doVerifySignature(bytes, hex, point, { hash: true, userId: signerId });
}

function isScalar(number: bigint): boolean {
  return number >= 1n && number < order;
}

/** Encrypts a few bytes, such as a data key (GB/T 32918.4-2016), in the form of GB/T 35276-2017: DER of x, y, SM3 and cipher text. */
export function encryptSm2({ point }: Sm2PublicKey, bytes: Uint8Array): Buffer {
  return Buffer.from(sm2.doEncrypt(bytes, point, 1, { asn1: true }), 'hex');
}

/** What was encrypted for this key, or nothing when it was altered or is for another. */
export function decryptSm2({ secret }: Sm2PrivateKey, bytes: Uint8Array): Buffer | undefined {
  try {
    const hex = Buffer.from(bytes).toString('hex');
    // The library multiplies whatever point comes; one beside the curve would give the key away bit by bit.
    sm2Point(firstPoint(Buffer.from(bytes)));
    const plain = sm2.doDecrypt(hex, hexOf(secret), 1, { output: 'array', asn1: true });
    return plain.length === 0 ? undefined : Buffer.from(plain);
  } catch {
    return undefined; // the library throws for what is no cipher text at all
  }
}

/** The point of a cipher text: the first two INTEGERs of its SEQUENCE (X.690 §8.3). */
function firstPoint(der: Buffer): string {
  let at = (der[1] ?? 0) < 0x80 ? 2 : 2 + ((der[1] ?? 0) & 0x7f);
  const parts = [0, 1].map(() => {
    const length = der[at + 1] ?? 0;
    const hex = der.subarray(at + 2, at + 2 + length).toString('hex');
    at += 2 + length;
    return hex.replace(/^0+/, '').padStart(64, '0');
  });
  return `04${parts.join('')}`;
}

function hexOf(secret: KeyObject): string {
  return secret.export().toString('hex');
}
