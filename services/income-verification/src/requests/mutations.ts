import {
  amendRequest,
  cancelRequest,
  createUnitRequest,
  draftRequest,
  returnRequest,
  VerificationRequest,
} from '@mz/contracts';
import { type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { sendBack } from './commands.ts';
import { amend, draftOf } from './drafts.ts';
import { cancel } from './ends.ts';
import { createEntrustedRequest } from './entrusted.ts';

const inputs = [
  Type.Object(draftRequest.body.properties, { $id: 'DraftVerificationRequestInput' }),
  Type.Object(amendRequest.body.properties, { $id: 'AmendVerificationRequestInput' }),
  Type.Object(createUnitRequest.body.properties, { $id: 'CreateUnitVerificationRequestInput' }),
  Type.Object(returnRequest.body.properties, { $id: 'ReturnVerificationRequestInput' }),
  Type.Object(cancelRequest.body.properties, { $id: 'CancelVerificationRequestInput' }),
];

const typeDefs = `
${toGraphqlTypes([VerificationRequest], { keys: { VerificationRequest: 'id' } })}

${toGraphqlTypes(inputs, { input: true })}

extend type Mutation {
  draftVerificationRequest(input: DraftVerificationRequestInput!, idempotencyKey: String!): VerificationRequest!
  createUnitVerificationRequest(input: CreateUnitVerificationRequestInput!, idempotencyKey: String!): VerificationRequest!
  amendVerificationRequest(
    id: ID!
    input: AmendVerificationRequestInput!
    expectedVersion: Int!
    idempotencyKey: String!
  ): VerificationRequest!
  returnVerificationRequest(
    id: ID!
    input: ReturnVerificationRequestInput!
    expectedVersion: Int!
    idempotencyKey: String!
  ): VerificationRequest!
  cancelVerificationRequest(
    id: ID!
    input: CancelVerificationRequestInput!
    expectedVersion: Int!
    idempotencyKey: String!
  ): VerificationRequest!
}
`;

/** Requests entered, amended, returned and stopped in the graph, by the functions of REST. */
export function requestMutations(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Mutation: {
        draftVerificationRequest: mutationOf(draftRequest, (ctx, { body }) => draftOf(kit, ctx, body)),
        createUnitVerificationRequest: mutationOf(createUnitRequest, (ctx, { body }) =>
          createEntrustedRequest(kit, ctx, body),
        ),
        amendVerificationRequest: mutationOf(amendRequest, (ctx, input) => amend(kit, ctx, input)),
        returnVerificationRequest: mutationOf(returnRequest, (ctx, input) => sendBack(kit, ctx, input)),
        cancelVerificationRequest: mutationOf(cancelRequest, (ctx, input) => cancel(kit, ctx, input)),
      },
    },
  };
}
