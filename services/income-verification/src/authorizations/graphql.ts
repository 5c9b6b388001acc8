import { getAuthorization, listAuthorizations, MeansAuthorization } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readAuthorization, readCaseAuthorizations } from './read.ts';

const typeDefs = `
${toGraphqlTypes([MeansAuthorization], { keys: { MeansAuthorization: 'id' } })}

extend type Query {
  meansAuthorization(id: ID!): MeansAuthorization
  "The authorizations of a case, newest first."
  meansAuthorizations(caseId: String!): [MeansAuthorization!]!
}
`;

/** Authorizations in the graph, as their REST twins answer. */
export function authorizationsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        meansAuthorization: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readAuthorization(kit, gql.as(getAuthorization, { params: { id } }), id),
        meansAuthorizations: async (_: never, { caseId }: { caseId: string }, gql: GraphqlCall) =>
          (await readCaseAuthorizations(kit, gql.as(listAuthorizations), caseId)).items,
      },
    },
    loaders: {
      MeansAuthorization: {
        __resolveReference: async (queries: readonly { readonly obj: { readonly id: string } }[], gql: GraphqlCall) => {
          const ctx = gql.as(getAuthorization);
          return Promise.all(queries.map(({ obj }) => (isId(obj.id) ? readAuthorization(kit, ctx, obj.id) : null)));
        },
      },
    },
  };
}
