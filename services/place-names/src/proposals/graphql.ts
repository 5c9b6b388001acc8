import {
  advanceProposal as advanceOperation,
  draftProposal as draftOperation,
  getProposal,
  listProposals,
  Proposal,
  ProposalFile,
} from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import { draftProposal, type Proposals } from './commands.ts';
import { findProposal, findProposals } from './queries.ts';
import { advanceProposal } from './steps.ts';

const inputs = [
  Type.Object(draftOperation.body.properties, { $id: 'DraftProposalInput' }),
  Type.Object(advanceOperation.body.properties, { $id: 'AdvanceProposalInput' }),
];

const typeDefs = `
${toGraphqlTypes([Proposal, ProposalFile])}

type ProposalEdge {
  cursor: String!
  node: Proposal!
}

type ProposalPageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type ProposalConnection {
  edges: [ProposalEdge!]!
  pageInfo: ProposalPageInfo!
}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  proposal(id: ID!): ProposalFile
  "Proposals in the caller's division, the newest first."
  proposals(first: Int, after: String, state: ProposalState): ProposalConnection!
}

extend type Mutation {
  draftProposal(input: DraftProposalInput!, idempotencyKey: String!): Proposal!
  advanceProposal(id: ID!, input: AdvanceProposalInput!, expectedVersion: Int!, idempotencyKey: String!): ProposalFile!
}
`;

type Page = Parameters<typeof findProposals>[2];
type PageArguments = { readonly [K in keyof Page]?: Page[K] | null };
type DraftArguments = { readonly input: Parameters<typeof draftProposal>[2]; readonly idempotencyKey: string };
type AdvanceArguments = {
  readonly id: string;
  readonly input: Parameters<typeof advanceProposal>[2]['body'];
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
};

/** Proposals in the graph, by the functions of their REST twins. */
export function proposalsGraphql(proposals: Proposals): GraphqlModule {
  const { kit } = proposals;
  return {
    typeDefs,
    resolvers: {
      Query: {
        proposal: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          findProposal(kit, gql.as(getProposal, { params: { id } }), id),
        proposals: (_: never, args: PageArguments, gql: GraphqlCall) => connection(proposals, gql, args),
      },
      Mutation: {
        // The inputs have the form of the REST requests, so one key stands for one request on either way.
        draftProposal: (_: never, { input: body, idempotencyKey }: DraftArguments, gql: GraphqlCall) => {
          return gql.mutate(draftOperation, { input: { params: {}, query: {}, body }, idempotencyKey }, (ctx) =>
            draftProposal(proposals, ctx, body),
          );
        },
        advanceProposal: (_: never, args: AdvanceArguments, gql: GraphqlCall) => {
          const { id, input: body, expectedVersion, idempotencyKey } = args;
          const input = { params: { id }, query: {}, body };
          return gql.mutate(advanceOperation, { input, expectedVersion, idempotencyKey }, (ctx) =>
            advanceProposal(kit, ctx, { id, body }),
          );
        },
      },
    },
  };
}

async function connection({ kit }: Proposals, gql: GraphqlCall, { first, after, state }: PageArguments) {
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  const { items, next } = await findProposals(kit, gql.as(listProposals), {
    ...(typeof first === 'number' ? { first } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof state === 'string' ? { state } : {}),
  });
  const edges = items.map((node) => ({ node, cursor: encodeCursor([numberOf(node)]) }));
  return { edges, pageInfo: { hasNextPage: next !== null, endCursor: next } };
}

/** The part of the number that orders proposals. */
function numberOf({ proposalNo }: { readonly proposalNo: string }): number {
  return Number(proposalNo.split('-').at(-1));
}
