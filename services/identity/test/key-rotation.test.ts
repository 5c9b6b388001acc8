import { type KeyProvider, memoryKeyProvider } from '@mz/crypto';
import { clientKeyName, createServiceTokens, createVerifier } from '@mz/service-kit';
import { freePort, startTestService, type TestService } from '@mz/testing';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service as definition } from '../src/app.ts';

const keys = memoryKeyProvider('turned at identity');
const before: KeyProvider = { ...keys, current: (name) => keys.versions(name)[0] ?? keys.current(name) };
let identity: TestService;
let issuer: string;
let port: number;
let oldToken: string;

beforeAll(async () => {
  port = await freePort();
  issuer = `http://127.0.0.1:${port}/oidc`;
  await startIdentity();
  oldToken = await tokenWith(keys);
  await identity.stop();
  keys.rotate('signing/identity');
  keys.rotate(clientKeyName('people'));
  await startIdentity();
});
afterAll(() => identity.stop());

async function startIdentity(): Promise<void> {
  identity = (await startTestService(definition as never, {
    port,
    keys,
    config: { issuerUrl: issuer },
  })) as TestService;
  await identity.service.listen();
}

/** A token of people for payments, by a process that has these keys. */
function tokenWith(provider: KeyProvider): Promise<string> {
  return createServiceTokens({ name: 'people', issuer, keys: provider }).tokenFor('payments');
}

test('after a turn /oidc/jwks has both keys, the new one signs, and a token of the old one is good until it ends', async () => {
  const { keys: published } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: { kid: string }[] };
  const [first, second] = keys.versions('signing/identity').map(({ id }) => id);
  expect(published.map(({ kid }) => kid)).toEqual([second, first]);
  const newToken = await tokenWith(keys);
  expect([oldToken, newToken].map((token) => decodeProtectedHeader(token).kid)).toEqual([first, second]);
  const verifier = createVerifier({ issuer, jwks: { url: `${issuer}/jwks` } });
  for (const token of [oldToken, newToken])
    expect(await verifier.verify(token, { audience: ['payments'] })).toMatchObject({ kind: 'service' });
});

test('a service that still proves itself by its key before the turn gets a token too, until it restarts', async () => {
  expect(before.current(clientKeyName('people')).version).toBe(1);
  expect(decodeProtectedHeader(await tokenWith(before)).typ).toBe('at+jwt');
  expect(decodeProtectedHeader(await tokenWith(keys)).typ).toBe('at+jwt');
});
