import {
  BoundaryMarkerChange,
  BoundaryMarkerVersion,
  checkMarkerChange,
  decideMarkerChange,
  getMarkerChange,
  listMarkerChanges,
  listMarkerVersions,
  moveBoundaryMarker,
  type OperationInputOf,
  registerBoundaryMarker,
  removeBoundaryMarker,
  replaceBoundaryMarker,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { checkChange, decideChange } from './marker-change-decisions.ts';
import { showChange } from './marker-change-queries.ts';
import { proposeMarker, proposeMove, proposeRemoval, proposeReplacement } from './marker-changes.ts';
import { readChanges, readVersions } from './reads.ts';

const inputs = [
  Type.Object(registerBoundaryMarker.body.properties, { $id: 'RegisterBoundaryMarkerInput' }),
  Type.Object(moveBoundaryMarker.body.properties, { $id: 'MoveBoundaryMarkerInput' }),
  Type.Object(removeBoundaryMarker.body.properties, { $id: 'RemoveBoundaryMarkerInput' }),
  Type.Object(replaceBoundaryMarker.body.properties, { $id: 'ReplaceBoundaryMarkerInput' }),
];

const typeDefs = `
${toGraphqlTypes([BoundaryMarkerChange, BoundaryMarkerVersion])}

${pageTypes(['BoundaryMarkerChange'])}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  boundaryMarkerChange(id: ID!): BoundaryMarkerChange
  "Changes of markers of the caller's lines, the newest first."
  boundaryMarkerChanges(first: Int, after: String, lineId: ID, markerId: ID, state: MarkerChangeState): BoundaryMarkerChangePage!
  "How a marker stood in the register, the newest first."
  boundaryMarkerVersions(markerId: ID!): [BoundaryMarkerVersion!]!
}

extend type Mutation {
  registerBoundaryMarker(input: RegisterBoundaryMarkerInput!, idempotencyKey: String!): BoundaryMarkerChange!
  moveBoundaryMarker(id: ID!, input: MoveBoundaryMarkerInput!, expectedVersion: Int!, idempotencyKey: String!): BoundaryMarkerChange!
  removeBoundaryMarker(id: ID!, input: RemoveBoundaryMarkerInput!, expectedVersion: Int!, idempotencyKey: String!): BoundaryMarkerChange!
  replaceBoundaryMarker(id: ID!, input: ReplaceBoundaryMarkerInput!, expectedVersion: Int!, idempotencyKey: String!): BoundaryMarkerChange!
  checkMarkerChange(id: ID!, accept: Boolean!, remark: String, expectedVersion: Int!): BoundaryMarkerChange!
  decideMarkerChange(id: ID!, accept: Boolean!, remark: String, expectedVersion: Int!): BoundaryMarkerChange!
}
`;

type Registration = OperationInputOf<typeof registerBoundaryMarker>['body'];

interface Registered {
  readonly input: Registration;
  readonly idempotencyKey: string;
}

interface Proposed<O extends typeof moveBoundaryMarker | typeof removeBoundaryMarker | typeof replaceBoundaryMarker> {
  readonly id: string;
  readonly input: OperationInputOf<O>['body'];
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
}

interface Said {
  readonly id: string;
  readonly accept: boolean;
  readonly remark?: string | null;
  readonly expectedVersion: number;
}

type Listed = Parameters<typeof readChanges>[2];

/** Changes of markers in the graph, by the functions of their REST twins. */
export function markerChangesGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        boundaryMarkerChange: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          kit.read(gql.as(getMarkerChange, { params: { id } }), (db) => showChange(db, id)),
        boundaryMarkerChanges: (_: never, args: ListArguments<Listed>, gql: GraphqlCall) => {
          const query = listQuery(args);
          return readChanges(kit, gql.as(listMarkerChanges, { query }), query);
        },
        boundaryMarkerVersions: async (_: never, { markerId }: { markerId: string }, gql: GraphqlCall) =>
          (await readVersions(kit, gql.as(listMarkerVersions, { params: { id: markerId } }), markerId)).items,
      },
      Mutation: { ...proposals(kit), ...decisions(kit) },
    },
  };
}

function proposals(kit: AppKit) {
  return {
    registerBoundaryMarker: (_: never, { input: body, idempotencyKey }: Registered, gql: GraphqlCall) => {
      const input = { params: {}, query: {}, body };
      return gql.mutate(registerBoundaryMarker, { input, idempotencyKey }, (ctx) => proposeMarker(kit, ctx, body));
    },
    moveBoundaryMarker: (
      _: never,
      { id, input: body, ...keys }: Proposed<typeof moveBoundaryMarker>,
      gql: GraphqlCall,
    ) => {
      const input = { params: { id }, query: {}, body };
      return gql.mutate(moveBoundaryMarker, { input, ...keys }, (ctx, given) => proposeMove(kit, ctx, given));
    },
    removeBoundaryMarker: (
      _: never,
      { id, input: body, ...keys }: Proposed<typeof removeBoundaryMarker>,
      gql: GraphqlCall,
    ) => {
      const input = { params: { id }, query: {}, body };
      return gql.mutate(removeBoundaryMarker, { input, ...keys }, (ctx, given) => proposeRemoval(kit, ctx, given));
    },
    replaceBoundaryMarker: (
      _: never,
      { id, input: body, ...keys }: Proposed<typeof replaceBoundaryMarker>,
      gql: GraphqlCall,
    ) => {
      const input = { params: { id }, query: {}, body };
      return gql.mutate(replaceBoundaryMarker, { input, ...keys }, (ctx, given) => proposeReplacement(kit, ctx, given));
    },
  };
}

function decisions(kit: AppKit) {
  return {
    checkMarkerChange: (_: never, said: Said, gql: GraphqlCall) => {
      const input = decisionOf(said);
      const { expectedVersion } = said;
      return gql.mutate(checkMarkerChange, { input, expectedVersion }, (ctx, given) => checkChange(kit, ctx, given));
    },
    decideMarkerChange: (_: never, said: Said, gql: GraphqlCall) => {
      const input = decisionOf(said);
      const { expectedVersion } = said;
      return gql.mutate(decideMarkerChange, { input, expectedVersion }, (ctx, given) => decideChange(kit, ctx, given));
    },
  };
}

function decisionOf({ id, accept, remark }: Said) {
  const body = { accept, ...(typeof remark === 'string' ? { remark } : {}) };
  return { params: { id }, query: {}, body };
}
