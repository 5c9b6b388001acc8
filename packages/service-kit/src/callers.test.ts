import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVerifier } from './auth.ts';
import {
  aGrant,
  approveGrant,
  approver,
  createGrant,
  disclose,
  getGrant,
  greet,
  removeGrant,
  startHttp,
  type TestHttp,
} from './http-fixtures.ts';
import type { Context } from './kit.ts';
import { createLocalIssuer } from './local-issuer.ts';
import { identify, subjectOf } from './principal.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';
const servers: TestHttp[] = [];
let ctx: Context;

afterAll(async () => {
  for (const { http } of servers) await http.app.close();
});

async function start(more: Parameters<typeof startHttp>[1] = {}): Promise<TestHttp> {
  const server = await startHttp((http) => {
    http.operation(getGrant, async (given) => {
      ctx = given;
      return aGrant();
    });
    http.operation(createGrant, async (given) => {
      ctx = given;
      return aGrant();
    });
    http.operation(approveGrant, async (given) => {
      ctx = given;
      return aGrant();
    });
    http.operation(removeGrant, async () => undefined);
    http.operation(disclose, async ({ actor }) => ({ actor: actor.subject, caller: actor.caller ?? '' }));
    http.operation(greet, async ({ actor }) => ({ actor: actor.subject }));
  }, more);
  servers.push(server);
  return server;
}

describe('who knocks', () => {
  async function setUp() {
    const issuer = await createLocalIssuer();
    const verifier = createVerifier({ issuer: issuer.issuer, jwks: { keys: issuer.keys } });
    const read = (token?: string, userToken?: string) =>
      identify(verifier, 'people', { authorization: token === undefined ? undefined : `Bearer ${token}`, userToken });
    return { issuer, read };
  }

  test('nobody, a person, a partner, a service alone or beside a person, each with its own subject', async () => {
    const { issuer, read } = await setUp();
    const user = await issuer.userToken({ subject: 'clerk-1', roles: [approver] });
    const service = await issuer.serviceToken('payments', 'people');
    const partner = await issuer.partnerToken('BANK-1');
    const principals = await Promise.all([read(), read(user), read(partner), read(service), read(service, user)]);
    expect(principals.map((principal) => Object.keys(principal).sort())).toEqual([
      [],
      ['user', 'userToken'],
      ['partner'],
      ['service'],
      ['service', 'user', 'userToken'],
    ]);
    expect(principals.map(subjectOf)).toEqual([undefined, 'clerk-1', 'partner:BANK-1', 'service:payments', 'clerk-1']);
    expect(principals.map(({ userToken }) => userToken)).toEqual([undefined, user, undefined, undefined, user]);
  });

  test('a person’s own call is theirs, whoever else is named beside it', async () => {
    const { issuer, read } = await setUp();
    const [own, other] = await Promise.all(
      ['clerk-1', 'clerk-2'].map((subject) => issuer.userToken({ subject, roles: [] })),
    );
    expect(subjectOf(await read(own, other))).toBe('clerk-1');
  });

  test('a verifier that cannot judge is a fault of ours and says nothing about the token', async () => {
    const broken = { verify: () => Promise.reject(new RangeError('no keys')) };
    const asked = identify(broken, 'people', { authorization: 'Bearer a.b.c', userToken: undefined });
    await expect(asked).rejects.toThrow(new RangeError('no keys'));
  });
});

describe('a token that is not good is told at its header', () => {
  let server: TestHttp;
  beforeAll(async () => {
    server = await start();
  });

  test.each(['Basic abc', 'Bearer a.b.c'])('TOKEN_INVALID at authorization: %s', async (authorization) => {
    const answer = await server.send({ url: `/v1/grants/${id}`, headers: { authorization } });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'TOKEN_INVALID']);
    expect(answer.json().errors).toMatchObject([{ pointer: '/headers/authorization' }]);
  });

  const payload = { caseId: `social-assistance/${id}` };
  const disclosed = async (userToken: string) =>
    server.send({
      method: 'POST',
      url: '/internal/disclosures',
      payload,
      headers: { authorization: `Bearer ${await server.service('income-verification')}`, 'x-user-token': userToken },
    });

  test('TOKEN_INVALID at x-user-token: no token, and a good one of somebody who is no person', async () => {
    expect((await disclosed('x.y.z')).json()).toMatchObject({
      code: 'TOKEN_INVALID',
      errors: [{ pointer: '/headers/x-user-token' }],
    });
    expect((await disclosed(await server.issuer.partnerToken('BANK-1'))).json()).toMatchObject({
      code: 'TOKEN_INVALID',
      detail: 'X-User-Token 须为人员令牌',
      errors: [{ pointer: '/headers/x-user-token' }],
    });
  });

  test('an empty X-User-Token is none: the service acts for itself', async () => {
    expect((await disclosed('')).json()).toEqual({
      actor: 'service:income-verification',
      caller: 'income-verification',
    });
  });
});

describe('how often one may knock', () => {
  const now = Date.UTC(2014, 3, 28);
  const clock = { wall: () => new Date(now), business: () => new Date(now), today: () => '2014-04-28' };
  const told = ({ statusCode, headers }: Awaited<ReturnType<TestHttp['send']>>) => [
    statusCode,
    headers['ratelimit-policy'],
    headers.ratelimit,
  ];

  test('each answer tells a person the limit, what is left of it and how long to wait', async () => {
    const server = await start({ clock, rateLimit: { burst: 3, perSecond: 2 } });
    const token = await server.token([approver], 'a');
    const call = () => server.send({ url: `/v1/grants/${id}`, token });
    const policy = '"default";q=3;w=2';
    expect(told(await call())).toEqual([200, policy, '"default";r=2;t=0']);
    expect(told(await call())).toEqual([200, policy, '"default";r=1;t=0']);
    expect(told(await call())).toEqual([200, policy, '"default";r=0;t=1']);
    const refused = await call();
    expect(told(refused)).toEqual([429, policy, '"default";r=0;t=1']);
    expect([refused.json().code, refused.headers['retry-after']]).toEqual(['TOO_MANY_REQUESTS', '1']);
  });

  test('a partner is counted by its code, a caller without a log-in by its address', async () => {
    const server = await start({ clock, rateLimit: { burst: 1, perSecond: 1 }, trustedProxies: ['127.0.0.1'] });
    const asPartner = async (code: string) =>
      (await server.send({ url: `/v1/grants/${id}`, token: await server.issuer.partnerToken(code) })).statusCode;
    expect([await asPartner('BANK-1'), await asPartner('BANK-1'), await asPartner('BANK-2')]).toEqual([403, 429, 403]);
    const from = async (address: string) =>
      (await server.send({ url: '/v1/greetings', headers: { 'x-forwarded-for': address } })).statusCode;
    expect([await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.2')]).toEqual([200, 429, 200]);
  });

  test('a service is never counted, nor is the person for whom it calls', async () => {
    const server = await start({ clock, rateLimit: { burst: 1, perSecond: 1 } });
    const headers = {
      authorization: `Bearer ${await server.service('income-verification')}`,
      'x-user-token': await server.token([], 'officer-7'),
    };
    const payload = { caseId: `social-assistance/${id}` };
    for (let count = 0; count < 3; count += 1) {
      const answer = await server.send({ method: 'POST', url: '/internal/disclosures', payload, headers });
      expect(told(answer)).toEqual([200, undefined, undefined]);
    }
  });

  test('without a limit of its own a service has a generous one; switched off it tells none', async () => {
    const usual = await start({ clock });
    expect(told(await usual.send({ url: '/v1/greetings' }))).toEqual([
      200,
      '"default";q=10000;w=5',
      '"default";r=9999;t=0',
    ]);
    const publicReads = { callsPerMinute: async () => 1 };
    const free = await start({ clock, rateLimit: false, publicReads });
    for (let count = 0; count < 3; count += 1) {
      expect(told(await free.send({ url: '/v1/greetings' }))).toEqual([200, undefined, undefined]);
    }
  });

  test('where everybody may read, an address is told its own limit and a person the usual one', async () => {
    let reads = 0;
    const publicReads = {
      async callsPerMinute() {
        reads += 1;
        return 2;
      },
    };
    const server = await start({ clock, publicReads });
    const token = await server.token([approver]);
    for (let count = 1; count <= 3; count += 1) {
      const answer = await server.send({ url: `/v1/grants/${id}`, token });
      expect(told(answer)).toEqual([200, '"default";q=10000;w=5', `"default";r=${10_000 - count};t=0`]);
    }
    expect(reads).toBe(0);
    const policy = '"address";q=2;w=60';
    expect(told(await server.send({ url: '/v1/greetings' }))).toEqual([200, policy, '"address";r=1;t=0']);
    expect(told(await server.send({ url: '/v1/greetings' }))).toEqual([200, policy, '"address";r=0;t=30']);
    const refused = await server.send({ url: '/v1/greetings' });
    expect(told(refused)).toEqual([429, policy, '"address";r=0;t=30']);
    expect(refused.headers['retry-after']).toBe('30');
  });
});

describe('what a request is told before its body is read', () => {
  const kept = { 'idempotency-key': 'key-1', 'if-match': '"3"' };
  const grant = { amountFen: 1, from: '2014-05-01', members: [] };

  test('key and version are asked for, and handed on, only where the operation declares them', async () => {
    const server = await start();
    const token = await server.token([approver]);
    await server.send({ url: `/v1/grants/${id}`, token, headers: kept });
    expect([ctx.idempotencyKey, ctx.expectedVersion]).toEqual([undefined, undefined]);
    await server.send({ method: 'POST', url: '/v1/grants', token, headers: kept, payload: grant });
    expect([ctx.idempotencyKey, ctx.expectedVersion]).toEqual(['key-1', undefined]);
    await server.send({ method: 'POST', url: `/v1/grants/${id}:approve`, token, headers: kept });
    expect([ctx.idempotencyKey, ctx.expectedVersion]).toEqual([undefined, 3]);
  });

  test('IDEMPOTENCY_KEY_REQUIRED and PRECONDITION_REQUIRED: one does not stand in for the other', async () => {
    const server = await start();
    const token = await server.token([approver]);
    const codeOf = async (url: string, headers: Record<string, string>) =>
      (await server.send({ method: 'POST', url, token, headers, payload: grant })).json().code;
    expect(await codeOf('/v1/grants', { 'if-match': '"3"' })).toBe('IDEMPOTENCY_KEY_REQUIRED');
    expect(await codeOf(`/v1/grants/${id}:approve`, { 'idempotency-key': 'key-1' })).toBe('PRECONDITION_REQUIRED');
  });

  test('a call without a trace begins one, a call with one goes on with it', async () => {
    const server = await start();
    const token = await server.token([approver]);
    await server.send({ url: `/v1/grants/${id}`, token });
    expect(ctx.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await server.send({ url: `/v1/grants/${id}`, token, headers: { traceparent } });
    expect(ctx.traceparent).toBe(traceparent);
  });

  test('MAINTENANCE_READ_ONLY: writes wait a minute and reads go on; afterwards both do', async () => {
    let readOnly = true;
    const server = await start({ readOnly: () => readOnly });
    const token = await server.token([approver]);
    const url = `/v1/grants/${id}`;
    const write = await server.send({ method: 'DELETE', url, token });
    expect([write.json().code, write.headers['retry-after']]).toEqual(['MAINTENANCE_READ_ONLY', '60']);
    expect((await server.send({ url, token })).statusCode).toBe(200);
    readOnly = false;
    expect((await server.send({ method: 'DELETE', url, token })).statusCode).toBe(204);
  });
});
