import { describe, expect, it } from 'vitest';
import { contentDigest, digestMatches } from './content-digest.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { verifyRequest } from './http-signature.ts';
import { type SignedMessage, signatureBase } from './signature-base.ts';
import { readPrivateKey, readPublicKey, signBytes, verifyBytes } from './signing-key.ts';
import { type InnerList, parseDictionary } from './structured-fields.ts';

// Messages, keys and signatures of RFC 9421 appendix B: published test material.
const REQUEST: HttpRequest = {
  method: 'POST',
  url: 'https://example.com/foo?param=Value&Pet=dog',
  headers: {
    Host: 'example.com',
    Date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'Content-Type': 'application/json',
    'Content-Digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'Content-Length': '18',
  },
  body: '{"hello": "world"}',
};
const RESPONSE: HttpResponse = {
  status: 200,
  headers: {
    Date: 'Tue, 20 Apr 2021 02:07:56 GMT',
    'Content-Type': 'application/json',
    'Content-Digest':
      'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    'Content-Length': '23',
  },
  body: '{"message": "good dog"}',
};
const ED25519_PRIVATE = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`;
const ED25519_PUBLIC = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----`;
const P256_PUBLIC = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----`;
const B26_INPUT =
  'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
const B26_SIGNATURE = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';

function listOf(input: string): InnerList {
  const [member] = parseDictionary(input)?.values() ?? [];
  if (member?.kind !== 'list') throw new TypeError('the input has no list');
  return member;
}

function baseOf(input: string, message: SignedMessage): string {
  const base = signatureBase(listOf(input), message);
  return base.ok ? base.value.toString('latin1') : base.code;
}

const request: SignedMessage = { kind: 'request', request: REQUEST };
const response: SignedMessage = { kind: 'response', response: RESPONSE, request: REQUEST };

describe('RFC 9421 appendix B', () => {
  it('B.2.6: the signature base is the published one', () => {
    expect(baseOf(B26_INPUT, request)).toBe(
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        `"@signature-params": ${B26_INPUT.slice('sig-b26='.length)}`,
      ].join('\n'),
    );
  });

  it('B.2.6: Ed25519 signs to the published signature and verifies it', () => {
    const base = Buffer.from(baseOf(B26_INPUT, request), 'latin1');
    expect(signBytes(readPrivateKey(ED25519_PRIVATE), base).toString('base64')).toBe(B26_SIGNATURE);
    expect(verifyBytes(readPublicKey(ED25519_PUBLIC), base, Buffer.from(B26_SIGNATURE, 'base64'))).toBe(true);
  });

  it('B.2.6: the published message, good in itself, covers too little for this platform', async () => {
    const signature = { 'Signature-Input': B26_INPUT, Signature: `sig-b26=:${B26_SIGNATURE}:` };
    const answer = await verifyRequest(
      { ...REQUEST, headers: { ...REQUEST.headers, ...signature } },
      {
        keyLookup: () => readPublicKey(ED25519_PUBLIC),
        now: new Date(1_618_884_473_000),
        nonceSeen: () => false,
        label: 'sig-b26',
      },
    );
    expect(answer).toEqual({ ok: false, code: 'COMPONENT_MISSING', detail: 'expires' });
  });

  it('B.2.4: the published ES256 signature of the response verifies', () => {
    const input =
      'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"';
    const signature = 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==';
    const base = Buffer.from(baseOf(input, response), 'latin1');
    expect(verifyBytes(readPublicKey(P256_PUBLIC), base, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('B.2: the published digests match their bodies', () => {
    expect(digestMatches(String(REQUEST.headers['Content-Digest']), REQUEST.body)).toBe(true);
    expect(digestMatches(String(RESPONSE.headers['Content-Digest']), RESPONSE.body)).toBe(true);
  });
});

describe('signature base', () => {
  it('takes derived components from the request, and from the answered one with req', () => {
    expect(baseOf('s=("@target-uri" "@scheme" "@query")', request)).toContain(
      '"@target-uri": https://example.com/foo?param=Value&Pet=dog\n"@scheme": https\n"@query": ?param=Value&Pet=dog\n',
    );
    expect(baseOf('s=("@status" "@method";req "content-length";req)', response)).toContain(
      '"@status": 200\n"@method";req: POST\n"content-length";req: 18\n',
    );
    expect(baseOf('s=("@query")', { kind: 'request', request: { ...REQUEST, url: 'https://example.com/' } })).toContain(
      '"@query": ?\n',
    );
  });

  it('joins the values of a field that came more than once, trimmed, in their order (§2.1)', () => {
    const headers = { 'X-A': ['  one ', 'two'], 'x-a': 'three\t', 'x-b': 'obs\r\n  fold', 'x-c': '' };
    const message: SignedMessage = { kind: 'request', request: { ...REQUEST, headers } };
    expect(baseOf('s=("x-a" "x-b" "x-c")', message)).toContain('"x-a": one, two, three\n"x-b": obs fold\n"x-c": \n');
  });

  it('takes one member of a dictionary field by key (§2.1.2)', () => {
    const headers = { 'x-d': `a=1, b=${contentDigest('x').slice('sha-256='.length)};q, c=("x" "y")` };
    const message: SignedMessage = { kind: 'request', request: { ...REQUEST, headers } };
    expect(baseOf('s=("x-d";key="a" "x-d";key="c")', message)).toContain(
      '"x-d";key="a": 1\n"x-d";key="c": ("x" "y")\n',
    );
    expect(baseOf('s=("x-d";key="z")', message)).toBe('COMPONENT_MISSING');
  });

  it.each([
    ['a field that is not there', 's=("x-none")', request],
    ['a status in a request', 's=("@status")', request],
    ['a method in a response without req', 's=("@method")', response],
    ['a status of the request', 's=("@status";req)', response],
    ['a component of an answered request in a request', 's=("@method";req)', request],
    ['an unknown derived component', 's=("@query-param")', request],
    ['a derived component with a key', 's=("@method";key="a")', request],
    ['a field name in upper case', 's=("Date")', request],
  ])('COMPONENT_MISSING: %s', (_what, input, message) => {
    expect(baseOf(input, message)).toBe('COMPONENT_MISSING');
  });

  it.each([
    ['a component twice', 's=("date" "date")'],
    ['a component that is no string', 's=(date)'],
    ['an unknown parameter', 's=("date";bs)'],
    ['a req that is not true', 's=("date";req=1)'],
    ['a key that is no string', 's=("date";key=1)'],
  ])('SIGNATURE_MALFORMED: %s', (_what, input) => {
    const message: SignedMessage = { kind: 'request', request: { ...REQUEST, headers: { date: 'a=1' } } };
    expect(baseOf(input, message)).toBe('SIGNATURE_MALFORMED');
  });

  it('SIGNATURE_MALFORMED: a component twice with its parameters in another order', () => {
    const headers = { 'x-d': 'a=1' };
    const message: SignedMessage = { kind: 'response', response: RESPONSE, request: { ...REQUEST, headers } };
    expect(baseOf('s=("x-d";key="a";req)', message)).toContain('"x-d";key="a";req: 1\n');
    expect(baseOf('s=("x-d";key="a";req "x-d";req;key="a")', message)).toBe('SIGNATURE_MALFORMED');
  });

  it('SIGNATURE_MALFORMED: a value with a line break, or with a letter that Latin-1 cannot carry', () => {
    for (const date of ['x\n"@method": DELETE', 'x\ry', '张']) {
      const message: SignedMessage = { kind: 'request', request: { ...REQUEST, headers: { date } } };
      expect(baseOf('s=("date")', message)).toBe('SIGNATURE_MALFORMED');
    }
  });
});
