import { generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import { type ServiceName, serviceNames } from '@mz/contracts';
import fc from 'fast-check';
import { faultOf } from './bad-inputs.ts';
import { knownCodes } from './operations.ts';
import { inLanes, type Sent, send } from './send.ts';
import type { Stage } from './stage.ts';

const path = '/agencies/TAX/queries';

/**
 * Odd keys into the registration of partners, odd keys and certificates in the headers of tokens, odd signatures at an agency:
 * every one is refused or kept as a proposal, and no process ends or answers 500.
 */
export async function oddKeys(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const runs = stage.short ? 200 : 2_000;
  const codes = knownCodes();
  const faults = new Map<string, number>();
  const made = fc.sample(fc.oneof(registrations(stage), tokens(stage), messages(stage)), {
    seed: stage.seed,
    numRuns: runs,
  });
  const statuses = new Map<number, number>();
  await inLanes(made, 8, async (sent) => {
    const answer = await send(stage, sent);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    // The agency's own answers are the partners' and no problems of ours.
    const ours = sent.path !== path;
    const fault = ours
      ? faultOf(answer, codes)
      : answer.status === 401 || answer.status === 400
        ? undefined
        : `agency ${answer.status}`;
    if (fault === undefined) return;
    const key = `${fault}, such as ${String(sent.body ?? sent.headers.authorization).slice(0, 300)}`;
    faults.set(key, (faults.get(key) ?? 0) + 1);
  });
  stage.say(
    `answers: ${[...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, n]) => `${status}×${n}`)
      .join(' ')}`,
  );
  return { runs, faults: [...[...faults].map(([what, n]) => `${n}×: ${what}`), ...(await ended(stage))] };
}

async function ended({ processes, platform, heard }: Stage): Promise<string[]> {
  const dead: string[] = [];
  for (const name of serviceNames) {
    const answer = await send({ heard }, { base: platform.urlOf(name), method: 'GET', path: '/livez', headers: {} });
    if (answer.status !== 200) dead.push(`${name} is not alive${processes.has(name) ? '' : ' (not started here)'}`);
  }
  return dead;
}

/** JWKs of every kind that Node can make, their parts exchanged, cut and blown up, and points that lie on no curve. */
function oddJwk(): fc.Arbitrary<JsonWebKey> {
  const curves = ['P-256', 'P-384', 'secp256k1', 'SM2'].map((namedCurve) => generateKeyPairSync('ec', { namedCurve }));
  const edwards = [generateKeyPairSync('ed25519'), generateKeyPairSync('x25519'), generateKeyPairSync('ed448')];
  // A key on the SM2 curve has no JWK, and asking for one can end a process: that is what is proved of theirs, not of ours.
  const exportable = [...curves.slice(0, 3), ...edwards];
  const good = exportable.map(({ publicKey }) => publicKey.export({ format: 'jwk' }));
  const parts = fc.oneof(
    fc.constantFrom(
      ...good.flatMap(({ x = '', y = '' }) => [x, y]),
      '',
      'A',
      '='.repeat(43),
      'A'.repeat(43),
      '_'.repeat(43),
      '-'.repeat(86),
      '/'.repeat(43),
    ),
    fc.base64String({ minLength: 40, maxLength: 90 }),
    fc.uint8Array({ minLength: 32, maxLength: 33 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  );
  const base = fc.record({
    kty: fc.constantFrom('OKP', 'EC', 'RSA', 'oct', 'AKP', ''),
    crv: fc.constantFrom('Ed25519', 'P-256', 'P-384', 'Ed448', 'X25519', 'SM2', 'secp256k1', 'wapip192v1', '__proto__'),
    x: parts,
    y: parts,
  });
  const onlyForm = fc.oneof(
    fc.record({ kty: fc.constant('EC'), crv: fc.constant('P-256'), x: parts, y: parts }),
    fc.record({ kty: fc.constant('OKP'), crv: fc.constant('Ed25519'), x: parts }),
  );
  return fc.oneof(
    fc.constantFrom(...good),
    onlyForm,
    base,
    fc.tuple(base, fc.jsonValue()).map(([jwk, d]) => ({ ...jwk, d }) as JsonWebKey),
  );
}

function registrations({ mint, platform }: Stage): fc.Arbitrary<Sent> {
  return oddJwk().map((key) => ({
    base: platform.urlOf('identity'),
    method: 'POST',
    path: '/v1/partner-clients',
    headers: {
      authorization: `Bearer ${mint.user('odd-keys', [{ role: 'IDENTITY_ADMIN', division: '370000000000' }])}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      partnerCode: `ODD_${randomUUID().slice(0, 8).toUpperCase().replaceAll('-', '_')}`,
      name: '某单位',
      key,
      validFrom: '2014-05-12',
    }),
  }));
}

function tokens({ platform, mint }: Stage): fc.Arbitrary<Sent> {
  const certificate = fc
    .uint8Array({ minLength: 0, maxLength: 400 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const header = fc.record(
    {
      jwk: oddJwk(),
      x5c: fc.array(certificate, { maxLength: 3 }),
      kid: fc.oneof(fc.jsonValue(), fc.constant(mint.keyId)),
      alg: fc.constantFrom('EdDSA', 'ES256', 'SM2', 'Ed448', 'ES256K', 'PS256'),
    },
    { requiredKeys: ['alg'] },
  );
  const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part) ?? '').toString('base64url');
  return fc
    .tuple(header, fc.uint8Array({ maxLength: 200 }), fc.constantFrom<ServiceName>('people', 'identity', 'payments'))
    .map(([head, signature, name]) => ({
      base: platform.urlOf(name),
      method: 'GET',
      path: name === 'identity' ? `/v1/accounts/${randomUUID()}` : name === 'people' ? '/v1/tasks' : '/v1/runs',
      headers: {
        authorization: `Bearer ${encoded({ typ: 'at+jwt', ...head })}.${encoded({ iss: mint.issuer, sub: 'x' })}.${Buffer.from(signature).toString('base64url')}`,
      },
    }));
}

function messages({ platform }: Stage): fc.Arbitrary<Sent> {
  const now = Math.floor(Date.now() / 1_000);
  const base64 = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  const text = fc.string({ maxLength: 30 }).map((one) => one.replaceAll(/[^\x20-\x7e]/g, '?'));
  const components = fc.constantFrom(
    '"@method" "@target-uri" "content-digest" "content-type"',
    '',
    '"@method"',
    '"@query-param";name="x"',
    '"signature";req;key="sig1"',
    '"@status"',
    '"x";bs;sf',
    '"@method" "@method"',
  );
  return fc
    .tuple(components, base64, base64, text, fc.constantFrom('ed25519', 'ecdsa-p256-sha256', 'sm2', ''))
    .map(([covered, signature, digest, keyId, alg]) => ({
      base: platform.urlOf('agency-simulator'),
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        'content-digest': `sha-256=:${digest}:`,
        'signature-input': `sig1=(${covered});created=${now};expires=${now + 60};nonce="${randomUUID()}";keyid=${JSON.stringify(keyId)};alg="${alg}"`,
        signature: `sig1=:${signature}:`,
      },
      body: '{}',
    }));
}
