import { AgencyAgreement, connectAgreement, createAgreement, endAgreement, listAgreements } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { bodyOf, type CreateArguments, type StepArguments } from '../graph-input.ts';
import { connect, create, end, type RegisteredKeys } from './commands.ts';
import { readAgreements } from './queries.ts';

const inputs = [
  Type.Object(createAgreement.body.properties, { $id: 'CreateAgencyAgreementInput' }),
  Type.Object(connectAgreement.body.properties, { $id: 'ConnectAgencyAgreementInput' }),
];

const typeDefs = `
${toGraphqlTypes([AgencyAgreement])}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  agencyAgreements(agencyCode: String, asOf: String): [AgencyAgreement!]!
}

extend type Mutation {
  createAgencyAgreement(input: CreateAgencyAgreementInput!, idempotencyKey: String!): AgencyAgreement!
  connectAgencyAgreement(
    id: ID!
    input: ConnectAgencyAgreementInput!
    expectedVersion: Int!
    idempotencyKey: String!
  ): AgencyAgreement!
  endAgencyAgreement(id: ID!, validTo: String!, expectedVersion: Int!, idempotencyKey: String!): AgencyAgreement!
}
`;

interface Args {
  readonly agencyCode?: string | null;
  readonly asOf?: string | null;
}

/** Agreements in the graph, by the function of REST. */
export function agreementsGraphql(kit: AppKit, keys: RegisteredKeys): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        agencyAgreements: async (_: unknown, { agencyCode, asOf }: Args, gql: GraphqlCall) => {
          const given = {
            ...(typeof agencyCode === 'string' ? { agencyCode } : {}),
            ...(typeof asOf === 'string' ? { asOf } : {}),
          };
          return (await readAgreements(kit, gql.as(listAgreements), given)).items;
        },
      },
      Mutation: {
        createAgencyAgreement: (_: unknown, { input, idempotencyKey }: CreateArguments, gql: GraphqlCall) => {
          const body = bodyOf<Parameters<typeof create>[3]>(input);
          return gql.mutate(createAgreement, { input: { params: {}, query: {}, body }, idempotencyKey }, (ctx) =>
            create(kit, ctx, keys, body),
          );
        },
        connectAgencyAgreement: (_: unknown, args: StepArguments & { input: object }, gql: GraphqlCall) => {
          const { id, input, ...given } = args;
          const body = bodyOf<Parameters<typeof connect>[3]['body']>(input);
          return gql.mutate(connectAgreement, { input: { params: { id }, query: {}, body }, ...given }, (ctx, asked) =>
            connect(kit, ctx, keys, asked),
          );
        },
        endAgencyAgreement: (_: unknown, args: StepArguments & { validTo: string }, gql: GraphqlCall) => {
          const { id, validTo, ...given } = args;
          const input = { params: { id }, query: {}, body: { validTo } };
          return gql.mutate(endAgreement, { input, ...given }, (ctx, asked) => end(kit, ctx, asked));
        },
      },
    },
  };
}
