import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { bearerToken, createVerifier, TokenError } from './auth.ts';
import { createLocalIssuer } from './local-issuer.ts';

const approver = { role: 'COUNTY_APPROVER', division: '370102000000' } as const;

async function setUp() {
  let now = new Date('2026-01-05T02:00:00Z');
  const clock = () => now;
  const issuer = await createLocalIssuer({ now: clock });
  const verifier = createVerifier({ issuer: issuer.issuer, jwks: { keys: issuer.keys }, now: clock });
  const forward = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { issuer, verifier, forward, now: clock };
}

describe('a good token', () => {
  test('of a person says who it is, with roles and division', async () => {
    const { issuer, verifier } = await setUp();
    const token = await issuer.userToken({ subject: 'acc-1', personId: 'p-1', roles: [approver] });
    expect(await verifier.verify(token, { audience: ['mz-platform'] })).toEqual({
      kind: 'user',
      subject: 'acc-1',
      personId: 'p-1',
      assurance: 'substantial',
      roles: [approver],
      audience: ['mz-platform'],
      expiresAt: Date.parse('2026-01-05T02:10:00Z') / 1000,
    });
  });

  test('of a service names it, and holds for its callee only', async () => {
    const { issuer, verifier } = await setUp();
    const token = await issuer.serviceToken('payments', 'people');
    expect(await verifier.verify(token, { audience: ['people'] })).toMatchObject({
      kind: 'service',
      service: 'payments',
    });
    await expect(verifier.verify(token, { audience: ['identity'] })).rejects.toThrow('another audience');
  });

  test('signed with ES256 is accepted', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const key = { ...(await exportJWK(publicKey)), kid: 'p256', alg: 'ES256' };
    const verifier = createVerifier({ issuer: 'https://i.test', jwks: { keys: [key] } });
    const token = await new SignJWT({ iss: 'https://i.test', sub: 'partner:BANK-1', aud: 'mz-platform' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'p256' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    expect(await verifier.verify(token, { audience: ['mz-platform'] })).toMatchObject({
      kind: 'partner',
      subject: 'partner:BANK-1',
    });
  });
});

/** What a verifier says of a token with one thing changed, signed as it should be. */
async function verified(header: object, change: object, alg = 'EdDSA') {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const key = { ...(await exportJWK(publicKey)), kid: 'k', alg };
  const verifier = createVerifier({ issuer: 'https://i.test', jwks: { keys: [key] } });
  const iat = Math.floor(Date.now() / 1000);
  const { exp = 300, ...claims } = change as { exp?: number };
  const whole = { iss: 'https://i.test', sub: 'acc-1', aud: ['mz-platform', 'people'], roles: [] };
  const token = await new SignJWT({ ...whole, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k', ...header })
    .setIssuedAt(iat)
    .setExpirationTime(iat + exp)
    .sign(privateKey);
  return verifier.verify(token, { audience: ['mz-platform', 'people'] });
}

test('of a person’s token only texts are taken for the person and the assurance', async () => {
  expect(await verified({}, { personId: 7, acr: ['high'] })).toEqual({
    kind: 'user',
    subject: 'acc-1',
    roles: [],
    audience: ['mz-platform', 'people'],
    expiresAt: expect.any(Number),
  });
  expect(await verified({}, { sub: 'service:payments', exp: 60, roles: undefined })).toMatchObject({ roles: [] });
  expect(await verified({}, { sub: 'partner:BANK-1', exp: 600, roles: undefined })).toMatchObject({
    kind: 'partner',
    roles: [],
  });
});

test('the fully specified name of the algorithm is accepted beside the older one (RFC 9864)', async () => {
  expect(await verified({ alg: 'Ed25519' }, {}, 'Ed25519')).toMatchObject({ kind: 'user' });
});

test('keys are taken from the address of an issuer', async () => {
  const { issuer, now } = await setUp();
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: issuer.keys })));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const verifier = createVerifier({ issuer: issuer.issuer, jwks: { url: `http://127.0.0.1:${port}/jwks` }, now });
  const token = await issuer.userToken({ subject: 'acc-1', roles: [] });
  expect(await verifier.verify(token, { audience: ['mz-platform'] })).toMatchObject({ subject: 'acc-1' });
  server.closeAllConnections();
  server.close();
});

describe('refused', () => {
  test('an expired token, also one that was good before and is remembered', async () => {
    const { issuer, verifier, forward } = await setUp();
    const token = await issuer.userToken({ subject: 'acc-1', roles: [] });
    await verifier.verify(token, { audience: ['mz-platform'] });
    forward(604);
    await verifier.verify(token, { audience: ['mz-platform'] });
    forward(1);
    await expect(verifier.verify(token, { audience: ['mz-platform'] })).rejects.toThrow('it has expired');
    await expect(verifier.verify(token, { audience: ['mz-platform'] })).rejects.toThrow('ERR_JWT_EXPIRED');
  });

  test('a changed token, a token of another key, of another issuer', async () => {
    const { issuer, verifier } = await setUp();
    const other = await createLocalIssuer({ issuer: issuer.issuer });
    const good = await issuer.userToken({ subject: 'acc-1', roles: [] });
    const [head = '', , signature = ''] = good.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'root' })).toString('base64url');
    for (const token of [
      `${head}.${claims}.${signature}`,
      await other.userToken({ subject: 'acc-1', roles: [] }),
      'x.y',
      '',
    ]) {
      await expect(verifier.verify(token, { audience: ['mz-platform'] })).rejects.toThrow(TokenError);
    }
    const strict = createVerifier({ issuer: 'https://else.test', jwks: { keys: issuer.keys } });
    await expect(strict.verify(good, { audience: ['mz-platform'] })).rejects.toThrow(TokenError);
  });

  test('a life of more than 10 minutes', async () => {
    const { issuer, verifier } = await setUp();
    const token = await issuer.userToken({ subject: 'acc-1', roles: [], lifetimeS: 601 });
    await expect(verifier.verify(token, { audience: ['mz-platform'] })).rejects.toThrow('it lives too long');
  });

  const province = '370000000000';
  test.each<[string, string, object, object]>([
    ['an id token (typ)', 'ERR_JWT_CLAIM_VALIDATION_FAILED', { typ: 'JWT' }, {}],
    ['no subject', 'ERR_JWT_CLAIM_VALIDATION_FAILED', {}, { sub: undefined }],
    ['no audience', 'ERR_JWT_CLAIM_VALIDATION_FAILED', {}, { aud: undefined }],
    ['an unknown role', 'a role is unknown', {}, { roles: [{ role: 'KING', division: province }] }],
    [
      'a role named like an object member',
      'a role is unknown',
      {},
      { roles: [{ role: 'toString', division: province }] },
    ],
    ['a role that is no text', 'a role is unknown', {}, { roles: [{ role: ['AUDITOR'], division: province }] }],
    ['a role that is null', 'a role is malformed', {}, { roles: [null] }],
    ['a role without its object', 'a role is malformed', {}, { roles: ['AUDITOR'] }],
    ['a role without division', 'a role has no division', {}, { roles: [{ role: 'AUDITOR' }] }],
    [
      'a division of 11 digits',
      'a role has no division',
      {},
      { roles: [{ role: 'AUDITOR', division: '37000000000' }] },
    ],
    [
      'a division of 13 digits',
      'a role has no division',
      {},
      { roles: [{ role: 'AUDITOR', division: `${province}0` }] },
    ],
    ['a letter before it', 'a role has no division', {}, { roles: [{ role: 'AUDITOR', division: `x${province}` }] }],
    [
      'a division that is a number',
      'a role has no division',
      {},
      { roles: [{ role: 'AUDITOR', division: Number(province) }] },
    ],
    ['no roles', 'it has no roles', {}, { roles: undefined }],
    ['roles that are no list', 'it has no roles', {}, { roles: { role: 'AUDITOR', division: province } }],
    ['a reserved subject', 'its subject is reserved', {}, { sub: 'system:people:job' }],
    ['the public as subject', 'its subject is reserved', {}, { sub: 'public' }],
    ['an empty subject', 'its subject is reserved', {}, { sub: '' }],
    ['an unknown service', 'its service is unknown', {}, { sub: 'service:nobody', exp: 30 }],
    ['a service token of more than 60 s', 'it lives too long', {}, { sub: 'service:payments', exp: 61 }],
    ['a partner’s token of more than 10 minutes', 'it lives too long', {}, { sub: 'partner:BANK-1', exp: 601 }],
    ['a person’s token for one service', 'a person’s token is for the platform', {}, { aud: 'people' }],
  ])('%s: %s', async (_, reason, header, change) => {
    await expect(verified(header, change)).rejects.toThrow(TokenError);
    await expect(verified(header, change)).rejects.toThrow(`The token is not accepted: ${reason}`);
  });

  test('a symmetric signature made with the public key', async () => {
    const { issuer, verifier } = await setUp();
    const [key] = issuer.keys;
    const token = await new SignJWT({ iss: issuer.issuer, sub: 'root', aud: 'mz-platform', roles: [] })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'local-1' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(String(key?.x).padEnd(32, '0')));
    await expect(verifier.verify(token, { audience: ['mz-platform'] })).rejects.toThrow(TokenError);
  });
});

test('a bearer header is read without regard to case, another scheme is refused', () => {
  expect([bearerToken('bearer a.b.c'), bearerToken(' Bearer a_b-c~d+e/f= ')]).toEqual(['a.b.c', 'a_b-c~d+e/f=']);
  expect(bearerToken(undefined)).toBeUndefined();
  for (const header of ['Basic abc', 'Bearer a b', 'Bearer', 'Bearer ', 'x Bearer a', 'Bearer a,b', '']) {
    expect(() => bearerToken(header)).toThrow('The token is not accepted: the header is not `Bearer <token>`');
  }
});
