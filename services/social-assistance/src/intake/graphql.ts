import {
  Application,
  draftApplication as draftOperation,
  getApplication,
  getHousehold,
  listApplications,
  submitApplication as submitOperation,
} from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { isId } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import {
  type Application as ApplicationShape,
  findApplication,
  findApplications,
  findApplicationsById,
} from '../applications/index.ts';
import { findHouseholdsById } from '../households/index.ts';
import { draftApplication, submitApplication } from './commands.ts';

const inputs = [
  Type.Object(draftOperation.body.properties, { $id: 'DraftApplicationInput' }),
  Type.Object(submitOperation.body.properties, { $id: 'SubmitApplicationInput' }),
];

const typeDefs = `
${toGraphqlTypes([Application], { keys: { Application: 'id' } })}

extend type Application {
  household: Household
}

type ApplicationEdge {
  cursor: String!
  node: Application!
}

type ApplicationPageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type ApplicationConnection {
  edges: [ApplicationEdge!]!
  pageInfo: ApplicationPageInfo!
}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  application(id: ID!): Application
  "Applications in the caller's division, newest first."
  applications(first: Int, after: String, state: ApplicationState): ApplicationConnection!
}

extend type Mutation {
  draftApplication(input: DraftApplicationInput!, idempotencyKey: String!): Application!
  submitApplication(id: ID!, input: SubmitApplicationInput!, expectedVersion: Int!, idempotencyKey: String!): Application!
}
`;

type Page = Parameters<typeof findApplications>[2];
type PageArguments = { readonly [K in keyof Page]?: Page[K] | null };
type DraftArguments = { readonly input: Parameters<typeof draftApplication>[2]; readonly idempotencyKey: string };
type SubmitArguments = {
  readonly id: string;
  readonly input: Parameters<typeof submitApplication>[3];
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
};
type Asked<T> = readonly { readonly obj: T }[];

/** Applications in the graph, by the functions of their REST twins. */
export function intakeGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        application: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          findApplication(kit, gql.as(getApplication, { params: { id } }), id),
        applications: (_: never, args: PageArguments, gql: GraphqlCall) => connection(kit, gql, args),
      },
      Mutation: {
        // The inputs have the form of the REST requests, so one key stands for one request on either way.
        draftApplication: (_: never, { input: body, idempotencyKey }: DraftArguments, gql: GraphqlCall) => {
          return gql.mutate(draftOperation, { input: { params: {}, query: {}, body }, idempotencyKey }, (ctx) =>
            draftApplication(kit, ctx, body),
          );
        },
        submitApplication: (_: never, args: SubmitArguments, gql: GraphqlCall) => {
          const { id, input: body, expectedVersion, idempotencyKey } = args;
          const input = { params: { id }, query: {}, body };
          return gql.mutate(submitOperation, { input, expectedVersion, idempotencyKey }, (ctx) =>
            submitApplication(kit, ctx, id, body),
          );
        },
      },
    },
    loaders: {
      Application: {
        __resolveReference: async (queries: Asked<{ id: string }>, gql: GraphqlCall) => {
          const found = await findApplicationsById(kit, gql.as(getApplication), idsOf(queries));
          return queries.map(({ obj }) => found.get(obj.id) ?? null);
        },
        household: async (queries: Asked<ApplicationShape>, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.householdId).filter((id) => id !== null);
          const found = await findHouseholdsById(kit, gql.as(getHousehold), ids);
          return queries.map(({ obj }) => found.get(obj.householdId ?? '') ?? null);
        },
      },
    },
  };
}

async function connection(kit: AppKit, gql: GraphqlCall, { first, after, state }: PageArguments) {
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  const { items, next } = await findApplications(kit, gql.as(listApplications), {
    ...(typeof first === 'number' ? { first } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof state === 'string' ? { state } : {}),
  });
  const edges = items.map((node) => ({ node, cursor: encodeCursor([node.id]) }));
  return { edges, pageInfo: { hasNextPage: next !== null, endCursor: edges.at(-1)?.cursor ?? null } };
}

function idsOf(queries: Asked<{ id: string }>): string[] {
  return queries.map(({ obj }) => obj.id).filter(isId);
}
