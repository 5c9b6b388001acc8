import { expect, test } from 'vitest';
import { createHealth } from './health.ts';
import { aGrant, approver, createGrant, startHttp } from './http-fixtures.ts';

const most = 2;
const body = { amountFen: 1, from: '2014-04-28', members: [] };

/** A service whose calls wait until they are let go, and which waits for its database all the time. */
async function saturable() {
  const waiting: (() => void)[] = [];
  const server = await startHttp(
    (http) => {
      http.operation(createGrant, async () => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return aGrant();
      });
      createHealth('people').mount(http.app);
    },
    { overload: { callsWhenSaturated: most, waitsForDatabase: () => true } },
  );
  const token = await server.token([approver]);
  const post = (key: string) =>
    server.send({ method: 'POST', url: '/v1/grants', token, headers: { 'idempotency-key': key }, payload: body });
  return { server, post, waiting };
}

test('a saturated process refuses with 503, Retry-After and a problem body before anything is done, and answers its health', async () => {
  const { server, post, waiting } = await saturable();
  const taken = [post('1'), post('2')];
  await expect.poll(() => server.http.load().saturated, { timeout: 60_000 }).toBe(true);
  const refused = await post('3');
  expect(refused.statusCode).toBe(503);
  expect(refused.headers).toMatchObject({
    'retry-after': '1',
    'content-type': expect.stringContaining('problem+json'),
  });
  expect(refused.json()).toMatchObject({ code: 'OVERLOADED', status: 503, retryAfterSeconds: 1 });
  expect((await server.http.app.inject('/livez')).statusCode).toBe(200);
  expect(waiting).toHaveLength(most);
  for (const go of waiting.splice(0)) go();
  expect((await Promise.all(taken)).map(({ statusCode }) => statusCode)).toEqual([201, 201]);
  expect(server.http.load()).toMatchObject({ inWork: 0, refused: 1 });
  await expect.poll(() => server.http.load().saturated, { timeout: 60_000 }).toBe(false);
  await server.http.app.close();
});

test('a refused call needs no token, and an unknown address is counted like any other', async () => {
  const { server, post, waiting } = await saturable();
  const taken = [post('1'), post('2')];
  await expect.poll(() => server.http.load().saturated, { timeout: 60_000 }).toBe(true);
  expect((await server.http.app.inject('/v1/nothing')).json()).toMatchObject({ code: 'OVERLOADED' });
  for (const go of waiting.splice(0)) go();
  await Promise.all(taken);
  expect((await server.http.app.inject('/v1/nothing')).json()).toMatchObject({ code: 'NOT_FOUND' });
  expect(server.http.load().inWork).toBe(0);
  await server.http.app.close();
});

test('without a limit no call is refused or counted', async () => {
  const server = await startHttp((http) => http.operation(createGrant, async () => aGrant()));
  await server.send({ method: 'POST', url: '/v1/grants', token: await server.token([approver]), payload: body });
  expect(server.http.load()).toEqual({ inWork: 0, saturated: false, refused: 0 });
});
