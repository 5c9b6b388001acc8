import { listMapSheets, MapSheet, type OperationInputOf } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { readLibrary } from './read.ts';

const typeDefs = `
${toGraphqlTypes([MapSheet])}

${pageTypes(['MapSheet'])}

extend type Query {
  "Sheets of the library in the caller's division, by number; secret ones are opened one by one."
  mapSheets(first: Int, after: String, status: SheetStatus, denominator: Int): MapSheetPage!
}
`;

type Arguments = ListArguments<OperationInputOf<typeof listMapSheets>['query']>;

/** The map library in the graph, by the function of its REST twin. */
export function sheetsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        mapSheets: (_: never, args: Arguments, gql: GraphqlCall) =>
          readLibrary(kit, gql.as(listMapSheets), { query: listQuery(args) }),
      },
    },
  };
}
