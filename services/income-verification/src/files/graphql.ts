import { confirmDisc, DiscUpload, ExchangeFile, handOverDisc, listExchangeFiles, writeDisc } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { AgencyExchange } from '../dispatch/index.ts';
import type { StepArguments } from '../graph-input.ts';
import { handOver, write } from './discs.ts';
import { readFiles } from './reads.ts';
import { confirm } from './uploads.ts';

const disc = '(id: ID!, discNo: String!, contentSha256: String!, expectedVersion: Int!, idempotencyKey: String!)';

const typeDefs = `
${toGraphqlTypes([ExchangeFile, DiscUpload])}

type ExchangeFilePage {
  items: [ExchangeFile!]!
  next: String
}

extend type Query {
  exchangeFiles(agencyCode: String, state: String, after: String, first: Int): ExchangeFilePage!
}

extend type Mutation {
  writeExchangeDisc${disc}: ExchangeFile!
  handOverExchangeDisc${disc}: ExchangeFile!
  "The content itself is read in by REST: it is larger than a query may be."
  confirmDiscUpload${disc}: DiscUpload!
}
`;

interface Args {
  readonly agencyCode?: string | null;
  readonly state?: string | null;
  readonly after?: string | null;
  readonly first?: number | null;
}

type DiscArguments = StepArguments & { readonly discNo: string; readonly contentSha256: string };

/** Batch files in the graph, by the functions of REST. */
export function filesGraphql(kit: AppKit, exchange: Pick<AgencyExchange, 'keyOf'>): GraphqlModule {
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
      Mutation: {
        writeExchangeDisc: (_: unknown, args: DiscArguments, gql: GraphqlCall) =>
          gql.mutate(writeDisc, givenOf(args), (ctx, input) => write(kit, ctx, input)),
        handOverExchangeDisc: (_: unknown, args: DiscArguments, gql: GraphqlCall) =>
          gql.mutate(handOverDisc, givenOf(args), (ctx, input) => handOver(kit, ctx, input)),
        confirmDiscUpload: (_: unknown, args: DiscArguments, gql: GraphqlCall) =>
          gql.mutate(confirmDisc, givenOf(args), (ctx, input) => confirm(kit, ctx, exchange, input)),
      },
    },
  };
}

function givenOf({ id, discNo, contentSha256, ...given }: DiscArguments) {
  return { input: { params: { id }, query: {}, body: { discNo, contentSha256 } }, ...given };
}
