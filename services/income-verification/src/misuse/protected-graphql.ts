import {
  decideProtectedPerson,
  listProtectedPersons,
  type OperationInputOf,
  ProtectedPerson,
  proposeProtectedPerson,
  proposeProtectedRemoval,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { type GraphArgs, listArgs } from '../graph-pages.ts';
import { decide, list, propose, proposeRemoval } from './protected-persons.ts';

const inputs = [
  Type.Object(proposeProtectedPerson.body.properties, { $id: 'ProposeProtectedPersonInput' }),
  Type.Object(proposeProtectedRemoval.body.properties, { $id: 'ProposeProtectedRemovalInput' }),
  Type.Object(decideProtectedPerson.body.properties, { $id: 'DecideProtectedPersonInput' }),
];
const step = 'expectedVersion: Int!, idempotencyKey: String!): ProtectedPerson!';

const typeDefs = `
${toGraphqlTypes([ProtectedPerson])}

${toGraphqlTypes(inputs, { input: true })}

type ProtectedPersonPage {
  items: [ProtectedPerson!]!
  next: String
}

extend type Query {
  "The protected list by its entries, newest first; none of them names anybody."
  protectedPersons(first: Int, after: String): ProtectedPersonPage!
}

extend type Mutation {
  proposeProtectedPerson(input: ProposeProtectedPersonInput!, idempotencyKey: String!): ProtectedPerson!
  proposeProtectedRemoval(id: ID!, input: ProposeProtectedRemovalInput!, ${step}
  decideProtectedPerson(id: ID!, input: DecideProtectedPersonInput!, ${step}
}
`;

type Query = OperationInputOf<typeof listProtectedPersons>['query'];

/** The protected list in the graph, by the functions of REST. */
export function protectedGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        protectedPersons: (_: never, args: GraphArgs<Query>, gql: GraphqlCall) =>
          list(kit, gql.as(listProtectedPersons), listArgs(args)),
      },
      Mutation: {
        proposeProtectedPerson: mutationOf(proposeProtectedPerson, (ctx, { body }) => propose(kit, ctx, body)),
        proposeProtectedRemoval: mutationOf(proposeProtectedRemoval, (ctx, input) => proposeRemoval(kit, ctx, input)),
        decideProtectedPerson: mutationOf(decideProtectedPerson, (ctx, input) => decide(kit, ctx, input)),
      },
    },
  };
}
