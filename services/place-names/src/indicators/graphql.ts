import { getPlaceIndicator, listPlaceIndicators, PlaceIndicator, PlaceIndicatorRow } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { type IndicatorReader, readIndicator, readIndicators } from './read.ts';

const typeDefs = `
${toGraphqlTypes([PlaceIndicator, PlaceIndicatorRow])}

extend type Query {
  placeIndicators(year: Int!): [PlaceIndicator!]!
  placeIndicatorRows(code: String!, year: Int!, division: String): [PlaceIndicatorRow!]!
}
`;

/** Indicators in the graph, by the functions of REST. */
export function indicatorsGraphql(reader: IndicatorReader): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        placeIndicators: async (_: unknown, { year }: { year: number }, gql: GraphqlCall) =>
          (await readIndicators(reader, gql.as(listPlaceIndicators), year)).items,
        placeIndicatorRows: async (
          _: unknown,
          { code, year, division }: { code: string; year: number; division?: string | null },
          gql: GraphqlCall,
        ) => {
          const asked = { code, year, ...(typeof division === 'string' ? { division } : {}) };
          return (await readIndicator(reader, gql.as(getPlaceIndicator), asked)).rows;
        },
      },
    },
  };
}
