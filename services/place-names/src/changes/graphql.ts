import {
  DivisionChange,
  DivisionChangeFile,
  getDivisionChange,
  listDivisionChanges,
  publishDivisionChange,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { publishChange } from './commands.ts';
import { type Changes, readChange, readChanges } from './reads.ts';

const typeDefs = `
${toGraphqlTypes([DivisionChange, DivisionChangeFile])}

extend type Query {
  "A change, drafts too, for the offices."
  divisionChange(id: String!): DivisionChangeFile
  "Published changes in force since a day, oldest first."
  divisionChanges(since: String): [DivisionChange!]!
}

extend type Mutation {
  publishDivisionChange(id: String!, expectedVersion: Int!, idempotencyKey: String!): DivisionChangeFile!
}
`;

interface PublishArguments {
  readonly id: string;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
}

/** Changes in the graph, by the functions of their REST twins. */
export function changesGraphql(changes: Changes): GraphqlModule {
  const { kit } = changes;
  return {
    typeDefs,
    resolvers: {
      Query: {
        divisionChange: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readChange(kit, gql.as(getDivisionChange, { params: { id } }), id),
        divisionChanges: async (_: never, { since }: { since?: string | null }, gql: GraphqlCall) => {
          const { items } = await readChanges(changes, gql.as(listDivisionChanges), since ?? undefined);
          return items;
        },
      },
      Mutation: {
        publishDivisionChange: (_: never, args: PublishArguments, gql: GraphqlCall) => {
          const { id, expectedVersion, idempotencyKey } = args;
          const input = { params: { id }, query: {}, body: {} };
          return gql.mutate(publishDivisionChange, { input, expectedVersion, idempotencyKey }, (ctx) =>
            publishChange(kit, ctx, id),
          );
        },
      },
    },
  };
}
