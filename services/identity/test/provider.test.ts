import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { platformAudience } from '@mz/contracts';
import { currentSigner } from '@mz/crypto';
import { clientIdOf, createServiceTokens, createVerifier, resourceOf } from '@mz/service-kit';
import { freePort, startTestService, type TestService } from '@mz/testing';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPassword } from '../seed/load-demo-accounts.ts';
import { service as definition } from '../src/app.ts';
import { codeFlow, type Flow } from './code-flow.ts';

let identity: TestService;
let base: string;
let flow: Flow;

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  identity = (await startTestService(definition as never, {
    port,
    seed: true,
    config: { issuerUrl: `${base}/oidc`, frontendRedirects: `${base}/signed-in` },
  })) as TestService;
  await identity.service.listen();
  flow = codeFlow(base, `${base}/signed-in`);
});
afterAll(() => identity.stop());

function verifier() {
  return createVerifier({ issuer: `${base}/oidc`, jwks: { url: `${base}/oidc/jwks` } });
}

describe('people', () => {
  test('a code flow with PKCE gives a token that every service verifies offline, with roles in force today', async () => {
    const tokens = await flow.logIn('lixia-acceptor', demoPassword);
    const verified = await verifier().verify(tokens.accessToken, { audience: [platformAudience] });
    expect(verified).toMatchObject({
      kind: 'user',
      subject: 'lixia-acceptor',
      roles: [{ role: 'TOWNSHIP_ACCEPTOR', division: '370102001000' }],
    });
    expect(verified.personId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a wrong password shows the page again with 401 and gives no code', async () => {
    await expect(flow.logIn('lixia-clerk', 'wrong-password-1')).rejects.toThrow('401');
  });

  test('five failures lock the account: then the right password is refused too', async () => {
    for (let n = 0; n < 5; n += 1) await expect(flow.logIn('caoxian-clerk', 'wrong-password-1')).rejects.toThrow('401');
    await expect(flow.logIn('caoxian-clerk', demoPassword)).rejects.toThrow('401');
  });

  test('five failures at once lock the account as well: the attempt counts before the password is looked at', async () => {
    const tries = Array.from({ length: 5 }, () => flow.logIn('caoxian-acceptor', 'wrong-password-1'));
    const answers = await Promise.allSettled(tries);
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(flow.logIn('caoxian-acceptor', demoPassword)).rejects.toThrow('401');
  });

  test('the right password at the fifth attempt is no failure', async () => {
    for (let n = 0; n < 4; n += 1)
      await expect(flow.logIn('caoxian-finance', 'wrong-password-1')).rejects.toThrow('401');
    await flow.logIn('caoxian-finance', demoPassword);
    await expect(flow.logIn('caoxian-finance', 'wrong-password-1')).rejects.toThrow('401');
    await flow.logIn('caoxian-finance', demoPassword);
  });

  test('a name without an account is refused with the same work and trace, and what was typed is not kept', async () => {
    await expect(flow.logIn('no-such-account', 'wrong-password-1')).rejects.toThrow('401');
    const [row] = await identity.rows<{ row: string; record_id: string }>(
      `select record_id, audit_log::text as row from audit_log
       where action = 'accounts.loginFailed' order by recorded_at desc, id desc limit 1`,
    );
    expect(row?.record_id).toBe('refused');
    expect(row?.row).not.toContain('no-such-account');
  });

  test('a refresh token used twice kills the whole family', async () => {
    const first = await flow.logIn('lixia-approver', demoPassword);
    const second = await flow.refresh(first.refreshToken);
    expect(second.status).toBe(200);
    expect((await flow.refresh(first.refreshToken)).status).toBe(400);
    expect((await flow.refresh(second.refreshToken)).status).toBe(400);
  });

  test('a refresh token used eight times at once gives one new token', async () => {
    const { refreshToken } = await flow.logIn('lixia-finance', demoPassword);
    const answers = await Promise.all(Array.from({ length: 8 }, () => flow.refresh(refreshToken)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
  });

  test('a promoted person keeps the subject and gets the new role from its first day on', async () => {
    const before = await devToken('lixia-promoted');
    expect(before.body).toMatchObject({ subject: 'lixia-acceptor' });
    await expect(rolesOf(before.body.accessToken)).resolves.toEqual([]);
    await identity.setToday('2014-05-11');
    const after = await devToken('lixia-promoted');
    await expect(rolesOf(after.body.accessToken)).resolves.toEqual([
      { role: 'COUNTY_APPROVER', division: '370102000000' },
    ]);
  });
});

describe('machines', () => {
  test('a service proves itself by its private key and gets a token for one callee, 60 seconds long', async () => {
    const tokens = createServiceTokens({ name: 'payments', issuer: `${base}/oidc`, keys: identity.kit.keys });
    const token = await tokens.tokenFor('people');
    const verified = await verifier().verify(token, { audience: ['people'] });
    expect(verified).toMatchObject({ kind: 'service', service: 'payments' });
    expect(verified.expiresAt - Date.now() / 1000).toBeLessThanOrEqual(60);
    await expect(verifier().verify(token, { audience: ['place-names'] })).rejects.toThrow('another audience');
  });

  test('another key under the name of a service is refused', async () => {
    expect((await clientCredentials(resourceOf('people'))).status).toBe(401);
  });

  test('an assertion used eight times at once gives one token', async () => {
    const { privateKey } = currentSigner(identity.kit.keys, 'signing/client-payments');
    const assertion = await assertionBy(privateKey);
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(assertion, resourceOf('people'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  });

  test.each(['token', 'token/revocation'])('a client whose name holds NUL is unknown at /oidc/%s', async (path) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'partner:a\0b', token: 'x' });
    const answer = await fetch(`${base}/oidc/${path}`, { method: 'POST', body });
    expect([answer.status, (await answer.json()) as unknown]).toMatchObject([401, { error: 'invalid_client' }]);
  });

  test('a service gets no token for people’s audience', async () => {
    const { privateKey } = currentSigner(identity.kit.keys, 'signing/client-payments');
    const answer = await clientCredentials(`urn:mz:${platformAudience}`, privateKey);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_target' });
  });
});

test('without development tokens there is no POST /dev/token', async () => {
  const production = await startTestService(definition as never, { config: { developmentTokens: false } });
  const answer = await production.inject({ method: 'POST', url: '/dev/token', payload: { account: 'lixia-acceptor' } });
  expect(answer.statusCode).toBe(404);
  await production.stop();
});

async function devToken(account: string) {
  const answer = await identity.inject({ method: 'POST', url: '/dev/token', payload: { account } });
  return { status: answer.statusCode, body: answer.json() as { accessToken: string; subject: string } };
}

async function rolesOf(token: string) {
  return (await verifier().verify(token, { audience: [platformAudience] })).roles;
}

async function clientCredentials(resource: string, key = generateKeyPairSync('ed25519').privateKey): Promise<Response> {
  return exchange(await assertionBy(key), resource);
}

const client = clientIdOf('payments');

function assertionBy(key: KeyObject): Promise<string> {
  const kid = identity.kit.keys.current('signing/client-payments').id;
  return new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer(client)
    .setSubject(client)
    .setAudience(`${base}/oidc`)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
}

function exchange(assertion: string, resource: string): Promise<Response> {
  return fetch(`${base}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      resource,
    }),
  });
}
