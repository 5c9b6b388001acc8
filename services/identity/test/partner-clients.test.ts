import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  approvePartnerClient,
  endPartnerClient,
  getPartnerClient,
  platformAudience,
  proposePartnerClient,
} from '@mz/contracts';
import { createVerifier } from '@mz/service-kit';
import { freePort, startTestService, type TestService } from '@mz/testing';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service as definition } from '../src/app.ts';

let identity: TestService;
let issuer: string;
let first: string;
let second: string;

beforeAll(async () => {
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}/oidc`;
  identity = (await startTestService(definition as never, { port, config: { issuerUrl: issuer } })) as TestService;
  first = await identity.token({ role: 'IDENTITY_ADMIN', division: '370000000000', subject: 'admin-1' });
  second = await identity.token({ role: 'IDENTITY_ADMIN', division: '370000000000', subject: 'admin-2' });
  await identity.service.listen();
});
afterAll(() => identity.stop());

test.each(['ed25519', 'P-256'] as const)(
  'two administrators register a partner’s %s key; its holder gets a token of ten minutes that services verify offline',
  async (kind) => {
    const keys = keyPair(kind);
    const code = kind === 'ed25519' ? 'BANK_1' : 'LAND_1';
    const client = await proposed(code, keys.publicKey);
    expect((await tokenOf(client, keys.privateKey)).status).toBe(401);
    const alone = await identity.call(approvePartnerClient, { token: first, params: { id: client.id }, body: {} });
    expect(alone.body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    await approved(client.id);
    const answer = await tokenOf(client, keys.privateKey);
    expect(answer.status).toBe(200);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const verified = await createVerifier({ issuer, jwks: { url: `${issuer}/jwks` } }).verify(token, {
      audience: [platformAudience],
    });
    expect(verified).toMatchObject({ kind: 'partner', subject: `partner:${code}`, roles: [] });
    expect(verified.expiresAt - Date.now() / 1000).toBeLessThanOrEqual(600);
  },
);

test('a partner gets no token for a service, and another key gets none at all', async () => {
  const keys = keyPair('ed25519');
  const client = await proposed('TAX_1', keys.publicKey);
  await approved(client.id);
  const refused = await tokenOf(client, keys.privateKey, 'urn:mz:people');
  expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_target' }]);
  expect((await tokenOf(client, keyPair('ed25519').privateKey)).status).toBe(401);
});

test('a new key takes the place of the old one at its approval; an ended client gets no token', async () => {
  const [old, fresh] = [keyPair('ed25519'), keyPair('ed25519')];
  const before = await proposed('CIVIL_1', old.publicKey);
  await approved(before.id);
  const after = await proposed('CIVIL_1', fresh.publicKey);
  expect((await tokenOf(before, old.privateKey)).status).toBe(200);
  await approved(after.id);
  expect((await tokenOf(before, old.privateKey)).status).toBe(401);
  expect((await tokenOf(after, fresh.privateKey)).status).toBe(200);
  const replaced = await identity.call(getPartnerClient, { token: first, params: { id: before.id } });
  expect(replaced.body).toMatchObject({ status: 'ENDED' });
  const ended = await identity.call(endPartnerClient, { token: first, params: { id: after.id }, body: {} });
  expect(ended.body).toMatchObject({ status: 'ENDED' });
  expect((await tokenOf(after, fresh.privateKey)).status).toBe(401);
  const again = await identity.call(endPartnerClient, { token: first, params: { id: after.id }, body: {} });
  expect(again.body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
});

test('a client whose days are over, or have not come, gets no token', async () => {
  const keys = keyPair('ed25519');
  const client = await proposed('FUND_1', keys.publicKey, { validFrom: '2014-05-01', validTo: '2014-05-31' });
  await approved(client.id);
  expect((await tokenOf(client, keys.privateKey)).status).toBe(401);
  await identity.setToday('2014-05-31');
  expect((await tokenOf(client, keys.privateKey)).status).toBe(200);
  await identity.setToday('2014-06-01');
  expect((await tokenOf(client, keys.privateKey)).status).toBe(401);
});

test('PARTNER_KEY_INVALID, PARTNER_CLIENT_EXISTS, DATE_ORDER_INVALID, PARTNER_CLIENT_UNKNOWN; nothing is written', async () => {
  const count = () => identity.rows('select 1 from partner_client').then((rows) => rows.length);
  const key = jwk(keyPair('P-256').publicKey);
  const body = { partnerCode: 'HOUSE_1', name: '住房保障部门', key, validFrom: '2014-04-28' };
  await proposed('HOUSE_2', keyPair('ed25519').publicKey);
  const before = await count();
  const propose = (change: object) =>
    identity.call(proposePartnerClient, { token: first, body: { ...body, ...change } as never });
  expect((await propose({ key: { ...key, y: key.x } })).body).toMatchObject({ code: 'PARTNER_KEY_INVALID' });
  expect((await propose({ partnerCode: 'HOUSE_2' })).body).toMatchObject({ code: 'PARTNER_CLIENT_EXISTS' });
  expect((await propose({ validTo: '2014-04-27' })).body).toMatchObject({ code: 'DATE_ORDER_INVALID' });
  expect((await propose({ key: { ...key, d: key.x } })).status).toBe(400);
  const params = { id: '01890000-0000-7000-8000-000000000000' };
  expect((await identity.call(getPartnerClient, { token: first, params })).body).toMatchObject({
    code: 'PARTNER_CLIENT_UNKNOWN',
  });
  expect(await count()).toBe(before);
});

test('an administrator of a city, whose reach a partner’s token would exceed, makes and sees no client', async () => {
  const client = await proposed('CITY_1', keyPair('ed25519').publicKey);
  const token = await identity.token({ role: 'IDENTITY_ADMIN', division: '370100000000', subject: 'admin-3' });
  const body = {
    partnerCode: 'CITY_2',
    name: '某单位',
    key: jwk(keyPair('ed25519').publicKey),
    validFrom: '2014-04-28',
  };
  const params = { id: client.id };
  const answers = await Promise.all([
    identity.call(proposePartnerClient, { token, body }),
    identity.call(approvePartnerClient, { token, params, body: {} }),
    identity.call(endPartnerClient, { token, params, body: {} }),
    identity.call(getPartnerClient, { token, params }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});

test('only identity administrators see or make clients', async () => {
  const clerk = await identity.token({ role: 'TOWNSHIP_CLERK', division: '370102001000' });
  const body = { partnerCode: 'X_1', name: '某单位', key: jwk(keyPair('ed25519').publicKey), validFrom: '2014-04-28' };
  expect((await identity.call(proposePartnerClient, { token: clerk, body })).status).toBe(403);
});

type Client = { id: string; clientId: string; keyId: string };
type PartnerJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string };

async function proposed(partnerCode: string, publicKey: KeyObject, days: object = {}): Promise<Client> {
  const body = { partnerCode, name: '合作单位', key: jwk(publicKey), validFrom: '2014-04-28', ...days };
  const answer = await identity.call(proposePartnerClient, { token: first, body });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function approved(id: string): Promise<void> {
  const answer = await identity.call(approvePartnerClient, { token: second, params: { id }, body: {} });
  expect(answer.body).toMatchObject({ status: 'IN_FORCE' });
}

function keyPair(kind: 'ed25519' | 'P-256') {
  return kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function jwk(key: KeyObject): PartnerJwk {
  return key.export({ format: 'jwk' }) as unknown as PartnerJwk;
}

async function tokenOf(client: Client, key: KeyObject, resource = `urn:mz:${platformAudience}`): Promise<Response> {
  const alg = key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'ES256';
  const assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg, kid: client.keyId })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
  return fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      resource,
    }),
  });
}
