import { ContainingDivision, NearbyPlace, PolygonNote, ReverseGeocode, reverseGeocode } from '@mz/contracts';
import { parseLegalDay } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { GeometryReader } from './reader.ts';
import { readPoint } from './reverse.ts';

const typeDefs = `
${toGraphqlTypes([ContainingDivision, NearbyPlace, PolygonNote, ReverseGeocode])}

extend type Query {
  placeAt(lon: Float!, lat: Float!, asOf: String): ReverseGeocode
}
`;

/** What is at a point, in the graph, by the function of REST. */
export function geometryGraphql(reader: GeometryReader): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        placeAt: (_: unknown, { lon, lat, asOf }: PointArguments, gql: GraphqlCall) =>
          readPoint(reader, gql.as(reverseGeocode), {
            query: { lon, lat, ...(typeof asOf === 'string' ? { asOf: legalDay(asOf) } : {}) },
          }),
      },
    },
  };
}

interface PointArguments {
  readonly lon: number;
  readonly lat: number;
  readonly asOf?: string | null;
}

function legalDay(text: string): string {
  const decision = parseLegalDay(text);
  if (!decision.ok) throw fail(decision.code);
  return decision.value;
}
