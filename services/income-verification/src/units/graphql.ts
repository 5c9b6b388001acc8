import { createEntrustingUnit, EntrustingUnit, endEntrustingUnit, listEntrustingUnits } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { create, end } from './commands.ts';
import { listUnitRows, toUnit } from './queries.ts';

const inputs = [
  Type.Object(createEntrustingUnit.body.properties, { $id: 'CreateEntrustingUnitInput' }),
  Type.Object(endEntrustingUnit.body.properties, { $id: 'EndEntrustingUnitInput' }),
];

const typeDefs = `
${toGraphqlTypes([EntrustingUnit])}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  entrustingUnits: [EntrustingUnit!]!
}

extend type Mutation {
  createEntrustingUnit(input: CreateEntrustingUnitInput!, idempotencyKey: String!): EntrustingUnit!
  endEntrustingUnit(id: ID!, input: EndEntrustingUnitInput!, expectedVersion: Int!, idempotencyKey: String!): EntrustingUnit!
}
`;

/** Units outside the platform in the graph, by the functions of REST. */
export function unitsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        entrustingUnits: async (_: never, __: never, gql: GraphqlCall) =>
          kit.read(gql.as(listEntrustingUnits), async (db) => (await listUnitRows(db)).map(toUnit)),
      },
      Mutation: {
        createEntrustingUnit: mutationOf(createEntrustingUnit, (ctx, { body }) => create(kit, ctx, body)),
        endEntrustingUnit: mutationOf(endEntrustingUnit, (ctx, input) => end(kit, ctx, input)),
      },
    },
  };
}
