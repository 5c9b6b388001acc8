import {
  entrustRequest,
  getRequest,
  listRequests,
  type OperationInputOf,
  submitRequest,
  VerificationRequest,
} from '@mz/contracts';
import { isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { entrust } from './entrust.ts';
import { readRequest, readRequests } from './read.ts';
import { submit } from './submit.ts';

const typeDefs = `
${toGraphqlTypes([VerificationRequest], { keys: { VerificationRequest: 'id' } })}

type VerificationRequestPage {
  items: [VerificationRequest!]!
  next: String
}

extend type Query {
  verificationRequest(id: ID!): VerificationRequest
  "Newest first; overdue: INTAKE or REPORT."
  verificationRequests(
    state: String
    applicationId: ID
    overdue: String
    first: Int
    after: String
  ): VerificationRequestPage!
}

extend type Mutation {
  submitVerificationRequest(id: ID!, expectedVersion: Int!, idempotencyKey: String!): VerificationRequest!
  entrustVerificationRequest(id: ID!, expectedVersion: Int!, idempotencyKey: String!): VerificationRequest!
}
`;

type ListQuery = OperationInputOf<typeof listRequests>['query'];
type Asked = Readonly<Record<keyof ListQuery, unknown>>;
type Given = { readonly id: string; readonly expectedVersion: number; readonly idempotencyKey: string };

/** Requests in the graph: read, submitted and entrusted by the functions of their REST twins. */
export function requestsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        verificationRequest: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readRequest(kit, gql.as(getRequest, { params: { id } }), id),
        verificationRequests: (_: never, asked: Asked, gql: GraphqlCall) =>
          readRequests(kit, gql.as(listRequests), given(asked)),
      },
      Mutation: {
        submitVerificationRequest: (_: never, { id, ...given }: Given, gql: GraphqlCall) =>
          gql.mutate(submitRequest, { input: { params: { id }, query: {}, body: {} }, ...given }, (ctx, input) =>
            submit(kit, ctx, input),
          ),
        entrustVerificationRequest: (_: never, { id, ...given }: Given, gql: GraphqlCall) =>
          gql.mutate(entrustRequest, { input: { params: { id }, query: {}, body: {} }, ...given }, (ctx, input) =>
            entrust(kit, ctx, input),
          ),
      },
    },
    loaders: {
      VerificationRequest: {
        __resolveReference: async (queries: readonly { readonly obj: { readonly id: string } }[], gql: GraphqlCall) => {
          const ctx = gql.as(getRequest);
          return Promise.all(queries.map(({ obj }) => (isId(obj.id) ? readRequest(kit, ctx, obj.id) : null)));
        },
      },
    },
  };
}

/** What was asked for; an argument that is null was not. */
function given(asked: Asked): ListQuery {
  // The graph has checked the types; `overdue` is one of two words or finds nothing.
  return Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== null && value !== undefined),
  ) as ListQuery;
}
