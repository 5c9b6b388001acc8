import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { defineService } from '@mz/service-kit';
import { createTestIssuer, startTestService, type TestIssuer, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';

let issuer: TestIssuer;
let upstream: TestService;
let gateway: TestService;
let address: string;
const seen: string[] = [];
const firstChunk = Promise.withResolvers<string>();
const release = Promise.withResolvers<void>();

beforeAll(async () => {
  issuer = await createTestIssuer();
  upstream = (await startTestService(upstreamDefinition(), { issuer })) as TestService;
  const people = await upstream.service.listen();
  gateway = (await startTestService(service, { issuer, urls: { people } })) as unknown as TestService;
  address = await gateway.service.listen();
});

afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

/** A service behind the gateway that says what reached it. */
function upstreamDefinition(): ReturnType<typeof defineService> {
  return defineService({
    name: 'people',
    errors: {},
    permissions: {},
    mount(app) {
      app.addHook('onRequest', async (request) => void seen.push(request.url));
      app.all('/v1/echo', async (request, reply) =>
        reply
          .headers({ link: '<?after=a>; rel="next"', etag: '"3"', 'keep-alive': 'timeout=9' })
          .send({ method: request.method, url: request.url, headers: request.headers, body: request.body }),
      );
      app.get('/v1/busy', async (_request, reply) => reply.code(503).header('retry-after', '1').send({ code: 'BUSY' }));
      app.get('/v1/stream', async (_request, reply) => reply.type('application/x-ndjson').send(Readable.from(lines())));
      app.get('/internal/secret', async () => ({ secret: true }));
      app.get('/dev/token', async () => ({ secret: true }));
      app.register(async (scope) => {
        scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
        scope.post('/v1/upload', async (request) => {
          let text = '';
          for await (const chunk of request.body as AsyncIterable<Buffer>) {
            text += String(chunk);
            firstChunk.resolve(text);
          }
          return { text };
        });
      });
    },
    build() {},
  });
}

async function* lines(): AsyncGenerator<string> {
  yield 'first\n';
  await release.promise;
  yield 'second\n';
}

describe('REST by prefix', () => {
  test('path, query, body and the listed headers reach the service, nothing else does', async () => {
    const answer = await gateway.inject({
      method: 'POST',
      url: '/api/people/v1/echo?a=1&b=%E5%BC%A0',
      headers: {
        authorization: 'Bearer abc',
        'content-type': 'application/json',
        'idempotency-key': 'k-1',
        'if-match': '"2"',
        'if-none-match': '"5"',
        'x-purpose': 'ASSESS_BENEFIT',
        'x-case': 'c',
        'x-division': '370100000000',
        'accept-language': 'en',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-user-token': 'forged',
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        cookie: 'a=b',
      },
      payload: { name: '张三' },
    });
    const { url, headers, body } = answer.json();
    expect([answer.statusCode, url, body]).toEqual([200, '/v1/echo?a=1&b=%E5%BC%A0', { name: '张三' }]);
    const given = Object.keys(headers).filter((name) => !['host', 'connection', 'content-length'].includes(name));
    expect(given.sort()).toEqual([
      'accept-language',
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'traceparent',
      'x-case',
      'x-division',
      'x-forwarded-for',
      'x-purpose',
    ]);
    expect(headers.traceparent).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(headers.host).not.toBe('evil.example');
    // Whose call it is, not what the caller says of it.
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
  });

  test('headers of the answer come back, those of the connection stay behind', async () => {
    const { headers } = await gateway.inject({ url: '/api/people/v1/echo' });
    expect(headers.link).toBe('<?after=a>; rel="next"');
    expect(headers.etag).toBe('"3"');
    expect(headers['keep-alive']).toBeUndefined();
  });

  test('an answer of the service is the answer, a 503 too; nobody calls twice', async () => {
    seen.length = 0;
    const answer = await gateway.inject({ url: '/api/people/v1/busy' });
    expect([answer.statusCode, answer.json().code, seen]).toEqual([503, 'BUSY', ['/v1/busy']]);
  });

  test('UPSTREAM_UNAVAILABLE: a service that is down is a 503 problem with Retry-After and no address', async () => {
    const answer = await gateway.inject({ url: '/api/payments/v1/payees' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', detail: 'payments' });
    expect(answer.payload).not.toMatch(/127\.0\.0\.1|ECONN|:9\b/);
  });

  test('SERVICE_UNKNOWN: 404', async () => {
    for (const name of ['nobody', 'gateway', 'agency-simulator']) {
      const answer = await gateway.inject({ url: `/api/${name}/v1/things` });
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'SERVICE_UNKNOWN']);
    }
  });
});

describe('what is closed', () => {
  const paths = [
    '/api/people/internal/secret',
    '/api/people/dev/token',
    '/api/people/metrics',
    '/api/people/readyz',
    '/api/people/graphql',
    '/api/people/v1/../internal/secret',
    '/api/people/v1/..%2finternal%2fsecret',
    '/api/people/v1/%2e%2e/internal/secret',
    '/api/people/v1/.%2E/internal/secret',
    '/api/people/v1/%252e%252e/internal/secret',
    '/api/people/v1/..\\internal\\secret',
    '/api/people/v1/%5c..%5cinternal',
    '/api/people/v1//internal/secret',
    '/api/people//internal/secret',
    '/api/people/v1%2f..%2finternal/secret',
    '/api/people/v1/x%2Fy',
    '/api/people/v2/echo',
    '/api/people/v10/echo',
    '//api/people/v1/echo',
    '/internal/secret',
    '/dev/token',
  ];
  // Over a socket, since `inject` would tidy the path first.
  test.each(paths)('404 %s', async (path) => {
    seen.length = 0;
    const { statusCode, text } = await get(path);
    expect(text).not.toContain('secret":true');
    expect([statusCode, JSON.parse(text).code]).toEqual([404, 'NOT_FOUND']);
    expect(seen.filter((url) => !url.startsWith('/v1/%252e'))).toEqual([]);
  });

  test.each(['POST', 'PATCH', 'OPTIONS', 'TRACE', 'HEAD', 'DELETE'] as const)(
    'METHOD_NOT_ALLOWED: %s on a path of a service is its own 405 with its Allow',
    async (method) => {
      const answer = await gateway.inject({ method, url: '/api/people/v1/busy' });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET']);
      if (method !== 'HEAD') expect(answer.json().code).toBe('METHOD_NOT_ALLOWED');
    },
  );

  test.each([
    ['GET', '/graphql', 'POST'],
    ['POST', '/health', 'GET'],
    ['PUT', '/catalogue.json', 'GET'],
    ['DELETE', '/api/people/openapi.json', 'GET'],
    ['PATCH', '/operations/dead-letters', 'GET'],
  ] as const)('METHOD_NOT_ALLOWED: %s %s of the gateway itself', async (method, url, allow) => {
    const answer = await gateway.inject({ method, url });
    expect([answer.statusCode, answer.headers.allow, answer.json().code]).toEqual([405, allow, 'METHOD_NOT_ALLOWED']);
  });

  test('NOT_FOUND: closed paths have no method at all', async () => {
    const answer = await gateway.inject({ method: 'POST', url: '/api/people/internal/secret' });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('bodies stream', () => {
  test('an answer arrives line by line, before the service has ended it', async () => {
    const answer = await send('/api/people/v1/stream');
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(String(first)).toBe('first\n');
    release.resolve();
    expect(await textOf(answer)).toBe('second\n');
  });

  test('a request arrives chunk by chunk, before the caller has ended it', async () => {
    const request = httpRequest(`${address}/api/people/v1/upload`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
    });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.write('one');
    expect(await firstChunk.promise).toBe('one');
    request.end('two');
    const [answer] = await answered;
    expect(JSON.parse(await textOf(answer))).toEqual({ text: 'onetwo' });
  });
});

async function send(path: string): Promise<IncomingMessage> {
  const { hostname, port } = new URL(address);
  const request = httpRequest({ hostname, port, path, agent: false }).end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

async function get(path: string): Promise<{ statusCode: number | undefined; text: string }> {
  const answer = await send(path);
  return { statusCode: answer.statusCode, text: await textOf(answer) };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}
