import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultGraphqlLimits } from './graphql-limits.ts';
import type { Http } from './http.ts';
import { approver, startHttp, type TestHttp } from './http-fixtures.ts';

const calls = { grant: 0 };
let server: TestHttp;

function register(http: Http): void {
  http.graphql({
    typeDefs: `
      type Grant { id: ID! siblings(first: Int): [Grant!]! page(first: Int): GrantPage! }
      type GrantPage { items: [Grant!]! }
      extend type Query { grant(id: ID!): Grant grants(first: Int): [Grant!]! byIds(ids: [ID!]!): [Grant!]! }
    `,
    resolvers: {
      Query: {
        grant: () => {
          calls.grant += 1;
          return { id: '1', siblings: [], page: { items: [] } };
        },
        grants: () => [],
        byIds: () => [],
      },
    },
  });
}

beforeAll(async () => {
  server = await startHttp(register, { graphqlLimits: defaultGraphqlLimits });
});

afterAll(() => server.http.app.close());

async function ask(query: string, variables?: object, of = server) {
  const headers = {
    authorization: `Bearer ${await of.service('gateway')}`,
    'x-user-token': await of.token([approver]),
  };
  const answer = await of.send({ method: 'POST', url: '/graphql', headers, payload: { query, variables } });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

describe('limits, before any resolver runs', () => {
  const nested = (levels: number): string => (levels === 0 ? 'id' : `siblings(first: 1) { ${nested(levels - 1)} }`);

  test.each([
    ['QUERY_TOO_DEEP', `{ grant(id: "1") { ${nested(12)} } }`],
    ['TOO_MANY_ALIASES', `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: grant(id: "1") { id }`).join(' ')} }`],
    ['QUERY_TOO_COSTLY', '{ grants(first: 200) { siblings(first: 200) { siblings(first: 200) { id } } } }'],
    ['QUERY_TOO_LONG', `{ grant(id: "1") { ${'id '.repeat(4_001)} } }`],
  ])('%s', async (code, query) => {
    calls.grant = 0;
    const { status, body } = await ask(query);
    expect([status, body.errors[0].extensions.code, calls.grant]).toEqual([400, code, 0]);
    expect(body.data).toBeUndefined();
  });

  test('QUERY_TOO_COSTLY: the cost is taken with the variables of each call, also of a query seen before', async () => {
    const query = 'query Q($n: Int) { grants(first: $n) { siblings(first: $n) { id } } }';
    expect((await ask(query, { n: 2 })).status).toBe(200);
    expect((await ask(query, { n: 2 })).status).toBe(200);
    const { status, body } = await ask(query, { n: 1_000 });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'QUERY_TOO_COSTLY']);
  });

  test('a page states its length once, a list of ids is as long as it is', async () => {
    expect((await ask('{ grants(first: 200) { page(first: 200) { items { id } } } }')).status).toBe(400);
    expect((await ask('{ grants(first: 200) { page(first: 50) { items { id } } } }')).status).toBe(200);
    const query = 'query Q($ids: [ID!]!) { byIds(ids: $ids) { siblings(first: 100) { id } } }';
    expect((await ask(query, { ids: Array.from({ length: 400 }, String) })).status).toBe(200);
    expect((await ask(query, { ids: Array.from({ length: 600 }, String) })).status).toBe(400);
  });

  test('QUERY_INVALID: fragments that go round', async () => {
    const { body } = await ask(
      '{ grants { ...A } } fragment A on Grant { siblings { ...B } } fragment B on Grant { siblings { ...A } }',
    );
    expect(body.errors[0].extensions.code).toBe('QUERY_INVALID');
  });

  test('TOO_MANY_ALIASES: aliases in fragments count each time they are spread', async () => {
    const doubled = Array.from({ length: 30 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(
      ' ',
    );
    const { body } = await ask(`{ ...F0 } ${doubled} fragment F30 on Query { a: grant(id: "1") { id } }`);
    expect(body.errors[0].extensions.code).toBe('TOO_MANY_ALIASES');
  });

  test('a subgraph admits the names that the gateway’s planner adds to a question within the limits', async () => {
    const subgraph = await startHttp(register);
    const query = `{ ${Array.from({ length: 30 }, (_, n) => `a${n}: grant(id: "1") { _mzKey: id e0: id }`).join(' ')} }`;
    expect((await ask(query, undefined, subgraph)).status).toBe(200);
    await subgraph.http.app.close();
  });

  test('INTROSPECTION_DISABLED in production only', async () => {
    expect((await ask('{ __schema { types { name } } }')).status).toBe(200);
    const production = await startHttp(register, { production: true });
    const answer = await ask('{ __schema { types { name } } }', undefined, production);
    expect(answer.body.errors[0].extensions.code).toBe('INTROSPECTION_DISABLED');
    expect(answer.headers['strict-transport-security']).toContain('max-age');
  });
});
