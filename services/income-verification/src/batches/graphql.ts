import {
  cancelRecheck as cancelOperation,
  getRecheck,
  listRecheckChanges,
  type OperationInputOf,
  Recheck,
  RecheckChange,
  startRecheck as startOperation,
} from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { TSchema } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { cancelRecheck, type startRecheck } from './commands.ts';
import { findChanges, readRecheck } from './queries.ts';

/** The body as an input: its enum has a name of its own, since the output type has its already. */
function inputOf({ body }: { readonly body: TSchema }, $id: string): TSchema {
  const copy: unknown = JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === '$id' ? undefined : value)));
  // A schema is plain data: its copy is one.
  return { ...(copy as TSchema), $id } as TSchema;
}

const typeDefs = `
${toGraphqlTypes([Recheck, RecheckChange])}
${toGraphqlTypes([inputOf(startOperation, 'StartRecheckInput')], { input: true })}

type RecheckChangeEdge {
  cursor: String!
  node: RecheckChange!
}

type RecheckChangePageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type RecheckChangeConnection {
  edges: [RecheckChangeEdge!]!
  pageInfo: RecheckChangePageInfo!
}

extend type Query {
  recheck(id: ID!): Recheck
  "What a batch found otherwise than before, in the caller's division."
  recheckChanges(recheckId: ID!, first: Int, after: String): RecheckChangeConnection!
}

extend type Mutation {
  startRecheck(input: StartRecheckInput!, idempotencyKey: String!): Recheck!
  cancelRecheck(id: ID!, expectedVersion: Int!, idempotencyKey: String!): Recheck!
}
`;

type Body = OperationInputOf<typeof startOperation>['body'];
type Page = { readonly recheckId: string; readonly first?: number | null; readonly after?: string | null };

/** Batches in the graph, by the functions of their REST twins. */
export function recheckGraphql(kit: AppKit, start: typeof startRecheck): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        recheck: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readRecheck(kit, gql.as(getRecheck, { params: { id } }), id),
        recheckChanges: async (_: never, { recheckId, first, after }: Page, gql: GraphqlCall) => {
          const query = { recheckId, ...(first ? { first } : {}), ...(after ? { after } : {}) };
          const { items, next } = await findChanges(kit, gql.as(listRecheckChanges, { query }), query);
          return {
            edges: items.map((node) => ({ cursor: encodeCursor([node.id]), node })),
            pageInfo: { hasNextPage: next !== null, endCursor: next },
          };
        },
      },
      Mutation: {
        startRecheck: (_: never, given: { input: Body; idempotencyKey: string }, gql: GraphqlCall) => {
          const { input: body, idempotencyKey } = given;
          const input = { params: {}, query: {}, body };
          return gql.mutate(startOperation, { input, idempotencyKey }, (ctx) => start(kit, ctx, body));
        },
        cancelRecheck: (
          _: never,
          { id, expectedVersion, idempotencyKey }: { id: string; expectedVersion: number; idempotencyKey: string },
          gql: GraphqlCall,
        ) => {
          const input = { params: { id }, query: {}, body: {} };
          return gql.mutate(cancelOperation, { input, expectedVersion, idempotencyKey }, (ctx, asked) =>
            cancelRecheck(kit, ctx, asked),
          );
        },
      },
    },
  };
}
