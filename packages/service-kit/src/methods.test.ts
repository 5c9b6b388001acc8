import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  aGrant,
  approveGrant,
  createGrant,
  exportGrants,
  getGrant,
  listGrants,
  printGrant,
  removeGrant,
  startHttp,
  type TestHttp,
} from './http-fixtures.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';
let server: TestHttp;

beforeAll(async () => {
  server = await startHttp((http) => {
    http.operation(getGrant, async () => aGrant());
    http.operation(listGrants, async () => ({ items: [], next: null }));
    http.operation(createGrant, async () => aGrant());
    http.operation(approveGrant, async () => aGrant());
    http.operation(removeGrant, async () => undefined);
    const nothing = async () => (async function* none() {})();
    http.stream(exportGrants, nothing);
    http.stream(printGrant, nothing);
    http.app.get('/open/*', async () => 'open');
    http.app.all('/rest/*', { config: { fallback: true } }, (_request, reply) => reply.callNotFound());
  });
});

afterAll(() => server.http.app.close());

test.each([
  ['POST', `/v1/grants/${id}`, 'DELETE, GET'],
  ['PUT', '/v1/grants', 'GET, POST'],
  ['DELETE', '/v1/grants?first=1', 'GET, POST'],
  ['GET', `/v1/grants/${id}:approve`, 'POST'],
  ['POST', '/v1/grants:export', 'GET'],
  ['POST', `/v1/grants/${id}.pdf`, 'DELETE, GET'], // the id of a grant, too
  ['PUT', '/open/a/b', 'GET'],
  ['HEAD', '/v1/grants', 'GET, POST'],
  ['OPTIONS', '/v1/grants', 'GET, POST'],
  ['PATCH', '/v1/%67rants', 'GET, POST'],
] as const)('METHOD_NOT_ALLOWED: %s %s says in Allow what the path takes', async (method, url, allow) => {
  const answer = await server.send({ method, url });
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, allow]);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
});

test('METHOD_NOT_ALLOWED comes before the body is read: another media type, a broken JSON', async () => {
  for (const [type, payload] of [
    ['text/csv', 'a'],
    ['application/json', '{'],
  ] as const) {
    const answer = await server.send({ method: 'PUT', url: '/v1/grants', headers: { 'content-type': type }, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  }
});

test('NOT_FOUND: a path that only a fallback takes, or that is longer than a known one, has no other method', async () => {
  for (const url of ['/rest/of/it', '/v2/grants', `/v1/grants/${id}/more`, '/v1/grantsX', '/v1/grants/']) {
    const answer = await server.send({ method: 'PUT', url });
    expect([url, answer.statusCode, answer.headers.allow, answer.json().code]).toEqual([
      url,
      404,
      undefined,
      'NOT_FOUND',
    ]);
  }
});
