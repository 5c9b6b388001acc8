import { defineOperation } from '@mz/contracts';
import { Type } from 'typebox';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { aGrant, approver, getGrant, startHttp, type TestHttp } from './http-fixtures.ts';

const Word = Type.Object({ word: Type.String(), version: Type.Optional(Type.Integer()) });
const common = { service: 'people', method: 'GET', summary: 'A word', success: { status: 200, schema: Word } } as const;
const open = { permission: 'public', callers: ['public', 'user'] } as const;
const readWord = defineOperation({ ...common, ...open, id: 'words.get', path: '/v1/words' });
const readTable = defineOperation({ ...common, ...open, id: 'tables.get', path: '/v1/tables' });
const renameWord = defineOperation({
  ...common,
  id: 'words.rename',
  method: 'POST',
  path: '/v1/words:rename',
  permission: 'grants:write',
  versioned: true,
});

const said = { word: '章丘' };
const limit = { perMinute: 60, reads: 0 };
let nowMs = Date.UTC(2014, 3, 28);
const servers: TestHttp[] = [];
let server: TestHttp;

async function start(more: Parameters<typeof startHttp>[1] = {}): Promise<TestHttp> {
  const clock = { wall: () => new Date(nowMs), business: () => new Date(nowMs), today: () => '2014-04-28' };
  const publicReads = {
    async callsPerMinute() {
      limit.reads += 1;
      return limit.perMinute;
    },
  };
  const started = await startHttp(
    (http) => {
      http.operation(readWord, async () => ({ word: said.word }));
      http.operation(readTable, async () => ({ word: said.word, version: 7 }));
      http.operation(renameWord, async (ctx) => ({ word: said.word, version: ctx.expectedVersion ?? 0 }));
      http.operation(getGrant, async () => aGrant());
    },
    { clock, publicReads, trustedProxies: ['127.0.0.1'], ...more },
  );
  servers.push(started);
  return started;
}

beforeEach(async () => {
  said.word = '章丘';
  limit.perMinute = 60;
  limit.reads = 0;
  server = await start();
});
afterAll(async () => {
  for (const { http } of servers) await http.app.close();
});

describe('a read that everybody may make', () => {
  test('may be kept for a minute and is asked for again by its ETag: 304 without a body while nothing changed', async () => {
    const first = await server.send({ url: '/v1/words' });
    expect(first.headers['cache-control']).toBe('public, max-age=60');
    expect(first.headers.vary).toBe('accept-language, authorization');
    const { etag = '' } = first.headers as { etag?: string };
    expect(etag).toMatch(/^"[\w-]{16}"$/);
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await server.send({ url: '/v1/words', headers: { 'if-none-match': condition } });
      expect([condition, again.statusCode, again.body, again.headers.etag]).toEqual([condition, 304, '', etag]);
      expect(again.headers['content-type']).toBeUndefined();
    }
    said.word = '兰陵';
    const changed = await server.send({ url: '/v1/words', headers: { 'if-none-match': etag } });
    expect([changed.statusCode, changed.json()]).toEqual([200, { word: '兰陵' }]);
  });

  test('of a table has the table’s version in its ETag, and another one when only the answer is another', async () => {
    const first = await server.send({ url: '/v1/tables' });
    said.word = '兰陵';
    const second = await server.send({ url: '/v1/tables' });
    expect(first.headers.etag).toMatch(/^"7-[\w-]{16}"$/);
    expect(second.headers.etag).toMatch(/^"7-/);
    expect(second.headers.etag).not.toBe(first.headers.etag);
  });

  test('its ETag stands in If-Match too, where the version counts', async () => {
    const token = await server.token([approver]);
    const { etag } = (await server.send({ url: '/v1/tables' })).headers as { etag: string };
    const request = { method: 'POST', url: '/v1/words:rename', token, headers: { 'if-match': etag } } as const;
    expect((await server.send(request)).json()).toMatchObject({ version: 7 });
  });

  test('is nobody else’s to keep when a person with a log-in made it', async () => {
    const answer = await server.send({ url: '/v1/words', token: await server.token([approver]) });
    expect(answer.headers['cache-control']).toBe('private, no-cache');
  });

  test('a refusal, and a read that is not public, are never stored', async () => {
    const unknown = await server.send({ url: '/v1/words?colour=red' });
    expect([unknown.statusCode, unknown.headers['cache-control']]).toEqual([400, 'no-store']);
    const id = '0190f3d2-0000-7000-8000-000000000001';
    const record = await server.send({ url: `/v1/grants/${id}`, token: await server.token([approver]) });
    expect([record.headers['cache-control'], record.headers.etag]).toEqual(['no-store', '"3"']);
  });
});

describe('calls without a log-in', () => {
  const call = (address: string, token?: string) =>
    server.send({ url: '/v1/words', headers: { 'x-forwarded-for': address }, ...(token ? { token } : {}) });

  test('60 a minute an address: the 61st is 429 with Retry-After, another address and a person are not concerned', async () => {
    for (let count = 0; count < 60; count += 1) expect((await call('203.0.113.5')).statusCode).toBe(200);
    const refused = await call('203.0.113.5');
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      429,
      'TOO_MANY_REQUESTS',
      '1',
    ]);
    expect(refused.headers['ratelimit-policy']).toBe('"address";q=60;w=60');
    expect((await call('203.0.113.6')).statusCode).toBe(200);
    expect((await call('203.0.113.5', await server.token([approver]))).statusCode).toBe(200);
    nowMs += 1_000;
    expect([(await call('203.0.113.5')).statusCode, (await call('203.0.113.5')).statusCode]).toEqual([200, 429]);
  });

  test('the number is read again after a minute, and 0 limits nobody', async () => {
    limit.perMinute = 1;
    expect([(await call('203.0.113.7')).statusCode, (await call('203.0.113.7')).statusCode]).toEqual([200, 429]);
    limit.perMinute = 0;
    nowMs += 60_000;
    for (let count = 0; count < 5; count += 1) expect((await call('203.0.113.7')).statusCode).toBe(200);
    expect(limit.reads).toBe(2);
  });

  test('X-Forwarded-For counts only when it comes from a proxy that is trusted', async () => {
    server = await start({ trustedProxies: [] });
    limit.perMinute = 1;
    expect([(await call('203.0.113.8')).statusCode, (await call('203.0.113.9')).statusCode]).toEqual([200, 429]);
  });
});
