import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fail, refusal } from './errors.ts';
import {
  acceptor,
  aGrant,
  approveGrant,
  approver,
  createGrant,
  exportGrants,
  getGrant,
  greet,
  listGrants,
  removeGrant,
  startHttp,
  type TestHttp,
} from './http-fixtures.ts';
import type { Context } from './kit.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';
const seen: { ctx?: Context; input?: unknown } = {};
let server: TestHttp;
let token: string;

beforeAll(async () => {
  server = await startHttp((http) => {
    http.operation(getGrant, async (ctx, { params }) => {
      seen.ctx = ctx;
      if (params.id.endsWith('4')) throw fail('GRANT_UNKNOWN', { detail: '证件号 370100199001019019 不存在' });
      if (params.id.endsWith('5')) throw new TypeError('boom 370100199001019019');
      if (params.id.endsWith('6')) return { ...aGrant(), amountFen: 1.5 };
      if (params.id.endsWith('7')) throw fail('NOT_A_CODE');
      return { ...aGrant(params.id), secret: '370100199001019019' };
    });
    http.operation(listGrants, async (_ctx, { query }) => {
      seen.input = query;
      return { items: [aGrant()], next: query.after === undefined ? 'bmV4dA' : null };
    });
    http.operation(createGrant, async (ctx, { body }) => {
      seen.ctx = ctx;
      seen.input = body;
      if (body.kind === 'RURAL')
        throw refusal(['EXCEEDS_ASSET', { code: 'EXCEEDS_INCOME', pointer: '/body/members' }], { ruleId: 'R-1' });
      return aGrant();
    });
    http.operation(approveGrant, async (ctx) => {
      seen.ctx = ctx;
      return { ...aGrant(), version: 4 };
    });
    http.operation(removeGrant, async () => undefined);
    http.operation(greet, async (ctx) => ({ actor: ctx.actor.subject }));
    http.stream(exportGrants, async (_ctx) =>
      (async function* lines() {
        yield `${JSON.stringify(aGrant())}\n`;
        yield `${JSON.stringify(aGrant())}\n`;
      })(),
    );
  });
  token = await server.token([approver]);
});

afterAll(() => server.http.app.close());

describe('answers', () => {
  test('a record comes with its version as ETag, without undeclared fields, with security headers', async () => {
    const answer = await server.send({ url: `/v1/grants/${id}`, token });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual(aGrant());
    expect(answer.headers.etag).toBe('"3"');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.ratelimit).toMatch(/^"default";r=\d+;t=0$/);
  });

  test('a page says where the next one is, and the last page does not', async () => {
    const first = await server.send({ url: '/v1/grants?first=1', token });
    expect(first.headers.link).toBe('<?first=1&after=bmV4dA>; rel="next"');
    expect(seen.input).toEqual({ first: 1 });
    const last = await server.send({ url: '/v1/grants?after=bmV4dA', token });
    expect(last.headers.link).toBeUndefined();
    expect(seen.input).toEqual({ first: 50, after: 'bmV4dA' });
  });

  test('a literal colon in the path is no parameter', async () => {
    const answer = await server.send({
      method: 'POST',
      url: `/v1/grants/${id}:approve`,
      token,
      headers: { 'if-match': '"3"' },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).toBe('"4"');
    expect(seen.ctx?.expectedVersion).toBe(3);
  });

  test('an empty body with a JSON content type is no body', async () => {
    const answer = await server.send({
      method: 'POST',
      url: `/v1/grants/${id}:approve`,
      token,
      headers: { 'if-match': '"3"', 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(200);
  });

  test('204 has no body', async () => {
    const answer = await server.send({ method: 'DELETE', url: `/v1/grants/${id}`, token });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
  });

  test('a stream comes with its media type', async () => {
    const answer = await server.send({ url: '/v1/grants:export', token });
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    expect(answer.body.split('\n')).toHaveLength(3);
  });

  test('GRANT_UNKNOWN: a stream that is refused at its first chunk is a problem', async () => {
    const refusing = await startHttp((http) =>
      http.stream(exportGrants, async () =>
        (async function* lines(): AsyncGenerator<string> {
          if (refusing !== undefined) throw fail('GRANT_UNKNOWN');
          yield '';
        })(),
      ),
    );
    const answer = await refusing.send({ url: '/v1/grants:export', token: await refusing.token([approver]) });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'GRANT_UNKNOWN']);
  });

  test('the trace goes on from the caller', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await server.send({ url: `/v1/grants/${id}`, token, headers: { traceparent } });
    expect(seen.ctx?.traceparent).toBe(traceparent);
  });
});

describe('the error body', () => {
  test('GRANT_UNKNOWN: a refusal of the catalogue, in Chinese, without any identity number', async () => {
    const answer = await server.send({ url: `/v1/grants/${id.slice(0, -1)}4`, token });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toEqual({
      type: 'urn:mz:problem:GRANT_UNKNOWN',
      title: '未找到该补助',
      status: 404,
      code: 'GRANT_UNKNOWN',
      detail: '证件号 *** 不存在',
      instance: `/v1/grants/${id.slice(0, -1)}4`,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('titles are English for Accept-Language en', async () => {
    const url = `/v1/grants/${id.slice(0, -1)}4`;
    const answer = await server.send({ url, token, headers: { 'accept-language': 'en-GB, zh;q=0.5' } });
    expect(answer.json().title).toBe('The grant is unknown');
  });

  test('EXCEEDS_ASSET: a refused decision carries every reason with its legal basis', async () => {
    const answer = await server.send({
      method: 'POST',
      url: '/v1/grants',
      token,
      headers: { 'idempotency-key': 'k1' },
      payload: { amountFen: 1, from: '2014-05-01', members: [], kind: 'RURAL' },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      code: 'EXCEEDS_ASSET',
      ruleId: 'R-1',
      legalBasis: '鲁政办发〔2013〕1号',
      errors: [
        { code: 'EXCEEDS_ASSET', pointer: '', detail: '财产超过标准', legalBasis: '鲁政办发〔2013〕1号' },
        { code: 'EXCEEDS_INCOME', pointer: '/body/members', detail: '收入超过标准' },
      ],
    });
  });

  test.each([
    ['an unknown exception', '5'],
    ['an answer that does not fit its schema, also a broken amount', '6'],
    ['a code that is in no catalogue', '7'],
  ])('INTERNAL: %s tells nothing outside', async (_, last) => {
    const answer = await server.send({ url: `/v1/grants/${id.slice(0, -1)}${last}`, token });
    expect(answer.statusCode).toBe(500);
    expect(Object.keys(answer.json()).sort()).toEqual(['code', 'instance', 'status', 'title', 'traceId', 'type']);
    expect(answer.json().code).toBe('INTERNAL');
  });

  test('NOT_FOUND: an unknown address', async () => {
    const answer = await server.send({ url: '/v1/nothing', token });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'NOT_FOUND']);
  });

  test('NOT_FOUND: a part of the address longer than any id', async () => {
    const answer = await server.send({ url: `/v1/grants/${'a'.repeat(3_000)}`, token });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'NOT_FOUND']);
  });

  test.each([
    ['JSON_INVALID', 400, '{"amountFen":', 'application/json'],
    ['INPUT_INVALID', 400, '', 'application/json'],
    ['MEDIA_TYPE_UNSUPPORTED', 415, '<a/>', 'application/xml'],
    ['MEDIA_TYPE_UNSUPPORTED', 415, 'amountFen=1', 'text/plain'],
    // Half of a character has no UTF-8 form: it could be neither stored nor hashed.
    ['INPUT_INVALID', 400, '{"holder":"\\ud800"}', 'application/json'],
    ['BODY_TOO_LARGE', 413, `{"a":"${'x'.repeat(1_100_000)}"}`, 'application/json'],
  ])('%s is a problem too (%i)', async (code, status, payload, type) => {
    const headers = { 'content-type': type, 'idempotency-key': 'k' };
    const answer = await server.send({ method: 'POST', url: '/v1/grants', token, headers, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  test('INPUT_INVALID: a malformed address parameter', async () => {
    const answer = await server.send({ url: '/v1/grants/abc', token });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([{ pointer: '/params/id', code: 'INPUT_INVALID', detail: '不是有效的 uuid' }]);
  });
});

describe('queries', () => {
  test('INPUT_INVALID: a filter that the operation does not have never answers everything', async () => {
    const answer = await server.send({ url: '/v1/grants?limit=5', token });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toMatchObject([{ pointer: '/query/limit', code: 'INPUT_INVALID' }]);
  });
});

describe('preconditions', () => {
  test('PRECONDITION_REQUIRED: If-Match is missing on a versioned operation', async () => {
    const answer = await server.send({ method: 'POST', url: `/v1/grants/${id}:approve`, token });
    expect([answer.statusCode, answer.json().code]).toEqual([428, 'PRECONDITION_REQUIRED']);
  });

  test('INPUT_INVALID: If-Match that is no version', async () => {
    const headers = { 'if-match': 'abc' };
    const answer = await server.send({ method: 'POST', url: `/v1/grants/${id}:approve`, token, headers });
    expect(answer.json().errors).toMatchObject([{ pointer: '/headers/if-match', code: 'INPUT_INVALID' }]);
  });

  test('IDEMPOTENCY_KEY_REQUIRED: the key is missing', async () => {
    const answer = await server.send({ method: 'POST', url: '/v1/grants', token, payload: {} });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
  });

  test('the decision comes before the body: a wrong role learns nothing about its input', async () => {
    const answer = await server.send({
      method: 'POST',
      url: '/v1/grants',
      token: await server.token([acceptor]),
      payload: 'not json',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.json().code).toBe('ROLE_NOT_PERMITTED');
  });
});

describe('protection', () => {
  test('MAINTENANCE_READ_ONLY: writes wait, reads go on', async () => {
    const readOnly = await startHttp(
      (http) => {
        http.operation(getGrant, async () => aGrant());
        http.operation(removeGrant, async () => undefined);
      },
      { readOnly: () => true },
    );
    const writer = await readOnly.token([approver]);
    const write = await readOnly.send({ method: 'DELETE', url: `/v1/grants/${id}`, token: writer });
    expect([write.statusCode, write.headers['retry-after']]).toEqual([503, '60']);
    expect((await readOnly.send({ url: `/v1/grants/${id}`, token: writer })).statusCode).toBe(200);
  });

  test('TOO_MANY_REQUESTS: one principal is limited, another is not, and the bucket refills with time', async () => {
    let now = Date.now();
    const clock = { wall: () => new Date(now), business: () => new Date(now), today: () => '2014-04-28' };
    const limited = await startHttp((http) => http.operation(getGrant, async () => aGrant()), {
      rateLimit: { burst: 2, perSecond: 1 },
      clock,
    });
    const first = await limited.token([approver], 'a');
    const call = (who: string) => limited.send({ url: `/v1/grants/${id}`, token: who });
    const statuses = [(await call(first)).statusCode, (await call(first)).statusCode];
    const refused = await call(first);
    expect([...statuses, refused.statusCode, refused.headers['retry-after']]).toEqual([200, 200, 429, '1']);
    expect((await call(await limited.token([approver], 'b'))).statusCode).toBe(200);
    now += 1_000;
    expect((await call(first)).statusCode).toBe(200);
  });
});
