import {
  confirmResolution,
  decideOverride,
  FindingResolution,
  listOverrides,
  listResolutions,
  proposeOverride,
  resolveConflict,
  VerdictOverride,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { decide, listOf, type Override, proposeFor } from './overrides.ts';
import { confirm, list, proposeConflict } from './resolutions.ts';

const typeDefs = `
${toGraphqlTypes([FindingResolution, VerdictOverride])}

extend type Query {
  "What was proposed and settled for a request."
  findingResolutions(requestId: ID!): [FindingResolution!]!
  "Departures from the verdict of a report version."
  verdictOverrides(reportId: ID!): [VerdictOverride!]!
}

extend type Mutation {
  resolveConflict(requestId: ID!, personId: ID!, incomeType: String!, source: String!, reason: String!, evidenceSha256s: [String!]!, idempotencyKey: String!): FindingResolution!
  confirmResolution(id: ID!, accepted: Boolean!, expectedVersion: Int!, idempotencyKey: String!): FindingResolution!
  proposeVerdictOverride(reportId: ID!, verdict: VerdictOverrideVerdict!, reason: String!, evidenceSha256s: [String!]!, idempotencyKey: String!): VerdictOverride!
  decideVerdictOverride(id: ID!, approved: Boolean!, expectedVersion: Int!, idempotencyKey: String!): VerdictOverride!
}
`;

type Proof = { readonly reason: string; readonly evidenceSha256s: string[]; readonly idempotencyKey: string };
type Second = { readonly id: string; readonly expectedVersion: number; readonly idempotencyKey: string };

/** What two persons settle, in the graph, by the functions of the REST twins. */
export function settlingGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        findingResolutions: async (_: never, { requestId }: { requestId: string }, gql: GraphqlCall) =>
          (await list(kit, gql.as(listResolutions, { params: { id: requestId } }), inputOf(requestId, undefined)))
            .items,
        verdictOverrides: async (_: never, { reportId }: { reportId: string }, gql: GraphqlCall) =>
          (await listOf(kit, gql.as(listOverrides, { params: { id: reportId } }), inputOf(reportId, undefined))).items,
      },
      Mutation: {
        resolveConflict: (
          _: never,
          given: Proof & { requestId: string; personId: string; incomeType: string; source: string },
          gql: GraphqlCall,
        ) => {
          const { requestId, idempotencyKey, ...body } = given;
          const input = inputOf(requestId, body);
          return gql.mutate(resolveConflict, { input, idempotencyKey }, (ctx) => proposeConflict(kit, ctx, input));
        },
        confirmResolution: (_: never, given: Second & { accepted: boolean }, gql: GraphqlCall) => {
          const { id, expectedVersion, idempotencyKey, ...body } = given;
          const input = inputOf(id, body);
          return gql.mutate(confirmResolution, { input, expectedVersion, idempotencyKey }, (ctx) =>
            confirm(kit, ctx, input),
          );
        },
        proposeVerdictOverride: (
          _: never,
          given: Proof & { reportId: string; verdict: Override['verdict'] },
          gql: GraphqlCall,
        ) => {
          const { reportId, idempotencyKey, ...body } = given;
          const input = inputOf(reportId, body);
          return gql.mutate(proposeOverride, { input, idempotencyKey }, (ctx) => proposeFor(kit, ctx, input));
        },
        decideVerdictOverride: (_: never, given: Second & { approved: boolean }, gql: GraphqlCall) => {
          const { id, expectedVersion, idempotencyKey, ...body } = given;
          const input = inputOf(id, body);
          return gql.mutate(decideOverride, { input, expectedVersion, idempotencyKey }, (ctx) =>
            decide(kit, ctx, input),
          );
        },
      },
    },
  };
}

function inputOf<B>(id: string, body: B): { params: { id: string }; query: Record<never, never>; body: B } {
  return { params: { id }, query: {}, body };
}
