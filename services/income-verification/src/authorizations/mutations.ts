import {
  AuthorizationDraft,
  draftAuthorization,
  MeansAuthorization,
  revokeAuthorization,
  signAuthorization,
  signAuthorizationDraft,
} from '@mz/contracts';
import { type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { type AuthorizationEffects, revoke } from './commands.ts';
import { draft, signDraft } from './drafts.ts';
import { sign } from './sign.ts';

const inputs = [
  Type.Object(draftAuthorization.body.properties, { $id: 'DraftMeansAuthorizationInput' }),
  Type.Object(signAuthorization.body.properties, { $id: 'SignMeansAuthorizationInput' }),
  Type.Object(signAuthorizationDraft.body.properties, { $id: 'SignMeansAuthorizationDraftInput' }),
  Type.Object(revokeAuthorization.body.properties, { $id: 'RevokeMeansAuthorizationInput' }),
];

const typeDefs = `
${toGraphqlTypes([MeansAuthorization, AuthorizationDraft], { keys: { MeansAuthorization: 'id' } })}

${toGraphqlTypes(inputs, { input: true })}

extend type Mutation {
  draftMeansAuthorization(input: DraftMeansAuthorizationInput!, idempotencyKey: String!): AuthorizationDraft!
  signMeansAuthorization(input: SignMeansAuthorizationInput!, idempotencyKey: String!): MeansAuthorization!
  signMeansAuthorizationDraft(
    id: ID!
    input: SignMeansAuthorizationDraftInput!
    expectedVersion: Int!
    idempotencyKey: String!
  ): MeansAuthorization!
  revokeMeansAuthorization(
    id: ID!
    input: RevokeMeansAuthorizationInput!
    expectedVersion: Int!
    idempotencyKey: String!
  ): MeansAuthorization!
}
`;

/** What a township does with authorizations, in the graph, by the functions of REST. */
export function authorizationMutations(kit: AppKit, effects: AuthorizationEffects): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Mutation: {
        draftMeansAuthorization: mutationOf(draftAuthorization, (ctx, { body }) => draft(kit, ctx, body)),
        signMeansAuthorization: mutationOf(signAuthorization, (ctx, { body }) => sign(kit, ctx, body, effects)),
        signMeansAuthorizationDraft: mutationOf(signAuthorizationDraft, (ctx, input) =>
          signDraft(kit, ctx, input, effects),
        ),
        revokeMeansAuthorization: mutationOf(revokeAuthorization, (ctx, input) => revoke(kit, ctx, input, effects)),
      },
    },
  };
}
