import { describe, expect, it } from 'vitest';
import { NOW, SECOND } from '../test/signed-query.ts';
import { signRequest, signResponse, verifyRequest, verifyResponse } from './http-signature.ts';
import { currentSecret } from './key-provider.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';
import { openNational, sealNational, signNationalText, verifyNationalText } from './national-envelope.ts';
import { deriveSm2PrivateKey, readSm2PublicKey, sm2JwkOf } from './sm2.ts';

const { secret } = currentSecret(memoryKeyProvider('national'), 'mac/sm2');
const [own, other] = [deriveSm2PrivateKey(secret, 'own'), deriveSm2PrivateKey(secret, 'other')];
const times = { created: NOW, expires: new Date(NOW.getTime() + 60 * SECOND) };
const query = {
  method: 'POST',
  url: 'https://hukou.example/v1/queries',
  headers: { 'content-type': 'application/json' },
  body: '{"ref":"q-1"}',
};

describe('HTTP messages signed by SM2 with SM3', () => {
  const headers = signRequest({ ...query, ...times, keyId: 'own', privateKey: own, nonce: 'n-1' });
  const sent = { ...query, headers };
  const keyLookup = () => own.publicKey;

  it('name the algorithm sm2-sm3, verify, and bind the answer to the request', async () => {
    expect(headers['signature-input']).toContain('alg="sm2-sm3"');
    const options = { keyLookup, now: NOW, nonceSeen: () => false };
    expect(await verifyRequest(sent, options)).toMatchObject({ ok: true });
    const response = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    const signer = { ...times, keyId: 'own', privateKey: own };
    const answer = { ...response, headers: signResponse(response, { ...signer, request: sent }) };
    expect(await verifyResponse(answer, { request: sent, keyLookup, now: NOW })).toMatchObject({ ok: true });
    const twin = {
      ...query,
      headers: signRequest({ ...query, ...times, keyId: 'own', privateKey: own, nonce: 'n-2' }),
    };
    expect(await verifyResponse(answer, { request: twin, keyLookup, now: NOW })).toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
  });

  it('SIGNATURE_INVALID, DIGEST_MISMATCH, ALGORITHM_MISMATCH: another key, another body, another algorithm', async () => {
    const refusal = async (request: typeof sent, lookup = keyLookup) => {
      const verdict = await verifyRequest(request, { keyLookup: lookup, now: NOW, nonceSeen: () => false });
      return verdict.ok ? 'NONE' : verdict.code;
    };
    expect(await refusal(sent, () => other.publicKey)).toBe('SIGNATURE_INVALID');
    expect(await refusal({ ...sent, body: '{}' })).toBe('DIGEST_MISMATCH');
    const renamed = String(headers['signature-input']).replace('sm2-sm3', 'ed25519');
    expect(await refusal({ ...sent, headers: { ...headers, 'signature-input': renamed } })).toBe('ALGORITHM_MISMATCH');
  });
});

describe('files of the national suite', () => {
  const plain = Buffer.from('{"file_no":"BANK-DEPOSIT-20140428-001"}\n行\n'.repeat(50));
  const envelope = sealNational(plain, { kid: 'own', publicKey: own.publicKey });

  it('open for their reader alone', () => {
    expect(openNational(envelope, own)).toEqual(plain);
    expect(openNational(envelope, other)).toBeUndefined();
    expect(openNational(sealNational(Buffer.alloc(0), { kid: 'own', publicKey: own.publicKey }), own)).toHaveLength(0);
  });

  it('are nothing once any of their five parts was changed, cut or swapped', () => {
    const parts = envelope.split('.');
    const second = sealNational(plain, { kid: 'own', publicKey: own.publicKey }).split('.');
    const swapped = parts.map((_, index) => parts.map((part, at) => (at === index ? second[at] : part)).join('.'));
    // The heads of both are the same: that exchange changes nothing.
    expect(swapped.map((text) => openNational(text, own) === undefined)).toEqual([false, true, true, true, true]);
    expect(openNational(parts.slice(0, 4).join('.'), own)).toBeUndefined();
    expect(openNational(`${envelope}.AA`, own)).toBeUndefined();
    expect(openNational('', own)).toBeUndefined();
    const flipped = parts.map((part, index) =>
      index === 0 ? part : `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`,
    );
    const one = (index: number) => parts.map((part, at) => (at === index ? flipped[at] : part)).join('.');
    expect([1, 2, 3, 4].map((index) => openNational(one(index), own))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('have a head that one known key signed for its use', () => {
    const text = signNationalText('{"count":1}', { kid: 'own', typ: 'mz-exchange', privateKey: own });
    const keyOf = (kid: string) => (kid === 'own' ? own.publicKey : undefined);
    expect(verifyNationalText(text, 'mz-exchange', keyOf)).toEqual({ kid: 'own', payload: '{"count":1}' });
    expect(verifyNationalText(text, 'another-use', keyOf)).toBeUndefined();
    expect(verifyNationalText(text, 'mz-exchange', () => other.publicKey)).toBeUndefined();
    expect(verifyNationalText(text, 'mz-exchange', () => undefined)).toBeUndefined();
    expect(verifyNationalText(`${text}=`, 'mz-exchange', keyOf)).toBeUndefined();
    expect(verifyNationalText(text.replace(/\.[^.]*\./, '.e30.'), 'mz-exchange', keyOf)).toBeUndefined();
  });

  it('a public key comes back as it went out', () => {
    expect(readSm2PublicKey(sm2JwkOf(own.publicKey))).toEqual(own.publicKey);
    expect(JSON.stringify(own)).not.toContain(own.secret.export().toString('hex'));
  });
});
