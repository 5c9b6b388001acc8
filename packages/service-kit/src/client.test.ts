import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServiceName, servicePorts } from '@mz/contracts';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { fail, ProblemError } from './errors.ts';
import {
  acceptor,
  aGrant,
  approveGrant,
  approver,
  createGrant,
  disclose,
  exportGrants,
  getGrant,
  readPerson,
  removeGrant,
  startHttp,
  type TestHttp,
} from './http-fixtures.ts';
import type { Context } from './kit.ts';
import { createLocalIssuer } from './local-issuer.ts';
import { localServiceTokens } from './service-tokens.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';
const caseId = `social-assistance/${id}`;
const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const seen: { ctx?: Context; input?: unknown } = {};
let people: TestHttp;
let url: string;
const open: Server[] = [];

const permissions = {
  'grants:read': { roles: ['COUNTY_APPROVER'], services: ['payments'] },
  'grants:write': { roles: ['COUNTY_APPROVER'], services: ['payments'] },
  'persons:read': { roles: ['COUNTY_APPROVER'], services: ['payments'] },
  'persons:disclose': { services: ['payments'] },
} as const;

beforeAll(async () => {
  const services = { callers: ['user', 'service'] } as const;
  people = await startHttp(
    (http) => {
      http.operation({ ...getGrant, ...services }, async (ctx, { params }) => {
        seen.ctx = ctx;
        if (params.id !== id)
          throw fail('GRANT_UNKNOWN', { pointer: '/params/id', legalBasis: '第九条', ruleId: 'R-9' });
        return aGrant();
      });
      http.operation({ ...createGrant, ...services }, async (ctx, { body }) => {
        seen.ctx = ctx;
        seen.input = body;
        return aGrant();
      });
      http.operation({ ...approveGrant, ...services }, async (ctx) => {
        seen.ctx = ctx;
        return aGrant();
      });
      http.operation({ ...removeGrant, ...services }, async () => undefined);
      http.operation(readPerson, async (ctx, { params }) => {
        seen.ctx = ctx;
        return params;
      });
      http.operation(disclose, async () => Promise.reject(new TypeError('broken')));
      http.stream({ ...exportGrants, ...services }, async () =>
        (async function* lines() {
          for (let line = 0; line < 3_000; line += 1) yield `${JSON.stringify({ line, name: '张三' })}\n`;
        })(),
      );
    },
    { permissions },
  );
  url = await people.http.app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => people.http.app.close());
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

function clientTo(peopleUrl: string, more: { deadlineMs?: number } = {}) {
  const urls = Object.fromEntries(Object.keys(servicePorts).map((name) => [name, peopleUrl])) as Record<
    ServiceName,
    string
  >;
  const tokens = localServiceTokens(people.issuer, 'payments');
  return createClient({ name: 'payments', urls, tokens, log: pino({ level: 'silent' }), ...more });
}

function context(more: Partial<Context> = {}): Context {
  return {
    actor: { kind: 'service', subject: 'system:payments:job', roles: [] },
    scope: { division: '37', actor: 'system:payments:job' },
    operationId: 'batches.seal',
    permission: 'batches:seal',
    traceparent: trace,
    language: 'zh-CN',
    ...more,
  };
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function problemOf(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (error instanceof ProblemError) return error;
  throw new Error(`expected a problem, got ${String(error)}`);
}

describe('a call', () => {
  test('answers what the operation declares, as the service itself', async () => {
    const grant = await clientTo(url).call(context(), getGrant, { params: { id } });
    expect(grant).toEqual(aGrant());
    expect(seen.ctx?.actor).toEqual({ kind: 'service', subject: 'service:payments', roles: [], caller: 'payments' });
  });

  test('carries the person, purpose, case, language and trace on', async () => {
    const userToken = await people.token([approver], 'acc-7');
    const ctx = context({ userToken, purpose: 'ASSESS_BENEFIT', caseId, language: 'en' });
    await clientTo(url).call(ctx, readPerson, { params: { id } });
    expect(seen.ctx).toMatchObject({
      actor: { kind: 'user', subject: 'acc-7', caller: 'payments' },
      purpose: 'ASSESS_BENEFIT',
      caseId,
      language: 'en',
      userToken,
    });
    expect(seen.ctx?.traceparent.slice(0, 36)).toBe(trace.slice(0, 36));
    expect(seen.ctx?.traceparent).not.toBe(trace);
  });

  test('sends the version, and the same Idempotency-Key for the same command', async () => {
    await clientTo(url).call(context({ expectedVersion: 3 }), approveGrant, { params: { id } });
    expect(seen.ctx?.expectedVersion).toBe(3);
    const keyFor = async (key: string | undefined, amountFen: number) => {
      const body = { amountFen, from: '2014-05-01', members: [] };
      await clientTo(url).call(context(key === undefined ? {} : { idempotencyKey: key }), createGrant, { body });
      return seen.ctx?.idempotencyKey;
    };
    const first = await keyFor('k', 1);
    expect(await keyFor('k', 1)).toBe(first);
    expect(await keyFor('k', 2)).not.toBe(first);
    expect(await keyFor(undefined, 1)).not.toBe(await keyFor(undefined, 1));
  });

  test('answers nothing for 204', async () => {
    expect(await clientTo(url).call(context(), removeGrant, { params: { id } })).toBeUndefined();
  });

  test('a stream comes line by line, characters whole', async () => {
    const lines: unknown[] = [];
    for await (const line of clientTo(url).callLines(context(), exportGrants, {})) lines.push(JSON.parse(line));
    expect(lines).toHaveLength(3_000);
    expect(lines[2_999]).toEqual({ line: 2_999, name: '张三' });
  });
});

describe('a refusal', () => {
  test('GRANT_UNKNOWN is thrown again with status, title, reasons, rule and article', async () => {
    const other = id.replace(/1$/, '2');
    const error = await problemOf(clientTo(url).call(context(), getGrant, { params: { id: other } }));
    expect(error).toMatchObject({
      code: 'GRANT_UNKNOWN',
      status: 404,
      errors: [{ pointer: '/params/id', code: 'GRANT_UNKNOWN' }],
      options: { title: '未找到该补助', ruleId: 'R-9', legalBasis: '第九条' },
    });
  });

  test('ROLE_NOT_PERMITTED: the person’s own rights still count', async () => {
    const userToken = await people.token([acceptor]);
    const ctx = context({ userToken, purpose: 'ASSESS_BENEFIT', caseId });
    expect((await problemOf(clientTo(url).call(ctx, readPerson, { params: { id } }))).code).toBe('ROLE_NOT_PERMITTED');
  });

  test('TOKEN_INVALID: the person’s token has ended; our own refused token is UPSTREAM_UNAVAILABLE', async () => {
    const bad = context({ userToken: 'a.b.c', purpose: 'ASSESS_BENEFIT', caseId });
    expect((await problemOf(clientTo(url).call(bad, readPerson, { params: { id } }))).code).toBe('TOKEN_INVALID');
    const stranger = await createLocalIssuer();
    const urls = Object.fromEntries(Object.keys(servicePorts).map((name) => [name, url])) as Record<
      ServiceName,
      string
    >;
    const client = createClient({
      name: 'payments',
      urls,
      tokens: localServiceTokens(stranger, 'payments'),
      log: pino({ level: 'silent' }),
    });
    expect((await problemOf(client.call(context(), getGrant, { params: { id } }))).code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('UPSTREAM_UNAVAILABLE: the callee broke down; neither its words nor its address are told', async () => {
    const error = await problemOf(clientTo(url).call(context(), disclose, { body: { caseId } }));
    expect([error.code, error.options.detail]).toEqual(['UPSTREAM_UNAVAILABLE', 'people']);
    expect(JSON.stringify(error.options.detail)).not.toContain('127.0.0.1');
  });

  test('a path parameter is needed and escaped', async () => {
    await expect(clientTo(url).call(context(), getGrant, {})).rejects.toThrow('needs the path parameter id');
    const error = await problemOf(clientTo(url).call(context(), getGrant, { params: { id: '../persons' } }));
    expect(error.code).toBe('INPUT_INVALID');
  });
});

describe('when the way fails', () => {
  test('UPSTREAM_UNAVAILABLE: nobody listens', async () => {
    const error = await problemOf(clientTo('http://127.0.0.1:9').call(context(), getGrant, { params: { id } }));
    expect([error.code, error.options.retryAfterSeconds]).toEqual(['UPSTREAM_UNAVAILABLE', 5]);
  });

  test('UPSTREAM_UNAVAILABLE: what answers does not speak HTTP', async () => {
    const other = await listen((request) => request.socket.end('\u0000TTP/1.1 200 OK\r\n\r\n'));
    const error = await problemOf(clientTo(other).call(context(), getGrant, { params: { id } }));
    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('UPSTREAM_UNAVAILABLE: no answer before the deadline, and GET is not tried again after it', async () => {
    let requests = 0;
    const silent = await listen(() => {
      requests += 1;
    });
    const error = await problemOf(clientTo(silent, { deadlineMs: 100 }).call(context(), getGrant, { params: { id } }));
    expect([error.code, requests]).toEqual(['UPSTREAM_UNAVAILABLE', 1]);
  });

  test('GET is tried once more after a lost connection, a write is not', async () => {
    let requests = 0;
    const flaky = await listen((request, response) => {
      requests += 1;
      if (requests === 1) return request.socket.destroy();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(aGrant()));
    });
    expect(await clientTo(flaky).call(context(), getGrant, { params: { id } })).toEqual(aGrant());
    expect(requests).toBe(2);
    requests = 0;
    expect((await problemOf(clientTo(flaky).call(context(), removeGrant, { params: { id } }))).code).toBe(
      'UPSTREAM_UNAVAILABLE',
    );
    expect(requests).toBe(1);
  });

  test('after five lost connections in a row the callee is left alone', async () => {
    let requests = 0;
    const dead = await listen((request) => {
      requests += 1;
      request.socket.destroy();
    });
    const client = clientTo(dead);
    for (let round = 0; round < 8; round += 1) await problemOf(client.call(context(), removeGrant, { params: { id } }));
    expect(requests).toBe(5);
  });

  test('UPSTREAM_UNAVAILABLE: a stream that breaks off is no complete answer', async () => {
    const broken = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"line":1}\n', () => response.destroy());
    });
    const read = async () => {
      for await (const line of clientTo(broken).callLines(context(), exportGrants, {})) expect(line).toBe('{"line":1}');
    };
    expect((await problemOf(read())).code).toBe('UPSTREAM_UNAVAILABLE');
  });
});
