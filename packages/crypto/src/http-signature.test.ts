import { describe, expect, it } from 'vitest';
import {
  agency,
  codeOf,
  KEYS,
  NOW,
  nonceMemory,
  options,
  QUERY,
  SECOND,
  signed,
  withHeader,
} from '../test/signed-query.ts';
import { verifyRequest } from './http-signature.ts';

describe('signed request', () => {
  it('verifies, and says who signed and until when it can be accepted', async () => {
    expect(await verifyRequest(signed(), options())).toEqual({
      ok: true,
      value: { keyId: 'center-1', created: NOW, validUntil: new Date(NOW.getTime() + 60 * SECOND) },
    });
  });

  it('covers method, target, content digest and content type, with the five parameters', () => {
    expect(signed().headers['signature-input']).toBe(
      'sig1=("@method" "@target-uri" "content-digest" "content-type");created=1398646800;expires=1398646860;nonce="n-0001";keyid="center-1";alg="ed25519"',
    );
  });

  it('verifies with ES256, without a body, with bytes, and with a lookup that takes its time', async () => {
    const es256 = signed(QUERY, { keyId: 'agency-1', privateKey: agency.privateKey });
    expect(es256.headers['signature-input']).toContain('alg="ecdsa-p256-sha256"');
    expect(await codeOf(es256)).toBe('NONE');
    expect(await codeOf(signed({ method: 'GET', url: QUERY.url, headers: {} }))).toBe('NONE');
    expect(await codeOf({ ...signed(), body: Buffer.from(QUERY.body) })).toBe('NONE');
    expect(await codeOf(signed(), { keyLookup: async (keyId) => KEYS.get(keyId) })).toBe('NONE');
  });

  it('signs the address as it will be called: normal form, no fragment', async () => {
    const request = signed({ ...QUERY, url: 'https://HUKOU.example:443/v1/../v1/queries?mode=RT#x' });
    expect(await codeOf({ ...request, url: QUERY.url })).toBe('NONE');
  });

  it('verifies beside the signature of a proxy under another label', async () => {
    const proxied = withHeader(signed(), 'signature-input', (value) => `proxy=("@method");created=1, ${value}`);
    expect(await codeOf(withHeader(proxied, 'signature', (value) => `proxy=:AAAA:, ${value}`))).toBe('NONE');
  });

  it('refuses to sign a body without content type, an address with credentials, and times that are none', () => {
    expect(() => signed({ ...QUERY, headers: {} })).toThrow(TypeError);
    expect(() => signed({ ...QUERY, url: 'https://user:pw@hukou.example/' })).toThrow(TypeError);
    expect(() => signed(QUERY, undefined, { expires: NOW })).toThrow(TypeError);
    expect(() => signed(QUERY, undefined, { created: new Date(Number.NaN) })).toThrow(TypeError);
  });
});

describe('the window of 300 seconds', () => {
  const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * SECOND);

  it.each([
    ['at the second it was made', 0, 'NONE'],
    ['one second before its end', 59, 'NONE'],
    ['at its end', 60, 'EXPIRED'],
    ['from a clock 300 seconds ahead', -300, 'NONE'],
    ['from a clock 301 seconds ahead', -301, 'CREATED_IN_FUTURE'],
  ])('%s', async (_what, seconds, code) => {
    expect(await codeOf(signed(), { now: later(seconds) })).toBe(code);
  });

  it('EXPIRED: 300 seconds after it was made, whatever end the sender chose', async () => {
    const long = signed(QUERY, undefined, { expires: later(86_400) });
    expect(await codeOf(long, { now: later(299) })).toBe('NONE');
    expect(await codeOf(long, { now: later(300) })).toBe('EXPIRED');
    expect(await codeOf(long, { now: later(30), maxSkewSeconds: 30 })).toBe('EXPIRED');
  });

  it('is never open for want of a clock', async () => {
    await expect(codeOf(signed(), { now: new Date(Number.NaN) })).rejects.toThrow(TypeError);
  });

  it('NONCE_REPLAYED: the same request a second time; its nonce is to be kept until it would be refused for its age', async () => {
    const memory = nonceMemory();
    expect(await codeOf(signed(), memory)).toBe('NONE');
    expect(await codeOf(signed(), memory)).toBe('NONCE_REPLAYED');
    expect(memory.uses[0]).toEqual({ keyId: 'center-1', nonce: 'n-0001', until: later(60) });
  });

  it('a forgery does not use up the nonce', async () => {
    const memory = nonceMemory();
    expect(await codeOf({ ...signed(), body: '{}' }, memory)).toBe('DIGEST_MISMATCH');
    expect(await codeOf({ ...signed(), method: 'PUT' }, memory)).toBe('SIGNATURE_INVALID');
    expect(await codeOf(signed(), memory)).toBe('NONE');
  });
});
