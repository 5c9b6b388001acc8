import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lengthPrefixed } from './field-format.ts';
import { decryptSm2, encryptSm2, type Sm2PrivateKey, type Sm2PublicKey, signSm2, verifySm2 } from './sm2.ts';

/** Form of an envelope: five parts of base64url behind each other, as a JWE has them. */
const form = 'mz-sm/1';
const [keyBytes, macKeyBytes] = [16, 32];

/**
 * Encrypts bytes for one reader with the national suite: SM4-CBC (GB/T 32907-2016) under a fresh data key, HMAC-SM3 over all
 * parts, the data keys by SM2 encryption. The text is `head.keys.iv.cipher.mac`; the head names the reader's key.
 */
export function sealNational(plain: Uint8Array, recipient: { kid: string; publicKey: Sm2PublicKey }): string {
  const keys = randomBytes(keyBytes + macKeyBytes);
  const iv = randomBytes(16);
  const cipher = createCipheriv('sm4-cbc', keys.subarray(0, keyBytes), iv);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  const head = Buffer.from(JSON.stringify({ typ: form, kid: recipient.kid }));
  const wrapped = encryptSm2(recipient.publicKey, keys);
  const mac = macOf(keys, [head, wrapped, iv, text]);
  return [head, wrapped, iv, text, mac].map((part) => part.toString('base64url')).join('.');
}

/** Whether a text says that it is an envelope of the national suite. */
export function isNationalEnvelope(text: string): boolean {
  const start = text.trimStart().slice(0, 1_024);
  return isHead(Buffer.from(start.slice(0, Math.max(start.indexOf('.'), 0)), 'base64url'));
}

/** What an envelope for this key holds, or nothing when it was altered, is for another, or is none. */
export function openNational(envelope: string, privateKey: Sm2PrivateKey): Buffer | undefined {
  const parts = envelope.trim().split('.');
  const [head, wrapped, iv, text, mac] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (parts.length !== 5 || !head || !wrapped || !iv || !text || !mac || !isHead(head)) return undefined;
  const keys = decryptSm2(privateKey, wrapped);
  if (keys?.length !== keyBytes + macKeyBytes || iv.length !== 16 || mac.length !== 32) return undefined;
  if (!timingSafeEqual(macOf(keys, [head, wrapped, iv, text]), mac) || text.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv('sm4-cbc', keys.subarray(0, keyBytes), iv);
  return Buffer.concat([decipher.update(text), decipher.final()]);
}

function macOf(keys: Buffer, parts: readonly Buffer[]): Buffer {
  return createHmac('sm3', keys.subarray(keyBytes)).update(lengthPrefixed(parts)).digest();
}

function isHead(head: Buffer): boolean {
  return head.toString('utf8').startsWith(`{"typ":"${form}","kid":`);
}

/** A text signed by SM2 in the compact form of a JWS: head, payload, signature, each base64url. */
export function signNationalText(
  payload: string,
  signer: { kid: string; typ: string; privateKey: Sm2PrivateKey },
): string {
  const head = JSON.stringify({ alg: 'SM2', kid: signer.kid, typ: signer.typ });
  const signed = [head, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${signed}.${signSm2(signer.privateKey, Buffer.from(signed, 'ascii')).toString('base64url')}`;
}

/** The payload of a text that one of the known keys signed, and its key id; nothing when it was not. */
export function verifyNationalText(
  text: string,
  typ: string,
  keyOf: (kid: string) => Sm2PublicKey | undefined,
): { readonly kid: string; readonly payload: string } | undefined {
  const [head = '', payload = '', signature = '', ...more] = text.split('.');
  const kid = kidOf(Buffer.from(head, 'base64url').toString('utf8'), typ);
  const key = kid === undefined || more.length > 0 ? undefined : keyOf(kid);
  if (kid === undefined || key === undefined) return undefined;
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) return undefined;
  if (!verifySm2(key, Buffer.from(`${head}.${payload}`, 'ascii'), bytes)) return undefined;
  return { kid, payload: Buffer.from(payload, 'base64url').toString('utf8') };
}

/** The head has one spelling: what `signNationalText` writes. */
function kidOf(head: string, typ: string): string | undefined {
  const kid = /^\{"alg":"SM2","kid":"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,256})","typ":/.exec(head)?.[1];
  return kid !== undefined && head === JSON.stringify({ alg: 'SM2', kid, typ }) ? kid : undefined;
}
