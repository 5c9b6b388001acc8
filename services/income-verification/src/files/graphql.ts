import { ExchangeFile, listExchangeFiles } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readFiles } from './reads.ts';

const typeDefs = `
${toGraphqlTypes([ExchangeFile])}

type ExchangeFilePage {
  items: [ExchangeFile!]!
  next: String
}

extend type Query {
  exchangeFiles(agencyCode: String, state: String, after: String, first: Int): ExchangeFilePage!
}
`;

interface Args {
  readonly agencyCode?: string | null;
  readonly state?: string | null;
  readonly after?: string | null;
  readonly first?: number | null;
}

/** Batch files in the graph, by the function of REST. */
export function filesGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        exchangeFiles: (_: unknown, { agencyCode, state, after, first }: Args, gql: GraphqlCall) =>
          readFiles(kit, gql.as(listExchangeFiles), {
            ...(typeof agencyCode === 'string' ? { agencyCode } : {}),
            ...(typeof state === 'string' ? { state } : {}),
            ...(typeof after === 'string' ? { after } : {}),
            ...(typeof first === 'number' ? { first } : {}),
          }),
      },
    },
  };
}
