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

describe('refused', () => {
  test('an expired token, also one that was good before and is remembered', async () => {
    const { issuer, verifier, forward } = await setUp();
    const token = await issuer.userToken({ subject: 'acc-1', roles: [] });
    await verifier.verify(token, { audience: ['mz-platform'] });
    forward(604);
    await verifier.verify(token, { audience: ['mz-platform'] });
    forward(2);
    await expect(verifier.verify(token, { audience: ['mz-platform'] })).rejects.toThrow(TokenError);
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

  test.each([
    ['an id token (typ)', { typ: 'JWT' }, {}],
    ['an unknown role', {}, { roles: [{ role: 'KING', division: '370000000000' }] }],
    ['a role named like an object member', {}, { roles: [{ role: 'toString', division: '370000000000' }] }],
    ['a role without division', {}, { roles: [{ role: 'AUDITOR' }] }],
    ['no roles', {}, { roles: undefined }],
    ['a reserved subject', {}, { sub: 'system:people:job' }],
    ['an unknown service', {}, { sub: 'service:nobody', exp: 30 }],
    ['a service token of more than 60 s', {}, { sub: 'service:payments', exp: 61 }],
    ['a person’s token for one service', {}, { aud: 'people' }],
  ])('%s', async (_, header, change) => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA' };
    const verifier = createVerifier({ issuer: 'https://i.test', jwks: { keys: [key] } });
    const iat = Math.floor(Date.now() / 1000);
    const { exp = 300, ...claims } = change as { exp?: number };
    const token = await new SignJWT({
      iss: 'https://i.test',
      sub: 'acc-1',
      aud: ['mz-platform', 'people'],
      roles: [],
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k', ...header })
      .setIssuedAt(iat)
      .setExpirationTime(iat + exp)
      .sign(privateKey);
    await expect(verifier.verify(token, { audience: ['mz-platform', 'people'] })).rejects.toThrow(TokenError);
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
  expect(bearerToken('bearer a.b.c')).toBe('a.b.c');
  expect(bearerToken(undefined)).toBeUndefined();
  expect(() => bearerToken('Basic abc')).toThrow(TokenError);
  expect(() => bearerToken('Bearer a b')).toThrow(TokenError);
});
