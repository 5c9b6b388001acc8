import { closeObjection, Objection, openObjection, reverifyObjection } from '@mz/contracts';
import { type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { close } from './close.ts';
import { open } from './open.ts';
import { reverify } from './reverify.ts';

const inputs = [
  Type.Object(openObjection.body.properties, { $id: 'OpenObjectionInput' }),
  Type.Object(closeObjection.body.properties, { $id: 'CloseObjectionInput' }),
];

const typeDefs = `
${toGraphqlTypes([Objection], { keys: { Objection: 'id' } })}

${toGraphqlTypes([openObjection.success.schema])}

${toGraphqlTypes(inputs, { input: true })}

extend type Mutation {
  "id: the report version's."
  openObjection(id: ID!, input: OpenObjectionInput!, idempotencyKey: String!): OpenedObjection!
  reverifyObjection(id: ID!, idempotencyKey: String!): Objection!
  closeObjection(id: ID!, input: CloseObjectionInput!, idempotencyKey: String!): Objection!
}
`;

/** Objections opened, asked again and answered in the graph, by the functions of REST. */
export function objectionMutations(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Mutation: {
        openObjection: mutationOf(openObjection, (ctx, input) => open(kit, ctx, input)),
        reverifyObjection: mutationOf(reverifyObjection, (ctx, input) => reverify(kit, ctx, input)),
        closeObjection: mutationOf(closeObjection, (ctx, input) => close(kit, ctx, input)),
      },
    },
  };
}
