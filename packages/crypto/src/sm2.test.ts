import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decryptSm2, encryptSm2, readSm2PrivateKey, signSm2, sm2Point, verifySm2 } from './sm2.ts';

const d = '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8';
const message = Buffer.from('message digest');

describe('the national suite on the standards’ own examples', () => {
  it.each([
    ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('GB/T 32905-2016 appendix A: SM3 of %s', (text, hash) => {
    expect(createHash('sm3').update(text).digest('hex')).toBe(hash);
  });

  it('GB/T 32907-2016 appendix A: SM4 of one block', () => {
    const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
    expect(cipher.update(key).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  });

  it('GB/T 32918.5-2017 appendix A: the public key of the example, and its signature', () => {
    const key = readSm2PrivateKey(Buffer.from(d, 'hex'));
    expect(key.publicKey.point).toBe(
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    );
    const signature = Buffer.from(
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
      'hex',
    );
    expect(verifySm2(key.publicKey, message, signature)).toBe(true);
    expect(verifySm2(key.publicKey, Buffer.from('message digesT'), signature)).toBe(false);
  });
});

describe('SM2', () => {
  it('signs and encrypts for its own key, and for no other', () => {
    const [own, other] = [d, 'a'.repeat(64)].map((hex) => readSm2PrivateKey(Buffer.from(hex, 'hex')));
    if (own === undefined || other === undefined) throw new Error('no keys');
    const signature = signSm2(own, message);
    expect(verifySm2(own.publicKey, message, signature)).toBe(true);
    expect(verifySm2(other.publicKey, message, signature)).toBe(false);
    const sealed = encryptSm2(own.publicKey, randomBytes(48));
    expect(decryptSm2(own, sealed)).toHaveLength(48);
    expect(decryptSm2(other, sealed)).toBeUndefined();
  });
  it('refuses a point beside the curve', () => {
    expect(() => sm2Point(`04${'1'.repeat(128)}`)).toThrow('no point');
  });
});
