import { beforeEach, describe, expect, test } from 'vitest';
import { bodyHashOf } from './context.ts';
import { fail } from './errors.ts';
import { aGrant, approver, createGrant, startHttp } from './http-fixtures.ts';
import { type IdempotencyStore, IdempotencyTwin, type Replay } from './idempotency.ts';
import { hashOfSent } from './idempotent.ts';

/** A store whose answers a test lays out in order; what it was asked is kept. */
function scripted(answers: readonly Replay[]) {
  const asked: { key: string | undefined; hash: string }[] = [];
  const store: IdempotencyStore = {
    replay: async (ctx, hash) => {
      asked.push({ key: ctx.idempotencyKey, hash: hash.toString('hex') });
      return answers[asked.length - 1] ?? { kind: 'new' };
    },
  };
  return { store, asked };
}

const body = { amountFen: 1, from: '2014-05-01', members: [] };
const stored: Replay = { kind: 'stored', status: 201, body: aGrant('0190f3d2-0000-7000-8000-000000000009') };
let runs = 0;

beforeEach(() => {
  runs = 0;
});

async function send(answers: readonly Replay[], handler?: () => Promise<never>, payload: object = body) {
  const { store, asked } = scripted(answers);
  const server = await startHttp(
    (http) =>
      http.operation(createGrant, async (ctx) => {
        runs += 1;
        expect(bodyHashOf(ctx)).toHaveLength(32);
        return handler ? handler() : aGrant();
      }),
    { idempotency: store },
  );
  const answer = await server.send({
    method: 'POST',
    url: '/v1/grants',
    token: await server.token([approver]),
    headers: { 'idempotency-key': 'key-1' },
    payload,
  });
  return { answer, asked };
}

describe('one effect for one key', () => {
  test('a new key runs the handler', async () => {
    const { answer } = await send([{ kind: 'new' }]);
    expect([answer.statusCode, answer.headers['idempotency-replayed'], runs]).toEqual([201, undefined, 1]);
  });

  test('a stored answer is given again, with its version, without running', async () => {
    const { answer } = await send([stored]);
    expect([answer.statusCode, answer.headers['idempotency-replayed'], answer.headers.etag, runs]).toEqual([
      201,
      'true',
      '"3"',
      0,
    ]);
    expect(answer.json().id).toBe('0190f3d2-0000-7000-8000-000000000009');
  });

  test('IDEMPOTENCY_KEY_REUSED: the key with another body', async () => {
    const { answer } = await send([{ kind: 'conflict' }]);
    expect([answer.statusCode, answer.json().code, runs]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED', 0]);
    expect(answer.json().errors).toMatchObject([{ pointer: '/headers/idempotency-key' }]);
  });

  test('a twin that committed first gives its answer', async () => {
    const { answer } = await send([{ kind: 'new' }, stored], () => Promise.reject(new IdempotencyTwin()));
    expect([answer.statusCode, answer.headers['idempotency-replayed'], runs]).toEqual([201, 'true', 1]);
  });

  test('IDEMPOTENCY_KEY_REUSED: the twin had another body', async () => {
    const { answer } = await send([{ kind: 'new' }, { kind: 'conflict' }], () => Promise.reject(new IdempotencyTwin()));
    expect(answer.json().code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('IDEMPOTENCY_IN_PROGRESS: a twin whose answer is not there yet', async () => {
    const { answer } = await send([{ kind: 'new' }, { kind: 'new' }], () => Promise.reject(new IdempotencyTwin()));
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      '1',
    ]);
  });

  test('a handler that fails for another reason is not asked for a twin’s answer', async () => {
    const { answer, asked } = await send([{ kind: 'new' }, stored], () => Promise.reject(fail('GRANT_UNKNOWN')));
    expect([answer.statusCode, answer.json().code, runs, asked.length]).toEqual([404, 'GRANT_UNKNOWN', 1, 1]);
  });

  test('INPUT_INVALID: what has no canonical form has no hash', () => {
    expect(hashOfSent({ b: 1, a: '章' })).toEqual(hashOfSent({ a: '章', b: 1 }));
    expect(() => hashOfSent({ name: '\ud800' })).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        errors: [{ code: 'INPUT_INVALID', pointer: '/body' }],
        cause: expect.any(TypeError),
      }),
    );
  });

  test('the hash is of the content and not of its order', async () => {
    const first = await send([]);
    const reordered = await send([], undefined, { members: [], from: '2014-05-01', amountFen: 1 });
    const other = await send([], undefined, { ...body, amountFen: 2 });
    expect(reordered.asked[0]).toEqual(first.asked[0]);
    expect(other.asked[0]?.hash).not.toBe(first.asked[0]?.hash);
    expect(first.asked[0]?.key).toBe('key-1');
  });
});
