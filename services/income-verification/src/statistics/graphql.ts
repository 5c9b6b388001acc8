import { readVerificationStatistics, StatisticsCell } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readStatistics, type StatisticsQuery } from './read.ts';

const typeDefs = `
${toGraphqlTypes([StatisticsCell])}

extend type Query {
  "Published statistics of a division and those below it; null figures are hidden."
  verificationStatistics(fromMonth: String!, toMonth: String!, division: String, purpose: String): [StatisticsCell!]!
}
`;

type Args = Pick<StatisticsQuery, 'fromMonth' | 'toMonth'> & {
  readonly division?: string | null;
  readonly purpose?: string | null;
};

/** Statistics in the graph, by the function of their REST twin. */
export function statisticsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        verificationStatistics: async (_: never, { division, purpose, ...months }: Args, gql: GraphqlCall) => {
          const narrowed = {
            ...(typeof division === 'string' ? { division } : {}),
            ...(typeof purpose === 'string' ? { purpose } : {}),
          };
          return (await readStatistics(kit, gql.as(readVerificationStatistics), { ...months, ...narrowed })).items;
        },
      },
    },
  };
}
