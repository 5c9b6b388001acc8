import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  currentSecret,
  deriveSm2PrivateKey,
  type LedgerCopy,
  nationalJwk,
  type ObservedMessage,
  readSm2PublicKey,
  type Sm2PrivateKey,
  signNationalRoot,
  signRequest,
  sm2JwkOf,
  verifyResponse,
} from '@mz/crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { nationalSigner } from '../src/exchange/index.ts';
import { sealLedger } from '../src/exchange/sealer.ts';
import { register } from './partner.ts';

/** A department of the national suite with a program of its own: real HTTP, SM2 in both directions, a note of each message. */
let iv: TestService<DB, AppKit['config']>;
let address: string;
let own: { readonly keyId: string; readonly privateKey: Sm2PrivateKey };
const observed: ObservedMessage[] = [];
const dir = mkdtempSync(join(tmpdir(), 'mz-national-ledger-'));
const day = '2014-04-28';
let copy: LedgerCopy;
let keys: string;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  const privateKey = deriveSm2PrivateKey(currentSecret(iv.kit.keys, 'mac/national-partner').secret, 'sign');
  const { keyId } = await register(iv, { partnerCode: 'EDU', key: sm2JwkOf(privateKey.publicKey) });
  own = { keyId, privateKey };
  address = await iv.service.listen();
});
afterAll(async () => {
  await iv?.stop();
  rmSync(dir, { recursive: true });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Asks over HTTP; what comes back must be signed by the platform's SM2 key for this very question. */
async function ask(path: string, body?: object) {
  const url = `${address}/exchange/v1/${path}`;
  const method = body === undefined ? ('GET' as const) : ('POST' as const);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const content = text === undefined ? {} : { body: text };
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  const created = new Date();
  const nonce = randomUUID();
  const request = { method, url, headers: type, ...content };
  const expires = new Date(created.getTime() + 60_000);
  const headers = signRequest({ ...request, ...own, created, expires, nonce });
  const response = await fetch(url, { method, headers, ...content });
  const answer = await response.text();
  observed.push({ direction: 'IN', ref: nonce, sha256: sha256(text ?? '') });
  observed.push({ direction: 'OUT', ref: nonce, sha256: sha256(answer) });
  const { keys: published } = platformKeys();
  const received = { status: response.status, headers: Object.fromEntries(response.headers), body: answer };
  const verdict = await verifyResponse(received, {
    request: { ...request, headers },
    keyLookup: (named) => {
      const jwk = published.find(({ kid }) => kid === named);
      return jwk === undefined ? undefined : readSm2PublicKey(jwk);
    },
    now: new Date(),
  });
  expect([path, response.status < 300, verdict.ok]).toEqual([path, true, true]);
  expect(response.headers.get('signature-input')).toContain('alg="sm2-sm3"');
  return JSON.parse(answer);
}

/** As the agreement prints them: whoever trusts what a stranger sends trusts the stranger. */
function platformKeys(): { keys: ReturnType<typeof nationalJwk>[] } {
  const { keyId, jwk } = nationalSigner(iv.kit.keys);
  return { keys: [nationalJwk(keyId, jwk)] };
}

const verify = (name: string, ours: unknown, theirs: unknown = copy) => {
  const write = (part: string, value: unknown): string => {
    const path = join(dir, `${name}-${part}.json`);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const program = fileURLToPath(new URL('../../../packages/dev-stack/src/verify-exchange.ts', import.meta.url));
  const files = ['--ours', write('ours', ours), '--theirs', write('theirs', theirs), '--keys', keys];
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...files], { encoding: 'utf8' });
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') };
};

describe('the daily root of a partner of the national suite, over HTTP', () => {
  test('it downloads its root, which SM2 has signed, and countersigns it by SM2', async () => {
    await ask('grants');
    await ask('notices');
    await vi.waitFor(
      async () => {
        await sealLedger(iv.kit, iv.kit.system('exchange.seal'));
        const open =
          'select from exchange_message m where not exists (select from exchange_seal where message_seq = m.seq)';
        expect(await iv.rows(open)).toEqual([]);
      },
      { timeout: 60_000 },
    );
    await iv.setToday('2014-04-29');
    const { roots } = await ask('ledger/roots');
    expect(roots).toMatchObject([{ partner: 'EDU', day, count: 4, signature: { algorithm: 'SM2' } }]);
    const signature = signNationalRoot(roots[0], own);
    expect(await ask('ledger/countersignatures', { day, signature })).toMatchObject({ countersigned: true });
    const { entries } = await ask(`ledger/entries?day=${day}`);
    const countersigned = (await ask('ledger/roots')).roots;
    expect(countersigned).toMatchObject([{ day, countersignature: signature }]);
    copy = { partner: 'EDU', entries, roots: countersigned };
    const partner = { keys: [nationalJwk(own.keyId, sm2JwkOf(own.privateKey.publicKey))] };
    keys = join(dir, 'keys.json');
    writeFileSync(keys, JSON.stringify({ platform: await ask('keys'), partner }));
  });

  test('verify-exchange holds both signatures and what the partner saw itself', () => {
    // What it saw of the day itself; what came afterwards is under no root yet.
    const theirs = { ...copy, observed: observed.slice(0, 4) };
    expect(verify('whole', copy, theirs)).toEqual({
      status: 0,
      lines: ['whole: 4 messages, 4 under signed roots; 1 roots countersigned'],
    });
  });

  test('verify-exchange names a message that was left out, one that was altered, and a root that says something else', () => {
    const [first, second] = copy.entries;
    const cut = { ...copy, entries: copy.entries.filter((entry) => entry !== second) };
    expect(verify('cut', cut)).toMatchObject({
      ...{ status: 1, lines: [expect.stringMatching(/^OMITTED in OURS at place 2/)] },
    });
    const altered = { ...copy, entries: copy.entries.map((one) => (one === first ? { ...one, kind: 'KEYS' } : one)) };
    expect(verify('altered', altered)).toMatchObject({
      ...{ status: 1, lines: [expect.stringMatching(/^ALTERED in OURS at place 1/)] },
    });
    const forged = { ...copy, roots: copy.roots.map((root) => ({ ...root, count: 3 })) };
    expect(verify('forged', forged, forged)).toMatchObject({ status: 1 });
  });
});
