import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryKeyProvider } from './memory-key-provider.ts';
import { createSealer, type PublicKeySet, type Seal, verifySeal } from './seal.ts';

const HASH = '00e855165b254266543944a05283fa48c42368590c6a84818c36744727554fd2';
const OTHER = 'f'.repeat(64);

function refusal(hash: string, seal: Seal, keys: PublicKeySet): string {
  const answer = verifySeal(hash, seal, keys);
  return answer.ok ? 'NONE' : answer.code;
}

describe('seal', () => {
  const keys = memoryKeyProvider('seal tests');
  const sealer = createSealer(keys, 'signing/payment-batch');
  const seal = sealer.seal(HASH);

  it('holds against the public keys, after a way through JSON', () => {
    const published: PublicKeySet = JSON.parse(JSON.stringify(sealer.publicKeys()));
    expect(verifySeal(HASH, JSON.parse(JSON.stringify(seal)), published)).toEqual({ ok: true, value: seal });
  });

  it('publishes no private part of a key', () => {
    expect(sealer.publicKeys().keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ]);
  });

  it('holds under an older key after the key was turned, and the new seal names the new key', () => {
    const turning = memoryKeyProvider('turning');
    const own = createSealer(turning, 'signing/capsule');
    const old = own.seal(HASH);
    turning.rotate('signing/capsule');
    expect(own.publicKeys().keys).toHaveLength(2);
    expect(refusal(HASH, old, own.publicKeys())).toBe('NONE');
    expect(own.seal(HASH).keyId).not.toBe(old.keyId);
  });

  it('SEAL_INVALID: another hash, an altered or second spelling of the signature, the key of another seal', () => {
    const set = sealer.publicKeys();
    expect(refusal(OTHER, seal, set)).toBe('SEAL_INVALID');
    const first = seal.signature.startsWith('A') ? 'B' : 'A';
    expect(refusal(HASH, { ...seal, signature: first + seal.signature.slice(1) }, set)).toBe('SEAL_INVALID');
    expect(refusal(HASH, { ...seal, signature: `${seal.signature}=` }, set)).toBe('SEAL_INVALID');
    expect(refusal(HASH, { ...seal, signature: '' }, set)).toBe('SEAL_INVALID');
    const other = createSealer(keys, 'signing/capsule');
    expect(refusal(HASH, { ...other.seal(HASH), keyId: seal.keyId }, set)).toBe('SEAL_INVALID');
  });

  it('KEY_UNKNOWN: a seal under a key that is not in the set', () => {
    expect(refusal(HASH, createSealer(keys, 'signing/capsule').seal(HASH), sealer.publicKeys())).toBe('KEY_UNKNOWN');
  });

  it('ALGORITHM_MISMATCH: a seal that names another algorithm than its key, and a key of another curve under the name', () => {
    expect(refusal(HASH, { ...seal, algorithm: 'ES256' }, sealer.publicKeys())).toBe('ALGORITHM_MISMATCH');
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const set: PublicKeySet = { keys: [{ ...p256, kid: seal.keyId, alg: 'Ed25519', use: 'sig' }] };
    expect(refusal(HASH, seal, set)).toBe('ALGORITHM_MISMATCH');
  });

  it('HASH_MALFORMED: what is not a hash is neither sealed nor verified', () => {
    expect(refusal(HASH.toUpperCase(), seal, sealer.publicKeys())).toBe('HASH_MALFORMED');
    expect(() => sealer.seal('abc')).toThrow(TypeError);
  });
});
