import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRefusedError, readPrivateKey, readPublicKey, signBytes, verifyBytes } from './signing-key.ts';

// Throw-away SM2 key pair, made for this test by `openssl genpkey -algorithm SM2`.
const SM2_PRIVATE = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQg0KKPrn7P4E2hQ4Cv
5dQjqbgTx1FdKiUe6QUKzuPiOlmhRANCAASzboIVj8jyRbcv1b4YJmZhLDdZWBwM
k2WnWY0/SNirvz0UNGNwOHiAGI0SKqVJIbmUARxYaxzYo01fKGLFqYvS
-----END PRIVATE KEY-----`;
const SM2_PUBLIC = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEs26CFY/I8kW3L9W+GCZmYSw3WVgc
DJNlp1mNP0jYq789FDRjcDh4gBiNEiqlSSG5lAEcWGsc2KNNXyhixamL0g==
-----END PUBLIC KEY-----`;

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof KeyRefusedError) return error.code;
    throw error;
  }
  return 'NONE';
}

describe('signing keys', () => {
  it.each([
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ])('%s signs 64 bytes that its public key alone verifies', (_algorithm, pair) => {
    const bytes = Buffer.from('一个都不能少');
    const signature = signBytes(pair.privateKey, bytes);
    expect(signature).toHaveLength(64);
    expect(verifyBytes(pair.publicKey, bytes, signature)).toBe(true);
    expect(verifyBytes(pair.publicKey, Buffer.from('x'), signature)).toBe(false);
    expect(verifyBytes(generateKeyPairSync('ed25519').publicKey, bytes, signature)).toBe(false);
    expect(verifyBytes(pair.publicKey, bytes, signature.subarray(1))).toBe(false);
    expect(verifyBytes(pair.publicKey, bytes, Buffer.alloc(0))).toBe(false);
    expect(verifyBytes(pair.publicKey, bytes, Buffer.alloc(64))).toBe(false);
  });

  it('reads PEM and JWK', () => {
    const pair = generateKeyPairSync('ed25519');
    const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(readPrivateKey(pem).equals(pair.privateKey)).toBe(true);
    expect(readPrivateKey(pair.privateKey.export({ format: 'jwk' })).equals(pair.privateKey)).toBe(true);
    expect(readPublicKey(pair.publicKey.export({ format: 'jwk' })).equals(pair.publicKey)).toBe(true);
    expect(readPublicKey(pem).equals(pair.publicKey)).toBe(true);
  });

  it('KEY_KIND_REFUSED: an SM2 key from PEM, private or public', () => {
    expect(codeOf(() => readPrivateKey(SM2_PRIVATE))).toBe('KEY_KIND_REFUSED');
    expect(codeOf(() => readPublicKey(SM2_PUBLIC))).toBe('KEY_KIND_REFUSED');
    expect(codeOf(() => readPublicKey(SM2_PRIVATE))).toBe('KEY_KIND_REFUSED');
  });

  it('KEY_KIND_REFUSED: an SM2 key made in Node, in a process that lives on', () => {
    const file = JSON.stringify(new URL('./signing-key.ts', import.meta.url).href);
    const script = `
      import { generateKeyPairSync } from 'node:crypto';
      import { signBytes, verifyBytes } from ${file};
      const pair = generateKeyPairSync('ec', { namedCurve: 'SM2' });
      for (const use of [() => signBytes(pair.privateKey, Buffer.alloc(1)), () => verifyBytes(pair.publicKey, Buffer.alloc(1), Buffer.alloc(64))]) {
        try { use(); console.log('NONE'); } catch (error) { console.log(error.code); }
      }`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(output).toBe('KEY_KIND_REFUSED\nKEY_KIND_REFUSED\n');
  });

  it.each([
    ['rsa', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['x25519', generateKeyPairSync('x25519')],
    ['ed448', generateKeyPairSync('ed448')],
    ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ])('KEY_KIND_REFUSED: %s', (_kind, pair) => {
    expect(codeOf(() => signBytes(pair.privateKey, Buffer.alloc(1)))).toBe('KEY_KIND_REFUSED');
  });

  it('KEY_UNREADABLE: text that is no key, without echoing it', () => {
    expect(codeOf(() => readPrivateKey('370900198203109030'))).toBe('KEY_UNREADABLE');
    expect(() => readPublicKey('370900198203109030')).toThrow(/^the key is not a readable PEM or JWK key$/);
  });
});
