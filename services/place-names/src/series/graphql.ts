import { getPlaceSeries, listSeriesRows, PlaceSeries, SeriesKind, SeriesRow } from '@mz/contracts';
import { parseLegalDay } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { readSeries, readSeriesRows } from './read.ts';

const typeDefs = `
${toGraphqlTypes([PlaceSeries, SeriesRow, SeriesKind])}

${pageTypes(['SeriesRow'])}

extend type Query {
  "What was counted by division and year, as reported and on the same territory."
  placeSeries(
    measure: SeriesMeasure!
    division: String!
    from: Int!
    to: Int!
    level: SeriesLevel
    base: String
  ): PlaceSeries!
  "The records behind one point."
  placeSeriesRows(
    measure: SeriesMeasure!
    division: String!
    year: Int!
    series: SeriesKind!
    base: String
    first: Int
    after: String
  ): SeriesRowPage!
}
`;

type Asked = Parameters<typeof readSeries>[2];
type RowsAsked = Parameters<typeof readSeriesRows>[2];

/** Both series in the graph, by the functions of REST. */
export function seriesGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        placeSeries: (_: never, args: ListArguments<Asked['query'] & Asked['params']>, gql: GraphqlCall) => {
          const { measure, ...query } = listQuery(args);
          const ctx = gql.as(getPlaceSeries);
          checkForm(query, [query.from, query.to]);
          return readSeries(kit, ctx, { params: { measure }, query });
        },
        placeSeriesRows: (
          _: never,
          args: ListArguments<RowsAsked['query'] & RowsAsked['params']>,
          gql: GraphqlCall,
        ) => {
          const { measure, ...query } = listQuery(args);
          const ctx = gql.as(listSeriesRows);
          checkForm(query, [query.year]);
          return readSeriesRows(kit, ctx, { params: { measure }, query });
        },
      },
    },
  };
}

/** What the form of REST refuses before: throws INPUT_INVALID. */
function checkForm(
  { division, base }: { division: string; base?: string | undefined },
  years: readonly number[],
): void {
  const fits: Readonly<Record<string, boolean>> = {
    '/query/division': /^[0-9]{12}$/.test(division),
    '/query/base': base === undefined || parseLegalDay(base).ok,
    '/query/year': years.every((year) => year >= 2000 && year <= 2100),
  };
  for (const [pointer, fit] of Object.entries(fits)) if (!fit) throw fail('INPUT_INVALID', { pointer });
}
