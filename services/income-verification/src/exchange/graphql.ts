import {
  approveExchangeEndpoint,
  approveExchangeGrant,
  approvePartnerKey,
  createExchangePartner,
  ExchangeEndpoint,
  ExchangeGrant,
  ExchangeLedgerRoot,
  ExchangePartner,
  endExchangeEndpoint,
  endExchangeGrant,
  endPartnerKey,
  listExchangeEndpoints,
  listExchangeGrants,
  listExchangePartners,
  listLedgerRoots,
  listPartnerKeys,
  type Operation,
  type OperationInputOf,
  PartnerExchangeKey,
  proposeExchangeEndpoint,
  proposeExchangeGrant,
  proposePartnerKey,
} from '@mz/contracts';
import { type Context, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { bodyOf, type CreateArguments, type StepArguments } from '../graph-input.ts';
import { createPartner, proposeGrant, proposeKey, type Step, stepGrant, stepKey } from './commands.ts';
import { proposeEndpoint, stepEndpoint } from './endpoint-commands.ts';
import { listKeys } from './jobs.ts';
import { readEndpoints, readGrants, readPartners, readRoots } from './reads.ts';

const inputs = [
  Type.Object(createExchangePartner.body.properties, { $id: 'CreateExchangePartnerInput' }),
  Type.Object(proposeExchangeGrant.body.properties, { $id: 'ProposeExchangeGrantInput' }),
  Type.Object(proposeExchangeEndpoint.body.properties, { $id: 'ProposeExchangeEndpointInput' }),
];
const step = '(id: ID!, expectedVersion: Int!, idempotencyKey: String!)';

const typeDefs = `
${toGraphqlTypes([ExchangePartner, PartnerExchangeKey, ExchangeGrant, ExchangeEndpoint, ExchangeLedgerRoot])}

${toGraphqlTypes(inputs, { input: true })}

"A public key: kty, crv and x of Ed25519 and X25519, y too of P-256 and SM2; kty SPKI and sha256 of TLS."
input ExchangePublicKeyInput {
  kty: String!
  crv: String
  x: String
  y: String
  sha256: String
}

input ProposePartnerKeyInput {
  partnerCode: String!
  purpose: String!
  key: ExchangePublicKeyInput!
  validFrom: String!
  validTo: String!
}

extend type Query {
  exchangePartners: [ExchangePartner!]!
  partnerKeys(partnerCode: String): [PartnerExchangeKey!]!
  exchangeGrants(partnerCode: String): [ExchangeGrant!]!
  exchangeEndpoints(partnerCode: String): [ExchangeEndpoint!]!
  exchangeLedgerRoots(partnerCode: String, from: String, to: String): [ExchangeLedgerRoot!]!
}

extend type Mutation {
  createExchangePartner(input: CreateExchangePartnerInput!, idempotencyKey: String!): ExchangePartner!
  proposePartnerKey(input: ProposePartnerKeyInput!, idempotencyKey: String!): PartnerExchangeKey!
  approvePartnerKey${step}: PartnerExchangeKey!
  endPartnerKey${step}: PartnerExchangeKey!
  proposeExchangeGrant(input: ProposeExchangeGrantInput!, idempotencyKey: String!): ExchangeGrant!
  approveExchangeGrant${step}: ExchangeGrant!
  endExchangeGrant${step}: ExchangeGrant!
  proposeExchangeEndpoint(input: ProposeExchangeEndpointInput!, idempotencyKey: String!): ExchangeEndpoint!
  approveExchangeEndpoint${step}: ExchangeEndpoint!
  endExchangeEndpoint${step}: ExchangeEndpoint!
}
`;

/** Partners, keys, grants and endpoints in the graph, by the functions of REST. */
export function exchangeGraphql(kit: AppKit): GraphqlModule {
  return { typeDefs, resolvers: { Query: queriesOf(kit), Mutation: mutationsOf(kit) } };
}

type Asked = Readonly<Record<string, string | null | undefined>>;

function queriesOf(kit: AppKit) {
  const query = <Q extends object>(asked: Asked): Q => bodyOf<Q>(asked);
  return {
    exchangePartners: async (_: never, __: never, gql: GraphqlCall) =>
      (await readPartners(kit, gql.as(listExchangePartners))).items,
    partnerKeys: async (_: never, asked: Asked, gql: GraphqlCall) => {
      const given = query<OperationInputOf<typeof listPartnerKeys>['query']>(asked);
      return (await listKeys(kit, gql.as(listPartnerKeys, { query: given }), given.partnerCode)).items;
    },
    exchangeGrants: async (_: never, asked: Asked, gql: GraphqlCall) => {
      const given = query<OperationInputOf<typeof listExchangeGrants>['query']>(asked);
      return (await readGrants(kit, gql.as(listExchangeGrants, { query: given }), given)).items;
    },
    exchangeEndpoints: async (_: never, asked: Asked, gql: GraphqlCall) => {
      const given = query<OperationInputOf<typeof listExchangeEndpoints>['query']>(asked);
      return (await readEndpoints(kit, gql.as(listExchangeEndpoints, { query: given }), given)).items;
    },
    exchangeLedgerRoots: async (_: never, asked: Asked, gql: GraphqlCall) => {
      const given = query<OperationInputOf<typeof listLedgerRoots>['query']>(asked);
      return (await readRoots(kit, gql.as(listLedgerRoots, { query: given }), given)).items;
    },
  };
}

type Propose<T> = (kit: AppKit, ctx: Context, body: never) => Promise<T>;
type Advance<T> = (kit: AppKit, ctx: Context, id: string, step: Step) => Promise<T>;

function mutationsOf(kit: AppKit) {
  const made =
    <T>(operation: Operation, propose: Propose<T>) =>
    (_: never, { input, idempotencyKey }: CreateArguments, gql: GraphqlCall) => {
      const body = bodyOf<never>(input);
      const given = { input: { params: {}, query: {}, body }, idempotencyKey };
      return gql.mutate(operation, given, (ctx) => propose(kit, ctx, body));
    };
  const stepped =
    <T>(operation: Operation, advance: Advance<T>, name: Step) =>
    (_: never, { id, ...given }: StepArguments, gql: GraphqlCall) =>
      gql.mutate(operation, { input: { params: { id }, query: {}, body: {} }, ...given }, (ctx) =>
        advance(kit, ctx, id, name),
      );
  return {
    createExchangePartner: made(createExchangePartner, createPartner),
    proposePartnerKey: made(proposePartnerKey, proposeKey),
    approvePartnerKey: stepped(approvePartnerKey, stepKey, 'approve'),
    endPartnerKey: stepped(endPartnerKey, stepKey, 'end'),
    proposeExchangeGrant: made(proposeExchangeGrant, proposeGrant),
    approveExchangeGrant: stepped(approveExchangeGrant, stepGrant, 'approve'),
    endExchangeGrant: stepped(endExchangeGrant, stepGrant, 'end'),
    proposeExchangeEndpoint: made(proposeExchangeEndpoint, proposeEndpoint),
    approveExchangeEndpoint: stepped(approveExchangeEndpoint, stepEndpoint, 'approve'),
    endExchangeEndpoint: stepped(endExchangeEndpoint, stepEndpoint, 'end'),
  };
}
