import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aGrant, approver, createGrant, listGrants, startHttp, type TestHttp } from './http-fixtures.ts';
import { compileCheck } from './validators.ts';

const seen: { input?: unknown } = {};
let server: TestHttp;
let token: string;

beforeAll(async () => {
  server = await startHttp((http) => {
    http.operation(createGrant, async (_ctx, { body }) => {
      seen.input = body;
      return aGrant();
    });
    http.operation(listGrants, async () => ({ items: [aGrant()], next: null }));
  });
  token = await server.token([approver]);
});

afterAll(() => server.http.app.close());

describe('the body is validated without coercion', () => {
  const good = { amountFen: 45_000, from: '2014-05-01', members: [{ name: '张三' }] };
  const post = (payload: object) =>
    server.send({ method: 'POST', url: '/v1/grants', token, headers: { 'idempotency-key': 'k' }, payload });

  test('a good body passes unchanged, a large amount too', async () => {
    const payload = { ...good, amountFen: Number.MAX_SAFE_INTEGER };
    expect((await post(payload)).statusCode).toBe(201);
    expect(seen.input).toEqual(payload);
  });

  test.each(['0000-01-01', '2014-02-29', '2014-13-01'])('INPUT_INVALID: %s is no day', async (from) => {
    const answer = await post({ ...good, from });
    expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([400, '/body/from']);
  });

  test('a leap second is no instant: no clock here has one', () => {
    const fits = compileCheck(Type.String({ format: 'date-time' }));
    expect(
      ['2014-05-06T09:00:00+08:00', '2014-05-06T01:00:00Z', '9999-12-31T23:59:60Z'].map((text) => fits(text)),
    ).toEqual([true, true, false]);
  });

  test.each([
    ['null', null],
    ['true', true],
    ['a text', '45000'],
    ['a list', [45_000]],
    ['a fraction', 1.5],
    ['2^53', 2 ** 53],
  ])('AMOUNT_INVALID: %s is no amount', async (_, amountFen) => {
    const answer = await post({ ...good, amountFen });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'AMOUNT_INVALID']);
    expect(answer.json().errors).toMatchObject([{ pointer: '/body/amountFen', code: 'AMOUNT_INVALID' }]);
  });

  test('AMOUNT_INVALID: the words for a number beyond the safe range name no masked limit', async () => {
    const above = await post({ ...good, amountFen: 2 ** 53 });
    const below = await post({ ...good, amountFen: -(2 ** 53) });
    expect([above, below].map((answer) => answer.json().errors[0].detail)).toEqual(['数值过大', '数值过小']);
  });

  test('AMOUNT_INVALID: inside a nullable amount; null itself passes', async () => {
    expect((await post({ ...good, limitFen: 0.5 })).json().errors).toMatchObject([
      { pointer: '/body/limitFen', code: 'AMOUNT_INVALID' },
    ]);
    expect((await post({ ...good, limitFen: null })).statusCode).toBe(201);
  });

  test('INPUT_INVALID: every fault is named by its field and no value is echoed', async () => {
    const answer = await post({ from: '2014-02-30', members: [{}], kind: '370100199001019019', other: 1 });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID']);
    expect(answer.json().errors).toEqual(
      expect.arrayContaining([
        { pointer: '/body/amountFen', code: 'INPUT_INVALID', detail: '缺少必填项' },
        { pointer: '/body/other', code: 'INPUT_INVALID', detail: '不是本操作的字段' },
        { pointer: '/body/from', code: 'INPUT_INVALID', detail: '不是有效的 date' },
        { pointer: '/body/members/0/name', code: 'INPUT_INVALID', detail: '缺少必填项' },
        { pointer: '/body/kind', code: 'INPUT_INVALID', detail: '应为以下之一：URBAN, RURAL' },
      ]),
    );
    expect(answer.json().errors).toHaveLength(5);
    expect(answer.body).not.toContain('370100199001019019');
  });
});

test.each(['1e309', '-1e309', 'Infinity', 'NaN', '201', '0'])('INPUT_INVALID: a page of %s', async (first) => {
  const answer = await server.send({ method: 'GET', url: `/v1/grants?first=${first}`, token });
  expect([answer.statusCode, answer.json().errors?.[0].pointer]).toEqual([400, '/query/first']);
});
