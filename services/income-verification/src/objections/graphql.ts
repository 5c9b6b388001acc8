import { getObjection, listObjections, Objection } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readObjection, readObjections } from './read.ts';

const typeDefs = `
${toGraphqlTypes([Objection], { keys: { Objection: 'id' } })}

extend type Query {
  objection(id: ID!): Objection
  "Objections to a report version, newest first."
  objections(reportId: ID!): [Objection!]!
}
`;

/** Objections in the graph, as their REST twins answer. */
export function objectionsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        objection: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readObjection(kit, gql.as(getObjection, { params: { id } }), id),
        objections: async (_: never, { reportId }: { reportId: string }, gql: GraphqlCall) => {
          const query = { reportId, first: 200 };
          return (await readObjections(kit, gql.as(listObjections, { query }), query)).items;
        },
      },
    },
    loaders: {
      Objection: {
        __resolveReference: async (queries: readonly { readonly obj: { readonly id: string } }[], gql: GraphqlCall) => {
          const ctx = gql.as(getObjection);
          return Promise.all(queries.map(({ obj }) => (isId(obj.id) ? readObjection(kit, ctx, obj.id) : null)));
        },
      },
    },
  };
}
