import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getGrant, startHttp, type TestHttp } from './http-fixtures.ts';

let server: TestHttp;
let port: number;

beforeAll(async () => {
  server = await startHttp((http) => http.operation(getGrant, async () => Promise.reject(new Error('not reached'))));
  await server.http.app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = server.http.app.server.address() as AddressInfo);
});

afterAll(() => server.http.app.close());

test('an expectation that nobody knows is passed over: the answer is a problem and not an empty 417', async () => {
  const answer = await new Promise<{ status: number | undefined; type: string | undefined }>((resolve, reject) => {
    const path = '/v1/grants/0190f3d2-0000-7000-8000-000000000001';
    const asked = request({ port, path, headers: { expect: 'the-unexpected' } }, (got) => {
      got.resume();
      resolve({ status: got.statusCode, type: got.headers['content-type'] });
    });
    asked.on('error', reject);
    asked.end();
  });
  expect(answer).toEqual({ status: 401, type: 'application/problem+json; charset=utf-8' });
});
