import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endPartnerKey } from '@mz/contracts';
import { currentSigner, signRequest } from '@mz/crypto';
import { freePort, startTestService, type TestService } from '@mz/testing';
import { Agent, request as send } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { createAgencyExchange } from '../src/dispatch/index.ts';
import { pinOf } from '../src/exchange/tls-peer.ts';
import { administrators, callAs, register } from './partner.ts';

const hasOpenssl = /^OpenSSL [3-9]/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');
const dir = mkdtempSync(join(tmpdir(), 'mz-mutual-tls-'));
const file = (name: string): string => join(dir, name);

function openssl(...args: string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]} ended with ${status}: ${stderr}`);
}

const fresh = (name: string): string[] => [
  ...[
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-subj',
    `/CN=${name}`,
  ],
];

function authority(name: string): void {
  openssl('req', '-x509', ...fresh(name), '-out', `${name}.pem`, '-days', '2');
}

/** A certificate of an authority, and the pin of its key. */
function certificate(name: string, { by = 'ca', days = '2' } = {}): string {
  openssl('req', ...fresh(name), '-out', `${name}.csr`);
  const signer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', 'names'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-out', `${name}.pem`, '-days', days);
  return pinOf(new X509Certificate(readFileSync(file(`${name}.pem`))).publicKey);
}

let iv: TestService<DB, AppKit['config']>;
let port: number;
let agencies: Server;
let reached = 0;
const pins = new Map<string, string>();

function papers() {
  return { exchangeTlsKey: file('platform.key'), exchangeTlsCert: file('platform.pem'), exchangeTlsCa: file('ca.pem') };
}

beforeAll(async () => {
  if (!hasOpenssl) return;
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1');
  for (const name of ['ca', 'other-ca']) authority(name);
  for (const name of ['platform', 'agencies', 'tax', 'tax-next', 'unknown']) pins.set(name, certificate(name));
  pins.set('stranger', certificate('stranger', { by: 'other-ca' }));
  pins.set('expired', certificate('expired', { days: '-1' }));
  agencies = createServer(
    {
      ...{ key: readFileSync(file('agencies.key')), cert: readFileSync(file('agencies.pem')) },
      ...{ ca: readFileSync(file('ca.pem')), requestCert: true, rejectUnauthorized: true },
    },
    (_request, response) => {
      reached += 1;
      response.end('{}');
    },
  );
  agencies.listen(0, '127.0.0.1');
  await once(agencies, 'listening');
  port = await freePort();
  iv = await startTestService(service, { seed: true, config: { ...papers(), exchangeTlsPort: port } });
  await iv.service.listen();
  for (const name of ['tax', 'stranger', 'expired']) await registerPin(name);
});
afterAll(async () => {
  await iv?.stop();
  agencies?.close();
  agencies?.closeAllConnections();
  rmSync(dir, { recursive: true });
});

async function registerPin(name: string): Promise<{ id: string; version: number }> {
  const sha256 = pins.get(name) ?? '';
  return register(iv, { partnerCode: 'TAX', purpose: 'TLS', key: { kty: 'SPKI', sha256 } });
}

/** A signed request over the partners' listener; what came back, or what the connection ended with. */
async function ask(name: string | undefined, path = '/exchange/v1/keys'): Promise<string> {
  const own =
    name === undefined ? {} : { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)) };
  const dispatcher = new Agent({ connect: { ...own, ca: readFileSync(file('ca.pem')) } });
  const { id, privateKey } = currentSigner(iv.kit.keys, 'signing/agency-simulator');
  const url = `https://127.0.0.1:${port}${path}`;
  const created = new Date();
  const expires = new Date(created.getTime() + 60_000);
  const times = { created, expires, nonce: crypto.randomUUID() };
  const headers = signRequest({ method: 'GET', url, headers: {}, keyId: `TAX/${id}`, privateKey, ...times });
  try {
    const { statusCode, body } = await send(url, { headers, dispatcher });
    const text = await body.text();
    return statusCode === 200 || text === '' ? String(statusCode) : `${statusCode} ${JSON.parse(text).code}`;
  } catch {
    return 'no connection';
  } finally {
    await dispatcher.close();
  }
}

describe.skipIf(!hasOpenssl)('the partners’ listener', () => {
  test('takes a certificate of its authority whose key is pinned for the partner that signs', async () => {
    expect(await ask('tax')).toBe('200');
  });

  test.each(['no certificate', 'stranger', 'expired'])('no connection: %s', async (name) => {
    expect(await ask(name === 'no certificate' ? undefined : name)).toBe('no connection');
  });

  test('TLS_PIN_MISMATCH: a good certificate that nobody registered for this partner', async () => {
    expect(await ask('unknown')).toBe('401 TLS_PIN_MISMATCH');
  });

  test('TLS_PIN_MISMATCH: the service’s own port, once the listener runs', async () => {
    const { id, privateKey } = currentSigner(iv.kit.keys, 'signing/agency-simulator');
    const { status, body } = await callAs(iv, { keyId: `TAX/${id}`, privateKey }, '/exchange/v1/keys');
    expect([status, body.code]).toEqual([401, 'TLS_PIN_MISMATCH']);
  });

  test('serves nothing but the exchange', async () => {
    expect(await ask('tax', '/v1/exchange-partners')).toBe('404');
  });

  test('a pin is turned with overlap: both count until the old one is ended', async () => {
    const next = await registerPin('tax-next');
    expect([await ask('tax'), await ask('tax-next')]).toEqual(['200', '200']);
    const [token] = await administrators(iv);
    const { id, version } = next;
    expect((await iv.call(endPartnerKey, { token, params: { id }, body: {}, version })).status).toBe(200);
    expect([await ask('tax'), await ask('tax-next')]).toEqual(['200', '401 TLS_PIN_MISMATCH']);
  });
});

describe.skipIf(!hasOpenssl)('the call to the agencies', () => {
  async function callWith(agencyTlsPins: string[], config: object = {}): Promise<string> {
    const agencyBaseUrl = `https://127.0.0.1:${(agencies.address() as AddressInfo).port}`;
    const all = { ...papers(), agencyBaseUrl, agencyTlsPins, ...config };
    const caller = await startTestService(service, { seed: true, config: all });
    const before = reached;
    const exchange = createAgencyExchange(caller.kit);
    const call = { method: 'GET', path: '/agencies/TAX/answers', seconds: 10, largestBytes: 1000 } as const;
    const ended = await exchange.call(call).then(
      () => 'answered',
      ({ kind }: { kind: string }) => kind,
    );
    await caller.stop();
    return `${ended}, ${reached - before} came`;
  }

  test('shows its own certificate to a server whose key is pinned; the unsigned answer is not believed', async () => {
    expect(await callWith([pins.get('agencies') ?? ''])).toBe('ANSWER_UNSIGNED, 1 came');
    expect(await callWith([pins.get('unknown') ?? '', pins.get('agencies') ?? ''])).toBe('ANSWER_UNSIGNED, 1 came');
  });

  test('UNREACHABLE: another key than the pinned one, or another authority; nothing was sent', async () => {
    expect(await callWith([pins.get('unknown') ?? ''])).toBe('UNREACHABLE, 0 came');
    const config = { exchangeTlsCa: file('other-ca.pem') };
    expect(await callWith([pins.get('agencies') ?? ''], config)).toBe('UNREACHABLE, 0 came');
  });
});
