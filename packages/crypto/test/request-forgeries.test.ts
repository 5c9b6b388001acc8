import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentDigest } from '../src/content-digest.ts';
import { signBytes } from '../src/signing-key.ts';
import { center, codeOf, nonceMemory, QUERY, type Signed, signed, withHeader } from './signed-query.ts';

function without(request: Signed, name: string): Signed {
  const { [name]: _gone, ...headers } = request.headers;
  return { ...request, headers };
}

/** Signs a given Signature-Input as it stands, as a careless or hostile peer would. */
function signerBy(key: KeyObject): (request: Signed, input: string, lines: string[]) => Signed {
  return (request, input, lines) => {
    const base = [...lines, `"@signature-params": ${input.slice('sig1='.length)}`].join('\n');
    const signature = `sig1=:${signBytes(key, Buffer.from(base, 'latin1')).toString('base64')}:`;
    return { ...request, headers: { ...request.headers, 'signature-input': input, signature } };
  };
}

const resigned = signerBy(center.privateKey);
const resignedByStranger = signerBy(generateKeyPairSync('ed25519').privateKey);
const INPUT = '("@method" "@target-uri" "content-digest" "content-type")';
const PARAMETERS = ';created=1398646800;expires=1398646860;nonce="n-0001";keyid="center-1";alg="ed25519"';
const LINES = {
  method: '"@method": POST',
  target: `"@target-uri": ${QUERY.url}`,
  digest: `"content-digest": ${contentDigest(QUERY.body)}`,
  type: '"content-type": application/json',
};
const ALL = Object.values(LINES);

function reInput(covered: string, parameters = PARAMETERS): (value: string) => string {
  return () => `sig1=${covered}${parameters}`;
}

const FORGERIES: [string, string, (request: Signed) => Signed][] = [
  ['SIGNATURE_MISSING', 'no signature', (r) => without(r, 'signature')],
  ['SIGNATURE_MISSING', 'no signature input', (r) => without(r, 'signature-input')],
  [
    'SIGNATURE_MISSING',
    'a signature under another label only',
    (r) =>
      withHeader(
        withHeader(r, 'signature', (v) => v.replace('sig1', 'x')),
        'signature-input',
        (v) => v.replace('sig1', 'x'),
      ),
  ],
  [
    'SIGNATURE_MALFORMED',
    'a signature without its input',
    (r) => withHeader(r, 'signature-input', (v) => v.replace('sig1', 'x')),
  ],
  ['SIGNATURE_MALFORMED', 'an input that is cut', (r) => withHeader(r, 'signature-input', (v) => v.slice(0, 40))],
  [
    'SIGNATURE_MALFORMED',
    'a signature that is no byte sequence',
    (r) => withHeader(r, 'signature', () => 'sig1="AAAA"'),
  ],
  ['SIGNATURE_MALFORMED', 'two inputs under one label', (r) => withHeader(r, 'signature-input', (v) => `${v}, ${v}`)],
  [
    'SIGNATURE_MALFORMED',
    'two signatures under one label',
    (r) => withHeader(r, 'signature', (v) => `sig1=:AAAA:, ${v}`),
  ],
  [
    'SIGNATURE_MALFORMED',
    'a component covered twice',
    (r) =>
      withHeader(r, 'signature-input', reInput('("@method" "@method" "@target-uri" "content-digest" "content-type")')),
  ],
  [
    'SIGNATURE_MALFORMED',
    'a time that is text',
    (r) => withHeader(r, 'signature-input', (v) => v.replace('=1398646800', '="1398646800"')),
  ],
  [
    'SIGNATURE_MALFORMED',
    'an end before its start',
    (r) => withHeader(r, 'signature-input', (v) => v.replace('1398646860', '1398646800')),
  ],
  ['SIGNATURE_MALFORMED', 'an empty nonce', (r) => withHeader(r, 'signature-input', (v) => v.replace('n-0001', ''))],
  [
    'SIGNATURE_MALFORMED',
    'a line break in a covered header',
    (r) => withHeader(r, 'content-type', (v) => `${v}\n"x": y`),
  ],
  [
    'COMPONENT_MISSING',
    'the method stripped, well signed',
    (r) => resigned(r, `sig1=("@target-uri" "content-digest" "content-type")${PARAMETERS}`, ALL.slice(1)),
  ],
  [
    'COMPONENT_MISSING',
    'the target stripped, well signed',
    (r) =>
      resigned(r, `sig1=("@method" "content-digest" "content-type")${PARAMETERS}`, [
        LINES.method,
        LINES.digest,
        LINES.type,
      ]),
  ],
  [
    'COMPONENT_MISSING',
    'the digest stripped, well signed',
    (r) =>
      resigned(r, `sig1=("@method" "@target-uri" "content-type")${PARAMETERS}`, [
        LINES.method,
        LINES.target,
        LINES.type,
      ]),
  ],
  [
    'COMPONENT_MISSING',
    'the content type stripped, well signed',
    (r) => resigned(r, `sig1=("@method" "@target-uri" "content-digest")${PARAMETERS}`, ALL.slice(0, 3)),
  ],
  [
    'COMPONENT_MISSING',
    'the digest of an answered request in place of the own',
    (r) => withHeader(r, 'signature-input', reInput('("@method" "@target-uri" "content-digest";req "content-type")')),
  ],
  ['COMPONENT_MISSING', 'a covered header taken away', (r) => without(r, 'content-digest')],
  ...['created=1398646800', 'expires=1398646860', 'nonce="n-0001"', 'keyid="center-1"', 'alg="ed25519"'].map(
    (parameter): [string, string, (request: Signed) => Signed] => [
      'COMPONENT_MISSING',
      `no ${parameter.split('=')[0]}, well signed`,
      (r) => resigned(r, `sig1=${INPUT}${PARAMETERS.replace(`;${parameter}`, '')}`, ALL),
    ],
  ),
  [
    'KEY_UNKNOWN',
    'a key that nobody knows',
    (r) => withHeader(r, 'signature-input', (v) => v.replace('center-1', 'center-9')),
  ],
  [
    'ALGORITHM_MISMATCH',
    'another algorithm than the key has',
    (r) => withHeader(r, 'signature-input', (v) => v.replace('ed25519', 'ecdsa-p256-sha256')),
  ],
  [
    'ALGORITHM_MISMATCH',
    'an HMAC under the public key as its secret',
    (r) => {
      const input = `sig1=${INPUT}${PARAMETERS.replace('ed25519', 'hmac-sha256')}`;
      const base = [...ALL, `"@signature-params": ${input.slice(5)}`].join('\n');
      const mac = createHmac('sha256', center.publicKey.export({ format: 'pem', type: 'spki' }))
        .update(base)
        .digest('base64');
      return { ...r, headers: { ...r.headers, 'signature-input': input, signature: `sig1=:${mac}:` } };
    },
  ],
  ['SIGNATURE_INVALID', 'another method', (r) => ({ ...r, method: 'DELETE' })],
  ['SIGNATURE_INVALID', 'another path', (r) => ({ ...r, url: 'https://hukou.example/v1/other?mode=RT' })],
  ['SIGNATURE_INVALID', 'another query', (r) => ({ ...r, url: 'https://hukou.example/v1/queries?mode=DF' })],
  ['SIGNATURE_INVALID', 'another host', (r) => ({ ...r, url: 'https://tax.example/v1/queries?mode=RT' })],
  [
    'SIGNATURE_INVALID',
    'a path that leads to the signed one',
    (r) => ({ ...r, url: 'https://hukou.example/x/../v1/queries?mode=RT' }),
  ],
  ['SIGNATURE_INVALID', 'another content type', (r) => withHeader(r, 'content-type', () => 'text/plain')],
  [
    'SIGNATURE_INVALID',
    'another body with its own digest',
    (r) => withHeader({ ...r, body: '{}' }, 'content-digest', () => contentDigest('{}')),
  ],
  [
    'SIGNATURE_INVALID',
    'a longer life',
    (r) => withHeader(r, 'signature-input', (v) => v.replace('1398646860', '1398647000')),
  ],
  ['SIGNATURE_INVALID', 'a fresh nonce', (r) => withHeader(r, 'signature-input', (v) => v.replace('n-0001', 'n-0002'))],
  [
    'SIGNATURE_INVALID',
    'components in another order',
    (r) => withHeader(r, 'signature-input', reInput('("@target-uri" "@method" "content-digest" "content-type")')),
  ],
  [
    'SIGNATURE_INVALID',
    'the right name with a stranger’s key',
    (r) => resignedByStranger(r, `sig1=${INPUT}${PARAMETERS}`, ALL),
  ],
  [
    'SIGNATURE_INVALID',
    'another known key’s name',
    (r) =>
      withHeader(r, 'signature-input', (v) =>
        v.replace('center-1', 'agency-1').replace('ed25519', 'ecdsa-p256-sha256'),
      ),
  ],
  ['SIGNATURE_INVALID', 'a signature of nothing', (r) => withHeader(r, 'signature', () => 'sig1=::')],
  [
    'SIGNATURE_INVALID',
    'a signature of zeros',
    (r) => withHeader(r, 'signature', () => `sig1=:${Buffer.alloc(64).toString('base64')}:`),
  ],
  ['DIGEST_MISMATCH', 'another body', (r) => ({ ...r, body: `${QUERY.body} ` })],
  [
    'DIGEST_MISMATCH',
    'a digest that is of no known kind, well signed',
    (r) => {
      const digest = 'md5=:1B2M2Y8AsgTpgAmY7PhCfg==:';
      const lines = [LINES.method, LINES.target, `"content-digest": ${digest}`, LINES.type];
      return resigned(
        withHeader(r, 'content-digest', () => digest),
        `sig1=${INPUT}${PARAMETERS}`,
        lines,
      );
    },
  ],
];

describe('forgeries of a request', () => {
  it('the hand-signed form that the cases start from is itself good', async () => {
    expect(await codeOf(resigned(signed(), `sig1=${INPUT}${PARAMETERS}`, ALL))).toBe('NONE');
  });

  it.each(FORGERIES)('%s: %s', async (code, _what, forge) => {
    const memory = nonceMemory();
    expect(await codeOf(forge(signed()), memory)).toBe(code);
    expect(memory.uses).toEqual([]);
  });

  it('a body slipped into a request that was signed without one', async () => {
    const get = signed({ method: 'GET', url: QUERY.url, headers: {} });
    expect(await codeOf({ ...get, body: '{}' })).toBe('COMPONENT_MISSING');
  });

  it('a key of a kind that does not sign here is an error of the server, not a way in', async () => {
    const rsa = createPublicKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
    await expect(codeOf(signed(), { keyLookup: () => rsa })).rejects.toThrow('only Ed25519 and P-256');
  });
});
