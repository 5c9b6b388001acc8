import { listQueryLog, QueryLogLine } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type GraphArgs, listArgs } from '../graph-pages.ts';
import { type LogQuery, listLog } from './list.ts';

const typeDefs = `
${toGraphqlTypes([QueryLogLine])}

type QueryLogPage {
  items: [QueryLogLine!]!
  next: String
}

extend type Query {
  "The log of orders, sends and reads, newest first."
  queryLog(first: Int, after: String, kind: QueryLogLineKind, actor: String, caseId: String, personHash: String, outcome: String): QueryLogPage!
}
`;

/** The log in the graph, by the function of its REST twin. */
export function queryLogGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        queryLog: (_: never, args: GraphArgs<LogQuery>, gql: GraphqlCall) =>
          listLog(kit, gql.as(listQueryLog), listArgs(args)),
      },
    },
  };
}
