import { BoundaryInspection, getBoundaryInspection, listBoundaryInspections, signProtocol } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { sign } from './commands.ts';
import { readInspection, readInspectionsOf } from './reads.ts';

const inputs = [Type.Object(signProtocol.body.properties, { $id: 'SignInspectionProtocolInput' })];

const typeDefs = `
${toGraphqlTypes([BoundaryInspection])}

extend type BoundaryLine {
  "Joint inspections, the newest first."
  inspections: [BoundaryInspection!]!
}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  boundaryInspection(id: ID!): BoundaryInspection
}

extend type Mutation {
  signInspectionProtocol(id: ID!, input: SignInspectionProtocolInput!, expectedVersion: Int!): BoundaryInspection!
}
`;

type SignArguments = {
  readonly id: string;
  readonly input: Parameters<typeof sign>[2]['body'];
  readonly expectedVersion: number;
};
type Asked = readonly { readonly obj: { readonly id: string } }[];

/** Inspections in the graph, by the functions of their REST twins. */
export function inspectionsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        boundaryInspection: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readInspection(kit, gql.as(getBoundaryInspection, { params: { id } }), id),
      },
      Mutation: {
        signInspectionProtocol: (_: never, { id, input: body, expectedVersion }: SignArguments, gql: GraphqlCall) => {
          const input = { params: { id }, query: {}, body };
          return gql.mutate(signProtocol, { input, expectedVersion }, (ctx) => sign(kit, ctx, input));
        },
      },
    },
    loaders: {
      BoundaryLine: {
        inspections: async (queries: Asked, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.id);
          const found = await readInspectionsOf(kit, gql.as(listBoundaryInspections), ids);
          const byLine = Map.groupBy(found, ({ lineId }) => lineId);
          return ids.map((id) => byLine.get(id) ?? []);
        },
      },
    },
  };
}
