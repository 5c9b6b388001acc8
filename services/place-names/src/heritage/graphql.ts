import { listHeritage } from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { fail, type GraphqlCall, type GraphqlModule } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readHeritage } from './list.ts';

const typeDefs = `
type HeritageEdge {
  cursor: String!
  node: HeritageEntry!
}

type HeritagePageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type HeritageConnection {
  edges: [HeritageEdge!]!
  pageInfo: HeritagePageInfo!
}

extend type Query {
  heritage(first: Int, after: String, kind: HeritageKind): HeritageConnection!
}
`;

type Listing = Parameters<typeof readHeritage>[2];
type Arguments = { readonly [K in keyof Listing]?: Listing[K] | null };

/** Names under protection in the graph. */
export function heritageGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        heritage: async (_: unknown, args: Arguments, gql: GraphqlCall) => {
          const { first } = args;
          if (typeof first === 'number' && (first < 1 || first > 200)) {
            throw fail('INPUT_INVALID', { pointer: '/first' });
          }
          // Only arguments that were given; GraphQL hands over null for one that is left empty.
          const given = Object.entries(args).filter(([, value]) => value !== null && value !== undefined);
          const { items, next } = await readHeritage(kit, gql.as(listHeritage), Object.fromEntries(given) as Listing);
          const edges = items.map((node) => ({ node, cursor: encodeCursor([node.divisionCode, node.id]) }));
          return { edges, pageInfo: { hasNextPage: next !== null, endCursor: edges.at(-1)?.cursor ?? null } };
        },
      },
    },
  };
}
