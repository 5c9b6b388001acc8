import { defineOperation, type ServiceName } from '@mz/contracts';
import { definePermissions, defineService, fail, type GraphqlCall, type ServiceDefinition } from '@mz/service-kit';
import { startTestService, type TestIssuer, type TestService } from '@mz/testing';
import { Type } from 'typebox';
import type { SubgraphSource } from '../src/federation/graph.ts';

/** One call that a subgraph received. */
export interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: { readonly query: string; readonly variables?: Record<string, unknown> };
}

/** A subgraph that runs: its source for the gateway and what it was asked. */
export interface RunningSubgraph {
  readonly source: SubgraphSource;
  readonly received: Received[];
  readonly test: TestService;
}

type Part = Parameters<Parameters<ServiceDefinition['build']>[0]['graphql']>[0];

/** Starts a real service of the kit with a small graph of its own. */
export async function startSubgraph(name: ServiceName, part: Part, issuer: TestIssuer): Promise<RunningSubgraph> {
  const received: Received[] = [];
  const definition = defineService({
    name,
    errors: { PERSON_UNKNOWN: { status: 404, zh: '无此人员', en: 'No such person' } },
    permissions: definePermissions({ 'things:read': { roles: ['COUNTY_APPROVER'] } }),
    mount(app) {
      app.addHook('preHandler', async (request) => {
        if (request.url === '/graphql')
          received.push({ headers: request.headers, body: request.body as Received['body'] });
      });
    },
    build(kit) {
      kit.graphql(part);
    },
  });
  const test = await startTestService(definition, { issuer });
  const url = await test.service.listen();
  return { source: { name, sdl: await test.service.http.sdl(), url }, received, test: test as TestService };
}

/** What every resolver of these graphs asks for: who is it? */
export function lookOf(service: ServiceName): ReturnType<typeof defineOperation> {
  return defineOperation({
    id: 'things.read',
    service,
    method: 'GET',
    path: '/v1/things',
    summary: 'Reads a thing.',
    success: { status: 200, schema: Type.Object({}) },
    permission: 'things:read',
  });
}

interface Reference {
  readonly obj: { readonly id: string };
}

/** Persons: the name says who asked, so that one caller's person cannot pass for another's. */
export const peoplePart: Part = {
  typeDefs: `
    type Person @key(fields: "id") { id: ID! name: String! idNo: String broken: String friend: Person }
    extend type Query { person(id: ID!): Person }
  `,
  resolvers: {
    Query: {
      person: (_: never, { id }: { id: string }, gql: GraphqlCall) => personFor(id, gql),
    },
    Person: {
      broken: () => {
        throw new TypeError('secret words');
      },
      idNo: ({ id }: { id: string }) => {
        if (id === 'p-closed') throw fail('CASE_REQUIRED');
        return '3701**';
      },
    },
  },
  loaders: {
    Person: {
      __resolveReference: async (queries: readonly Reference[], gql: GraphqlCall) =>
        queries.map(({ obj }) => personFor(obj.id, gql)),
    },
  },
};

function personFor(id: string, gql: GraphqlCall): object | null {
  const { actor } = gql.as(lookOf('people'));
  if (id === 'p-none') return null;
  return { id, name: `${id} for ${actor.subject}` };
}

/** Applications and enrolments of the bureau. */
export const bureauPart: Part = {
  typeDefs: `
    type Application @key(fields: "id") { id: ID! state: State! members: [Member!]! enrolment: Enrolment applicant: Person }
    type Member { relation: String! person: Person }
    type Enrolment @key(fields: "id") { id: ID! amountFen: Fen! }
    enum State { DRAFT APPROVED }
    input Wish { ids: [ID!]! state: State }
    extend type Person @key(fields: "id") { id: ID! @external }
    extend type Query { application(id: ID!): Application wished(wish: Wish!): [Application!]! must: Application! }
    extend type Mutation { approve(id: ID!): Application draft(id: ID!): Application }
  `,
  resolvers: {
    Query: {
      application: (_: never, { id }: { id: string }) => applicationOf(id),
      wished: (_: never, { wish }: { wish: { ids: string[] } }) => wish.ids.map(applicationOf),
      must: () => {
        throw fail('SCOPE_FORBIDDEN');
      },
    },
    Mutation: {
      approve: (_: never, { id }: { id: string }) => applicationOf(id),
      draft: (_: never, { id }: { id: string }) => applicationOf(id),
    },
  },
  loaders: {
    Application: {
      __resolveReference: async (queries: readonly Reference[]) => queries.map(({ obj }) => applicationOf(obj.id)),
    },
    Enrolment: {
      __resolveReference: async (queries: readonly Reference[]) =>
        queries.map(({ obj }) => ({ id: obj.id, amountFen: 2 ** 40 })),
    },
  },
};

function applicationOf(id: string): object {
  const ids = id === 'a-odd' ? ['p-1', 'p-none', 'p-closed'] : ['p-1', 'p-2', 'p-1'];
  return {
    id,
    state: 'APPROVED',
    members: ids.map((one) => ({ relation: 'CHILD', person: { __typename: 'Person', id: one } })),
    enrolment: { id: `e-${id}`, amountFen: 2 ** 40 },
    applicant: { __typename: 'Person', id: ids[0] },
  };
}

/** Payments adds the lines to the bureau's enrolment. */
export const paymentsPart: Part = {
  typeDefs: `
    type PaymentLine @key(fields: "id") { id: ID! amountFen: Fen! payee: Person }
    extend type Person @key(fields: "id") { id: ID! @external }
    extend type Enrolment @key(fields: "id") { id: ID! @external paymentLines(first: Int): [PaymentLine!] total: Fen }
    extend type Query { line(id: ID!): PaymentLine }
  `,
  resolvers: {
    Query: { line: (_: never, { id }: { id: string }) => lineOf(id) },
    Enrolment: { total: () => 2 ** 41 },
  },
  loaders: {
    Enrolment: {
      __resolveReference: async (queries: readonly Reference[]) =>
        queries.map(({ obj }) => ({ __typename: 'Enrolment', id: obj.id })),
      paymentLines: async (queries: readonly { obj: { id: string }; params: { first?: number } }[]) =>
        queries.map(({ obj, params }) =>
          Array.from({ length: params.first ?? 2 }, (_, index) => lineOf(`${obj.id}-${index}`)),
        ),
    },
  },
} as Part;

function lineOf(id: string): object {
  return { id, amountFen: 2 ** 40, payee: { __typename: 'Person', id: 'p-2' } };
}

/** Reports: adds one to an application. */
export const reportsPart: Part = {
  typeDefs: `
    type Report @key(fields: "id") { id: ID! verdict: String! }
    extend type Application @key(fields: "id") { id: ID! @external report: Report }
    extend type Query { report(id: ID!): Report }
  `,
  resolvers: { Query: { report: (_: never, { id }: { id: string }) => ({ id, verdict: 'WITHIN' }) } },
  loaders: {
    Application: {
      __resolveReference: async (queries: readonly Reference[]) => queries.map(({ obj }) => ({ id: obj.id })),
      report: async (queries: readonly Reference[]) =>
        queries.map(({ obj }) => ({ id: `r-${obj.id}`, verdict: 'WITHIN' })),
    },
  },
};
