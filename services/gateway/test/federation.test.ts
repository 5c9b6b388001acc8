import { defineService } from '@mz/service-kit';
import { createTestIssuer, startTestService, type TestIssuer, type TestService } from '@mz/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppKit } from '../src/app-kit.ts';
import { errors } from '../src/errors.ts';
import type { FederationOptions } from '../src/federation/federate.ts';
import type { SubgraphSource } from '../src/federation/graph.ts';
import { mountGraphql } from '../src/federation/mount.ts';
import { bureauPart, paymentsPart, peoplePart, type RunningSubgraph, reportsPart, startSubgraph } from './subgraphs.ts';

let issuer: TestIssuer;
let people: RunningSubgraph;
let bureau: RunningSubgraph;
let payments: RunningSubgraph;
let reports: RunningSubgraph;
let gateway: TestService;
let approver: string;

const all = (): RunningSubgraph[] => [people, bureau, payments, reports];

beforeAll(async () => {
  issuer = await createTestIssuer();
  people = await startSubgraph('people', peoplePart, issuer);
  bureau = await startSubgraph('social-assistance', bureauPart, issuer);
  payments = await startSubgraph('payments', paymentsPart, issuer);
  reports = await startSubgraph('income-verification', reportsPart, issuer);
  gateway = await startGateway(all().map(({ source }) => source));
  approver = await issuer.token({ role: 'COUNTY_APPROVER', subject: 'approver-1' });
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all(all().map(({ test: running }) => running.stop()));
});

beforeEach(() => {
  for (const { received } of all()) received.length = 0;
});

async function startGateway(sources: readonly SubgraphSource[], options: FederationOptions = {}): Promise<TestService> {
  const definition = defineService({
    name: 'gateway',
    errors,
    permissions: {},
    mount: (app, kit) => mountGraphql(app, kit as AppKit, { subgraphs: sources, ...options }),
    build() {},
  });
  return (await startTestService(definition, { issuer })) as TestService;
}

interface Asked {
  readonly token?: string;
  readonly variables?: object;
  readonly operationName?: string;
  readonly headers?: Record<string, string>;
  readonly at?: TestService;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads into the answer and asserts what it finds.
type Json = any;

async function ask(
  query: string,
  asked: Asked = {},
): Promise<{ status: number; data: Json; errors: Json[]; text: string }> {
  const answer = await (asked.at ?? gateway).inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${asked.token ?? approver}`, ...asked.headers },
    payload: {
      query,
      ...(asked.variables === undefined ? {} : { variables: asked.variables }),
      ...(asked.operationName === undefined ? {} : { operationName: asked.operationName }),
    },
  });
  const { data, errors: faults = [] } = answer.json();
  return { status: answer.statusCode, data, errors: faults, text: answer.payload };
}

describe('one graph over all services', () => {
  test('one request reaches four services, once each a level', async () => {
    const query = `{ application(id: "a-1") { id state applicant { name } report { verdict }
      enrolment { amountFen paymentLines(first: 2) { id amountFen payee { name } } } } }`;
    for (const _ of ['interpreted', 'compiled', 'compiled again']) {
      const { status, data, errors: faults } = await ask(query);
      expect({ status, faults }).toEqual({ status: 200, faults: [] });
      expect(data.application).toEqual({
        id: 'a-1',
        state: 'APPROVED',
        applicant: { name: 'p-1 for approver-1' },
        report: { verdict: 'WITHIN' },
        enrolment: {
          amountFen: 2 ** 40,
          paymentLines: [
            { id: 'e-a-1-0', amountFen: 2 ** 40, payee: { name: 'p-2 for approver-1' } },
            { id: 'e-a-1-1', amountFen: 2 ** 40, payee: { name: 'p-2 for approver-1' } },
          ],
        },
      });
    }
    expect(bureau.received).toHaveLength(3);
    expect(reports.received).toHaveLength(3);
    expect(payments.received).toHaveLength(3);
    expect(people.received).toHaveLength(6);
  });

  test('entities of a list are asked for in one call, each once', async () => {
    const { data } = await ask('{ application(id: "a-1") { members { relation person { name } } } }');
    expect(data.application.members.map(({ person }: { person: { name: string } }) => person.name)).toEqual([
      'p-1 for approver-1',
      'p-2 for approver-1',
      'p-1 for approver-1',
    ]);
    expect(people.received).toHaveLength(1);
    expect(JSON.stringify(people.received[0]?.body.variables).match(/"p-\d"/g)).toEqual(['"p-1"', '"p-2"']);
  });

  test('a person’s id alone needs no call to people', async () => {
    const { data } = await ask('{ application(id: "a-1") { applicant { __typename id } } }');
    expect(data.application.applicant).toEqual({ __typename: 'Person', id: 'p-1' });
    expect(people.received).toHaveLength(0);
  });

  test('aliases, fragments, conditions and variables in lists and objects go through', async () => {
    const query = `query Q($one: ID!, $state: State, $with: Boolean!, $lines: Int) {
      first: wished(wish: { ids: [$one, "a-2"], state: $state }) { ...part key: id }
      second: application(id: $one) { who: applicant { nummer: id called: name } applicant { name } }
    }
    fragment part on Application { status: state report @include(if: $with) { verdict }
      enrolment { few: paymentLines(first: $lines) { id } many: paymentLines(first: 2) { id } total }
      ... @skip(if: $with) { applicant { name } } }`;
    for (const _ of ['interpreted', 'compiled']) {
      const variables = { one: 'a-1', state: 'DRAFT', with: false, lines: 1 };
      const { data, errors: faults } = await ask(query, { variables });
      expect(faults).toEqual([]);
      const part = (id: string): object => ({
        status: 'APPROVED',
        enrolment: { few: [{ id: `e-${id}-0` }], many: [{ id: `e-${id}-0` }, { id: `e-${id}-1` }], total: 2 ** 41 },
        applicant: { name: 'p-1 for approver-1' },
        key: id,
      });
      const person = 'p-1 for approver-1';
      expect(data).toEqual({
        first: [part('a-1'), part('a-2')],
        second: { who: { nummer: 'p-1', called: person }, applicant: { name: person } },
      });
    }
    const { data } = await ask(query, { variables: { one: 'a-1', with: true } });
    expect(data.first[0].report).toEqual({ verdict: 'WITHIN' });
    expect(data.first[0].applicant).toBeUndefined();
  });

  test('mutations run one after another, and may be read across services', async () => {
    const { data, errors: faults } = await ask(
      'mutation { draft(id: "a-1") { applicant { name } } approve(id: "a-2") { report { verdict } } }',
    );
    expect(faults).toEqual([]);
    expect(data.draft.applicant.name).toBe('p-1 for approver-1');
    expect(data.approve.report.verdict).toBe('WITHIN');
    expect(bureau.received.map(({ body }) => /draft|approve/.exec(body.query)?.[0])).toEqual(['draft', 'approve']);
  });
});

describe('who asks', () => {
  test('the service gets the gateway’s own token, the person’s beside it, and nothing that is not listed', async () => {
    await ask('{ person(id: "p-1") { name } }', {
      headers: {
        'x-purpose': 'ASSESS_BENEFIT',
        'x-case': 'social-assistance/0190f3d2-0000-7000-8000-000000000001',
        'accept-language': 'en',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        cookie: 'a=b',
        'x-user-token': 'forged',
        'x-forwarded-host': 'evil.example',
      },
    });
    const headers = people.received[0]?.headers ?? {};
    expect(headers['x-user-token']).toBe(approver);
    expect(headers.authorization).not.toBe(`Bearer ${approver}`);
    expect(headers).toMatchObject({
      'x-purpose': 'ASSESS_BENEFIT',
      'x-case': 'social-assistance/0190f3d2-0000-7000-8000-000000000001',
      'accept-language': 'en',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('x-forwarded-host');
  });

  test('callers at the same time each get their own persons', async () => {
    const subjects = Array.from({ length: 20 }, (_, index) => `caller-${index}`);
    const answers = await Promise.all(
      subjects.map(async (subject) =>
        ask('{ application(id: "a-1") { members { person { name } } } }', {
          token: await issuer.token({ role: 'COUNTY_APPROVER', subject }),
        }),
      ),
    );
    for (const [index, { data }] of answers.entries()) {
      const names = data.application.members.map(({ person }: { person: { name: string } }) => person.name);
      expect(names).toEqual(['p-1', 'p-2', 'p-1'].map((id) => `${id} for caller-${index}`));
    }
  });

  test('after one caller’s answer another without the right gets none of it', async () => {
    const query = '{ application(id: "a-1") { id applicant { name } } }';
    await ask(query);
    const refused = await issuer.token({ role: 'CITIZEN' });
    const { data, errors: faults } = await ask(query, { token: refused });
    expect(data.application).toEqual({ id: 'a-1', applicant: null });
    expect(faults.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['application', 'applicant'], 'ROLE_NOT_PERMITTED'],
    ]);
  });

  test('TOKEN_MISSING: 401 without a token, TOKEN_INVALID where the service does not accept it', async () => {
    const none = await gateway.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ person(id: "p") { id } }' },
    });
    expect([none.statusCode, none.json().code]).toEqual([401, 'TOKEN_MISSING']);
    const { data, errors: faults } = await ask('{ person(id: "p-1") { id } }', { token: 'not.a.token' });
    expect(data).toEqual({ person: null });
    expect(faults.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['person'], 'TOKEN_INVALID']]);
  });
});

describe('errors', () => {
  test('an entity that fails or is hidden has its own place in the answer', async () => {
    for (const _ of ['interpreted', 'compiled']) {
      const { data, errors: faults } = await ask(
        '{ application(id: "a-odd") { members { person { name idNo broken } } } }',
      );
      expect(data.application.members).toEqual([
        { person: { name: 'p-1 for approver-1', idNo: '3701**', broken: null } },
        { person: null },
        { person: { name: 'p-closed for approver-1', idNo: null, broken: null } },
      ]);
      const found = faults.map(({ path, extensions }) => `${path.join('.')} ${extensions.code}`).sort();
      expect(found).toEqual([
        'application.members.0.person.broken INTERNAL',
        'application.members.2.person.broken INTERNAL',
        'application.members.2.person.idNo CASE_REQUIRED',
      ]);
    }
  });

  test('a refused field that must not be null ends the answer with one error', async () => {
    const { data, errors: faults } = await ask('{ must { id } }');
    expect(data).toBeNull();
    expect(faults.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['must'], 'SCOPE_FORBIDDEN']]);
  });

  test('UPSTREAM_UNAVAILABLE: a refused connection names service and path, never a host; the rest is answered', async () => {
    const sources = all().map(({ source }) =>
      source.name === 'people' ? { ...source, url: 'http://127.0.0.1:9' } : source,
    );
    const at = await startGateway(sources);
    const {
      data,
      errors: faults,
      text,
    } = await ask('{ person(id: "p-1") { id } application(id: "a-1") { id members { person { name } } } }', { at });
    expect(data).toEqual({
      person: null,
      application: { id: 'a-1', members: [{ person: null }, { person: null }, { person: null }] },
    });
    const found = faults.map(({ path, extensions }) => `${path.join('.')} ${extensions.code} ${extensions.service}`);
    expect(found.sort()).toEqual([
      'application.members.0.person UPSTREAM_UNAVAILABLE people',
      'application.members.1.person UPSTREAM_UNAVAILABLE people',
      'application.members.2.person UPSTREAM_UNAVAILABLE people',
      'person UPSTREAM_UNAVAILABLE people',
    ]);
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|localhost/);
    await at.stop();
  });

  test('UPSTREAM_UNAVAILABLE: a service that does not answer in time', async () => {
    const { promise: never, resolve: release } = Promise.withResolvers<null>();
    const slow = await startSubgraph(
      'people',
      { ...peoplePart, resolvers: { Query: { person: () => never } } },
      issuer,
    );
    const at = await startGateway([slow.source], { timeoutMs: 300 });
    const { data, errors: faults, text } = await ask('{ person(id: "p-1") { id } }', { at });
    expect(data).toEqual({ person: null });
    expect(faults.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['person'], 'UPSTREAM_UNAVAILABLE'],
    ]);
    expect(text).not.toMatch(/127\.0\.0\.1/);
    release(null);
    await at.stop();
    await slow.test.stop();
  });
});

describe('limits hold before any call', () => {
  const cases: readonly [string, string][] = [
    ['QUERY_TOO_LONG', `{ ${'person(id: "p") { id } '.repeat(800)} }`],
    ['TOO_MANY_ALIASES', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: person(id: "p") { id }`).join(' ')} }`],
    ['QUERY_TOO_COSTLY', '{ application(id: "a") { enrolment { paymentLines(first: 60000) { id } } } }'],
    ['QUERY_TOO_DEEP', `{ person(id: "p") ${'{ friend '.repeat(12)}{ id }${' }'.repeat(12)} }`],
    ['QUERY_INVALID', '{ nothing }'],
    ['INTROSPECTION_DISABLED', '{ __schema { types { name } } }'],
    ['QUERY_INVALID', '{ _entities(representations: []) { __typename } }'],
    ['QUERY_INVALID', '{ _service { sdl } }'],
    ['QUERY_INVALID', '{'],
  ];
  test.each(cases)('%s: %s', async (code, query) => {
    const { status, errors: faults } = await ask(query);
    expect([status, faults[0].extensions.code]).toEqual([400, code]);
    expect(all().flatMap(({ received }) => received)).toEqual([]);
  });

  test.each(['interpreted', 'compiled', 'compiled before'])(
    'QUERY_INVALID: a variable of another type, %s',
    async () => {
      const query = 'query Typed($id: ID!) { application(id: $id) { state } }';
      const { status, errors: faults, text } = await ask(query, { variables: { id: { secret: 'Zhang San' } } });
      expect([status, faults.map((fault) => fault.extensions.code)]).toEqual([400, ['QUERY_INVALID']]);
      expect(faults[0].extensions.detail).toBe('Variable "$id"');
      expect(text).not.toMatch(/secret|Zhang/);
      expect(all().flatMap(({ received }) => received)).toEqual([]);
    },
  );

  test('QUERY_INVALID: a subscription, and an operation that the document does not have', async () => {
    const subscription = await ask('subscription { __typename }');
    expect([subscription.status, subscription.errors[0].extensions.code]).toEqual([400, 'QUERY_INVALID']);
    const absent = await ask('query A { __typename }', { operationName: 'B' });
    expect([absent.status, absent.errors[0].extensions.code]).toEqual([400, 'QUERY_INVALID']);
  });

  test('QUERY_TOO_COSTLY: also when the compiled query gets another variable', async () => {
    const query = 'query Q($n: Int) { application(id: "a") { enrolment { paymentLines(first: $n) { id } } } }';
    for (const _ of ['interpreted', 'compiled']) expect((await ask(query, { variables: { n: 1 } })).errors).toEqual([]);
    expect((await ask(query, { variables: { n: 60_000 } })).errors[0].extensions.code).toBe('QUERY_TOO_COSTLY');
  });
});
