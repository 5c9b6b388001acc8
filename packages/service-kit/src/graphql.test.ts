import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fail } from './errors.ts';
import { toGraphqlTypes } from './graphql-types.ts';
import type { Http } from './http.ts';
import {
  acceptor,
  aGrant,
  approveGrant,
  approver,
  createGrant,
  disclose,
  emptyStore,
  Grant,
  getGrant,
  startHttp,
  type TestHttp,
} from './http-fixtures.ts';
import type { GraphqlCall, GraphqlModule } from './kit.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';
const unknown = '0190f3d2-0000-7000-8000-0000000000ff';
const other = '0190f3d2-0000-7000-8000-000000000002';
const large = 2 ** 40;
const calls = { grant: 0, reference: 0, siblings: 0 };
let batch = 0;

function grantsModule(): GraphqlModule {
  return {
    typeDefs: `
      ${toGraphqlTypes([Grant], { keys: { Grant: 'id' } })}
      extend type Grant { siblings(first: Int): [Grant!]! secret: String }
      extend type Query { grant(id: ID!): Grant grants(first: Int): [Grant!]! echo(amount: Fen!): Fen! broken: String }
      extend type Mutation { approve(id: ID!, expectedVersion: Int): Grant create(amount: Fen!, from: String, idempotencyKey: String): Grant }
    `,
    resolvers: {
      Query: {
        grant: (_: never, args: { id: string }, gql: GraphqlCall) => {
          gql.as(getGrant, { params: { id: args.id } });
          calls.grant += 1;
          if (args.id === unknown) throw fail('GRANT_UNKNOWN');
          return { ...aGrant(args.id), amountFen: large };
        },
        grants: (_: never, _args: never, gql: GraphqlCall) => {
          gql.as(getGrant);
          return [aGrant('a'), aGrant('b'), aGrant('c')];
        },
        echo: (_: never, args: { amount: number }) => args.amount,
        broken: () => {
          throw new TypeError('370100199001019019');
        },
      },
      Mutation: {
        approve: (_: never, args: { id: string; expectedVersion?: number }, gql: GraphqlCall) =>
          gql.mutate(approveGrant, { input: { params: { id: args.id }, query: {} }, ...given(args) }, async (ctx) => ({
            ...aGrant(args.id),
            version: (ctx.expectedVersion ?? 0) + 1,
          })),
        create: (_: never, args: { amount: number; from?: string; idempotencyKey?: string }, gql: GraphqlCall) =>
          gql.mutate(createGrant, { input: inputOf(args), ...given(args) }, async () => aGrant()),
      },
      Grant: {
        secret: (_: never, _args: never, gql: GraphqlCall) => gql.as(disclose).operationId,
      },
    },
    loaders: {
      Grant: {
        __resolveReference: async (queries: readonly { obj: { id: string } }[]) => {
          calls.reference += 1;
          batch = queries.length;
          return queries.map(({ obj }) => aGrant(obj.id));
        },
        siblings: async (queries, gql) => {
          calls.siblings += 1;
          gql.as(getGrant);
          return queries.map(() => [aGrant('x')]);
        },
      },
    },
  };
}

function inputOf({ amount, from = '2014-04-28' }: { amount: number; from?: string }) {
  return { params: {}, query: {}, body: { amountFen: amount, from, members: [] } };
}

function given(args: { expectedVersion?: number; idempotencyKey?: string }) {
  return {
    ...(args.expectedVersion === undefined ? {} : { expectedVersion: args.expectedVersion }),
    ...(args.idempotencyKey === undefined ? {} : { idempotencyKey: args.idempotencyKey }),
  };
}

function register(http: Http): void {
  http.graphql(grantsModule());
}

let server: TestHttp;
let headers: Record<string, string>;

beforeAll(async () => {
  server = await startHttp(register);
  headers = await gatewayHeaders(server, await server.token([approver]));
});

afterAll(() => server.http.app.close());

async function gatewayHeaders(from: TestHttp, user: string): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await from.service('gateway')}`, 'x-user-token': user };
}

async function ask(query: string, variables?: object, asked = headers) {
  const answer = await server.send({ method: 'POST', url: '/graphql', headers: asked, payload: { query, variables } });
  return { status: answer.statusCode, body: answer.json() };
}

describe('a subgraph answers', () => {
  test('amounts beyond 32 bits, interpreted, compiled and as an argument', async () => {
    const query = `query Q($amount: Fen!) { grant(id: "${id}") { id amountFen state } echo(amount: $amount) }`;
    for (let round = 0; round < 3; round += 1) {
      const { body } = await ask(query, { amount: large });
      expect(body).toEqual({ data: { grant: { id, amountFen: large, state: 'DRAFT' }, echo: large } });
    }
    expect((await ask(`{ echo(amount: ${large}) }`)).body.data.echo).toBe(large);
  });

  test('entities in one loader call, whatever their number', async () => {
    calls.reference = 0;
    const representations = ['a', 'b', 'c'].map((one) => ({ __typename: 'Grant', id: one }));
    const query =
      'query E($representations: [_Any!]!) { _entities(representations: $representations) { ... on Grant { id amountFen } } }';
    const { body } = await ask(query, { representations });
    expect(body.data._entities.map((one: { id: string }) => one.id)).toEqual(['a', 'b', 'c']);
    expect([calls.reference, batch]).toEqual([1, 3]);
  });

  test('a loader runs once for all parents and gets the call', async () => {
    calls.siblings = 0;
    const { body } = await ask('{ grants(first: 3) { id siblings(first: 1) { id } } }');
    expect(body.data.grants).toHaveLength(3);
    expect(calls.siblings).toBe(1);
  });

  test('its SDL with keys, enums and the money scalar', async () => {
    const sdl = await server.http.sdl();
    expect(sdl).toContain('scalar Fen');
    expect(sdl).toContain('type Grant @key(fields: "id") {');
    expect(sdl).toContain('enum GrantState {');
  });
});

describe('refusals carry the same code as REST', () => {
  test.each([1, 2, 3])('GRANT_UNKNOWN in extensions, with its path, on run %i of the same query', async () => {
    const { status, body } = await ask(`{ one: grant(id: "${unknown}") { id } two: grant(id: "${other}") { id } }`);
    expect(status).toBe(200);
    expect(body.data).toEqual({ one: null, two: { id: other } });
    expect(body.errors).toEqual([
      {
        message: '未找到该补助',
        path: ['one'],
        locations: expect.any(Array),
        extensions: { code: 'GRANT_UNKNOWN', status: 404, traceId: expect.any(String) },
      },
    ]);
  });

  test('ROLE_NOT_PERMITTED: a field asks for the permission of its REST twin', async () => {
    const clerk = await gatewayHeaders(server, await server.token([{ role: 'AUDITOR', division: '370000000000' }]));
    const { body } = await ask(`{ grant(id: "${id}") { id } }`, undefined, clerk);
    expect(body.errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
  });

  test.each(['no-id', 'urn:uuid:0190f3d2-0000-7000-8000-000000000001', ''])(
    'INPUT_INVALID: %j is no id, as an argument, in a command and in a path of REST',
    async (text) => {
      const before = calls.grant;
      const fault = { code: 'INPUT_INVALID', pointer: '/params/id' };
      const read = await ask('query Q($id: ID!) { grant(id: $id) { id } }', { id: text });
      expect(read.body.errors[0].extensions).toMatchObject({ code: 'INPUT_INVALID', errors: [fault] });
      const write = await ask('mutation M($id: ID!) { approve(id: $id, expectedVersion: 3) { id } }', { id: text });
      expect(write.body.errors[0].extensions).toMatchObject({ code: 'INPUT_INVALID', errors: [fault] });
      expect(calls.grant).toBe(before);
    },
  );

  test('INPUT_INVALID: what a mutation hands on is looked at as the body of REST', async () => {
    const { body } = await ask('mutation { create(amount: 1, from: "2014-02-30", idempotencyKey: "k") { id } }');
    expect(body.errors[0].extensions).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ code: 'INPUT_INVALID', pointer: '/body/from' }],
    });
  });

  test('SERVICE_ONLY: a service-only operation is not reached through the gateway', async () => {
    const { body } = await ask(`{ grant(id: "${id}") { id secret } }`);
    expect(body.data.grant.secret).toBeNull();
    expect(body.errors[0].extensions.code).toBe('SERVICE_ONLY');
  });

  test('INTERNAL: an unknown exception tells nothing', async () => {
    const { body } = await ask('{ broken }');
    expect(body.errors[0]).toMatchObject({ message: '系统内部错误', extensions: { code: 'INTERNAL', status: 500 } });
    expect(JSON.stringify(body)).not.toContain('370100199001019019');
  });

  test('QUERY_INVALID: a misspelt field is not told the right one, with introspection off that would give the schema away', async () => {
    const { status, body } = await ask('{ grnat(id: "1") { id } }');
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'QUERY_INVALID']);
    expect(JSON.stringify(body)).not.toMatch(/did you mean|"grant/i);
  });

  test('QUERY_INVALID: an unknown field, a broken text, an AST in place of a text, a wrong variable', async () => {
    for (const query of ['{ nothing }', '{ grant(', '{"kind":"Document"}']) {
      const { status, body } = await ask(query);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'QUERY_INVALID']);
    }
  });

  test.each([1, 2, 3])('AMOUNT_INVALID: an amount that is none, as variable and in the text, on run %i', async () => {
    for (const amount of ['370100199001019019', 1.5, 2 ** 53, null]) {
      const { status, body } = await ask('query Q($amount: Fen!) { echo(amount: $amount) }', { amount });
      expect(body.errors[0].extensions.code).toBe(amount === null ? 'QUERY_INVALID' : 'AMOUNT_INVALID');
      expect(status).toBe(400);
      expect(JSON.stringify(body)).not.toContain('3701');
    }
    expect((await ask('{ echo(amount: "12") }')).body.errors[0].extensions.code).toBe('AMOUNT_INVALID');
  });
});

describe('mutations', () => {
  test('PRECONDITION_REQUIRED without expectedVersion; with it the command gets it', async () => {
    const without = await ask(`mutation { approve(id: "${id}") { version } }`);
    expect(without.body.errors[0].extensions.code).toBe('PRECONDITION_REQUIRED');
    const { body } = await ask(`mutation { approve(id: "${id}", expectedVersion: 3) { version } }`);
    expect(body.data.approve.version).toBe(4);
  });

  test('IDEMPOTENCY_KEY_REQUIRED without a key; a stored answer is given again', async () => {
    const without = await ask('mutation { create(amount: 1) { id } }');
    expect(without.body.errors[0].extensions.code).toBe('IDEMPOTENCY_KEY_REQUIRED');
    const stored = await startHttp(register, {
      idempotency: { ...emptyStore, replay: async () => ({ kind: 'stored', status: 201, body: aGrant('kept') }) },
    });
    const answer = await stored.send({
      method: 'POST',
      url: '/graphql',
      headers: await gatewayHeaders(stored, await stored.token([approver])),
      payload: { query: 'mutation { create(amount: 1, idempotencyKey: "k") { id } }' },
    });
    expect(answer.json().data.create.id).toBe('kept');
  });
});

describe('only the gateway with a person', () => {
  test.each([
    ['TOKEN_MISSING', 401, async () => ({})],
    ['SERVICE_ONLY', 403, async () => ({ authorization: `Bearer ${await server.token([approver])}` })],
    ['USER_REQUIRED', 403, async () => ({ authorization: `Bearer ${await server.service('gateway')}` })],
    [
      'SERVICE_NOT_PERMITTED',
      403,
      async () => ({
        authorization: `Bearer ${await server.service('payments')}`,
        'x-user-token': await server.token([acceptor]),
      }),
    ],
    [
      'TOKEN_INVALID',
      401,
      async () => ({ authorization: `Bearer ${await server.service('gateway')}`, 'x-user-token': 'x.y.z' }),
    ],
  ])('%s', async (code, status, credentials) => {
    const answer = await ask('{ grants { id } }', undefined, (await credentials()) as Record<string, string>);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('faults of the schema stop the start', () => {
  test.each([
    [
      'a type that is defined twice',
      'type Grant { id: ID! } extend type Query { a: Grant }',
      'type Grant { id: ID! name: String } extend type Query { b: Grant }',
    ],
  ])('%s', async (_, first, second) => {
    const started = startHttp((http) => {
      http.graphql({ typeDefs: first, resolvers: {} });
      http.graphql({ typeDefs: second, resolvers: {} });
    });
    await expect(started).rejects.toThrow('GraphQL type Grant is defined twice');
  });

  test('a field with two resolvers', async () => {
    const started = startHttp((http) => {
      http.graphql(grantsModule());
      http.graphql({ typeDefs: 'extend type Query { other: ID }', resolvers: { Query: { grant: () => null } } });
    });
    await expect(started).rejects.toThrow('GraphQL field Query.grant has two resolvers');
  });
});
