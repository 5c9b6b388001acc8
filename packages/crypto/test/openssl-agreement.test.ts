import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openNational, sealNational } from '../src/national-envelope.ts';
import { decryptSm2, encryptSm2, readSm2PrivateKey, signSm2, verifySm2 } from '../src/sm2.ts';
import { fromDer, hasOpenssl, openOpenssl, privatePem, publicPem, toDer } from './openssl.ts';

const openssl = openOpenssl();
afterAll(() => openssl.close());
const identity = ['-pkeyopt', 'distid:1234567812345678'];
const longMs = 900_000;

/** Keys and messages of a case, the same each time. */
function caseOf(number: number) {
  const seed = (what: string): Buffer => createHmac('sha512', 'openssl agreement').update(`${what} ${number}`).digest();
  const bytes = seed('key').subarray(0, 32);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return {
    key: readSm2PrivateKey(bytes),
    message: Buffer.concat([seed('message'), Buffer.alloc(number % 97, number)]),
  };
}

describe.skipIf(!hasOpenssl)('agreement with OpenSSL', () => {
  it('SM2 signatures: 500 random ones of ours hold there, 500 of theirs here, none for another message', {
    timeout: longMs,
  }, () => {
    for (let number = 0; number < 500; number += 1) {
      const { key, message } = caseOf(number);
      const ours = { 'pub.pem': publicPem(key.publicKey), m: message, s: toDer(signSm2(key, message)) };
      const check = ['pkeyutl', '-verify', '-rawin', '-digest', 'sm3', '-pubin', '-inkey', 'pub.pem', '-in', 'm'];
      expect(openssl.run([...check, '-sigfile', 's', ...identity], ours).toString(), `case ${number}`).toContain(
        'Success',
      );
      const sign = ['pkeyutl', '-sign', '-rawin', '-digest', 'sm3', '-inkey', 'k.pem', '-in', 'm', ...identity];
      const theirs = fromDer(openssl.run(sign, { 'k.pem': privatePem(key) }));
      expect(verifySm2(key.publicKey, message, theirs), `case ${number}`).toBe(true);
      expect(verifySm2(key.publicKey, Buffer.concat([message, Buffer.of(0)]), theirs), `case ${number}`).toBe(false);
    }
  });

  it('SM2 encryption of a data key: both ways', { timeout: longMs }, () => {
    for (let number = 0; number < 25; number += 1) {
      const { key } = caseOf(number);
      const plain = randomBytes(48);
      const pems = { 'k.pem': privatePem(key), 'pub.pem': publicPem(key.publicKey) };
      const ours = { ...pems, e: encryptSm2(key.publicKey, plain) };
      expect(openssl.run(['pkeyutl', '-decrypt', '-inkey', 'k.pem', '-in', 'e'], ours)).toEqual(plain);
      const theirs = openssl.run(['pkeyutl', '-encrypt', '-pubin', '-inkey', 'pub.pem', '-in', 'p'], { p: plain });
      expect(decryptSm2(key, theirs)).toEqual(plain);
    }
  });

  it('a batch file of the national suite: ours is opened by OpenSSL’s commands alone, one that they wrote is opened here', {
    timeout: longMs,
  }, () => {
    for (let number = 0; number < 10; number += 1) {
      const { key, message } = caseOf(number);
      const pems = { 'k.pem': privatePem(key), 'pub.pem': publicPem(key.publicKey) };
      const hmac = (secret: Buffer, parts: readonly Buffer[]): Buffer => {
        // Each part behind its length in four bytes, as docs/partners.md says.
        const framed = parts.flatMap((part) => [Buffer.from([0, 0, part.length >> 8, part.length & 0xff]), part]);
        const keyed = ['-mac', 'HMAC', '-macopt', `hexkey:${secret.toString('hex')}`, '-binary', 'm'];
        return openssl.run(['dgst', '-sm3', ...keyed], { m: Buffer.concat(framed) });
      };
      const ours = sealNational(message, { kid: 'reader', publicKey: key.publicKey });
      const [head, wrapped, iv, text, mac] = ours.split('.').map((part) => Buffer.from(part, 'base64url'));
      if (!head || !wrapped || !iv || !text || !mac) throw new Error('five parts');
      const keys = openssl.run(['pkeyutl', '-decrypt', '-inkey', 'k.pem', '-in', 'w'], { ...pems, w: wrapped });
      expect(hmac(keys.subarray(16), [head, wrapped, iv, text])).toEqual(mac);
      const cipher = (secret: Buffer) => ['-sm4-cbc', '-K', secret.toString('hex'), '-iv', iv.toString('hex')];
      expect(openssl.run(['enc', '-d', ...cipher(keys.subarray(0, 16)), '-in', 'c'], { c: text })).toEqual(message);

      const fresh = randomBytes(48);
      const wrap = openssl.run(['pkeyutl', '-encrypt', '-pubin', '-inkey', 'pub.pem', '-in', 'p'], {
        ...pems,
        p: fresh,
      });
      const body = openssl.run(['enc', ...cipher(fresh.subarray(0, 16)), '-in', 'c'], { c: message });
      const parts = [head, wrap, iv, body];
      const theirs = [...parts, hmac(fresh.subarray(16), parts)].map((part) => part.toString('base64url')).join('.');
      expect(openNational(theirs, key)).toEqual(message);
    }
  });

  it('SM3: 1,000 random messages in one call', { timeout: longMs }, () => {
    const messages = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`m${index}`, randomBytes((index * 7) % 400)]),
    );
    const printed = openssl
      .run(['dgst', '-sm3', '-r', ...Object.keys(messages)], messages)
      .toString()
      .trim()
      .split('\n');
    const ours = Object.entries(messages).map(
      ([name, bytes]) => `${createHash('sm3').update(bytes).digest('hex')} *${name}`,
    );
    expect(printed).toEqual(ours);
  });

  it('SM4-CBC: both ways', { timeout: longMs }, () => {
    for (let length = 0; length < 40; length += 1) {
      const [key, iv, plain] = [randomBytes(16), randomBytes(16), randomBytes(length * 5)];
      const keyed = ['-K', key.toString('hex'), '-iv', iv.toString('hex')];
      const theirs = openssl.run(['enc', '-sm4-cbc', ...keyed, '-in', 'p'], { p: plain });
      const cipher = createCipheriv('sm4-cbc', key, iv);
      expect(Buffer.concat([cipher.update(plain), cipher.final()])).toEqual(theirs);
      const decipher = createDecipheriv('sm4-cbc', key, iv);
      expect(Buffer.concat([decipher.update(theirs), decipher.final()])).toEqual(plain);
    }
  });
});
