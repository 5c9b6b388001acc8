import { BoundaryLine, BoundaryMarker, getBoundaryLine, listBoundaryLines, listBoundaryMarkers } from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { showLine } from './lines.ts';
import { readLines, readMarkersOf } from './reads.ts';

const typeDefs = `
${toGraphqlTypes([BoundaryLine, BoundaryMarker])}

extend type BoundaryLine {
  "Standing markers, by code."
  markers: [BoundaryMarker!]!
}

type BoundaryLineEdge {
  cursor: String!
  node: BoundaryLine!
}

type BoundaryLinePageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type BoundaryLineConnection {
  edges: [BoundaryLineEdge!]!
  pageInfo: BoundaryLinePageInfo!
}

extend type Query {
  boundaryLine(id: ID!): BoundaryLine
  "Lines of the caller's units, by code."
  boundaryLines(first: Int, after: String, level: BoundaryLevel, overdue: Boolean): BoundaryLineConnection!
}
`;

type Query = Parameters<typeof readLines>[2];
type PageArguments = { readonly [K in 'first' | 'after' | 'level' | 'overdue']?: Query[K] | null };
type Asked = readonly { readonly obj: { readonly id: string } }[];

/** Lines and markers in the graph, by the functions of their REST twins. */
export function boundariesGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        boundaryLine: (_: never, { id }: { id: string }, gql: GraphqlCall) => {
          const ctx = gql.as(getBoundaryLine, { params: { id } });
          return kit.read(ctx, (db) => showLine(kit, db, id));
        },
        boundaryLines: (_: never, args: PageArguments, gql: GraphqlCall) => connection(kit, gql, args),
      },
    },
    loaders: {
      BoundaryLine: {
        markers: async (queries: Asked, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.id);
          const markers = await readMarkersOf(kit, gql.as(listBoundaryMarkers), ids);
          const byLine = Map.groupBy(markers, ({ lineId }) => lineId);
          return ids.map((id) => byLine.get(id) ?? []);
        },
      },
    },
  };
}

async function connection(kit: AppKit, gql: GraphqlCall, { first, after, level, overdue }: PageArguments) {
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  const { items, next } = await readLines(kit, gql.as(listBoundaryLines), {
    ...(typeof first === 'number' ? { first } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(level ? { level } : {}),
    ...(typeof overdue === 'boolean' ? { overdue } : {}),
  });
  const edges = items.map((node) => ({ node, cursor: encodeCursor([node.lineCode, node.id]) }));
  return { edges, pageInfo: { hasNextPage: next !== null, endCursor: next ?? edges.at(-1)?.cursor ?? null } };
}
