import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentDigest } from './content-digest.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { signRequest, signResponse, verifyResponse } from './http-signature.ts';

const NOW = new Date('2014-04-28T01:00:00Z');
const END = new Date('2014-04-28T01:01:00Z');
const center = generateKeyPairSync('ed25519');
const agency = generateKeyPairSync('ed25519');
const KEYS = new Map([['agency-1', agency.publicKey]]);
const AGENCY = { keyId: 'agency-1', privateKey: agency.privateKey, created: NOW, expires: END };

function query(ref: string, nonce: string): HttpRequest {
  const request = {
    method: 'POST',
    url: 'https://hukou.example/v1/queries',
    headers: { 'content-type': 'application/json' },
    body: `{"ref":"${ref}"}`,
  };
  const signer = { keyId: 'center-1', privateKey: center.privateKey, created: NOW, expires: END, nonce };
  return { ...request, headers: signRequest({ ...request, ...signer }) };
}

const first = query('q-1', 'n-1');
const second = query('q-2', 'n-2');
const HIT = { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"outcome":"HIT"}' };

function answer(request: HttpRequest, response: HttpResponse = HIT, signer: Partial<typeof AGENCY> = {}) {
  return { ...response, headers: signResponse(response, { ...AGENCY, ...signer, request }) };
}

async function codeOf(response: HttpResponse, request = first, now = NOW): Promise<string> {
  const verdict = await verifyResponse(response, { request, now, keyLookup: (keyId) => KEYS.get(keyId) });
  return verdict.ok ? 'NONE' : verdict.code;
}

type Answer = ReturnType<typeof answer>;

function withHeader(response: Answer, name: string, change: (value: string) => string): Answer {
  return { ...response, headers: { ...response.headers, [name]: change(String(response.headers[name])) } };
}

describe('signed answer', () => {
  it('verifies against the request that it answers, and says who signed', async () => {
    const verdict = await verifyResponse(answer(first), { request: first, now: NOW, keyLookup: (id) => KEYS.get(id) });
    expect(verdict).toEqual({ ok: true, value: { keyId: 'agency-1', created: NOW, validUntil: END } });
  });

  it('covers status, content and the method, target, digest and signature of the request', () => {
    expect(answer(first).headers['signature-input']).toMatch(
      /^sig1=\("@status" "content-digest" "content-type" "signature";req;key="sig1" "@method";req "@target-uri";req "content-digest";req\);created=/,
    );
  });

  it('verifies without a body', async () => {
    expect(await codeOf(answer(first, { status: 204, headers: {} }))).toBe('NONE');
  });

  it('cannot be made for a request that carries no signature', () => {
    expect(() => answer({ ...first, headers: {} })).toThrow('COMPONENT_MISSING');
  });
});

describe('forgeries of an answer', () => {
  it('SIGNATURE_INVALID: the answer to another request of the same partner', async () => {
    expect(await codeOf(answer(second), first)).toBe('SIGNATURE_INVALID');
  });

  it('SIGNATURE_INVALID: an old answer to the same question, asked again', async () => {
    expect(await codeOf(answer(query('q-1', 'n-1')), query('q-1', 'n-9'))).toBe('SIGNATURE_INVALID');
  });

  it('SIGNATURE_INVALID: another status', async () => {
    expect(await codeOf({ ...answer(first), status: 404 })).toBe('SIGNATURE_INVALID');
  });

  it('DIGEST_MISMATCH: another body', async () => {
    expect(await codeOf({ ...answer(first), body: '{"outcome":"NO_RECORD"}' })).toBe('DIGEST_MISMATCH');
  });

  it('SIGNATURE_INVALID: another body with its own digest', async () => {
    const forged = { ...answer(first), body: '{}' };
    expect(await codeOf(withHeader(forged, 'content-digest', () => contentDigest('{}')))).toBe('SIGNATURE_INVALID');
  });

  it('SIGNATURE_INVALID: the right name with the key of another', async () => {
    expect(await codeOf(answer(first, HIT, { privateKey: center.privateKey }))).toBe('SIGNATURE_INVALID');
  });

  it('KEY_UNKNOWN: the sender’s own signature sent back to it', async () => {
    expect(await codeOf(answer(first, HIT, { keyId: 'center-1', privateKey: center.privateKey }))).toBe('KEY_UNKNOWN');
  });

  it('COMPONENT_MISSING: the request’s signature stripped from the cover', async () => {
    const forged = withHeader(answer(first), 'signature-input', (value) =>
      value.replace(' "signature";req;key="sig1"', ''),
    );
    expect(await codeOf(forged)).toBe('COMPONENT_MISSING');
  });

  it('COMPONENT_MISSING: the answer’s own signature field in place of the request’s', async () => {
    const forged = withHeader(answer(first), 'signature-input', (value) =>
      value.replace('"signature";req;key', '"signature";key'),
    );
    expect(await codeOf(forged)).toBe('COMPONENT_MISSING');
  });

  it('COMPONENT_MISSING: the request’s signature headers given as the answer’s', async () => {
    const { signature, 'signature-input': input } = first.headers;
    const headers = { ...answer(first).headers, signature: String(signature), 'signature-input': String(input) };
    expect(await codeOf({ ...answer(first), headers })).toBe('COMPONENT_MISSING');
  });

  it('SIGNATURE_MISSING: an unsigned answer', async () => {
    expect(await codeOf(HIT)).toBe('SIGNATURE_MISSING');
  });

  it('ALGORITHM_MISMATCH: another algorithm than the key has', async () => {
    const forged = withHeader(answer(first), 'signature-input', (value) =>
      value.replace('"ed25519"', '"ecdsa-p256-sha256"'),
    );
    expect(await codeOf(forged)).toBe('ALGORITHM_MISMATCH');
  });

  it('EXPIRED and CREATED_IN_FUTURE: an answer outside its window', async () => {
    expect(await codeOf(answer(first), first, END)).toBe('EXPIRED');
    expect(await codeOf(answer(first), first, new Date('2014-04-28T00:54:59Z'))).toBe('CREATED_IN_FUTURE');
  });
});
