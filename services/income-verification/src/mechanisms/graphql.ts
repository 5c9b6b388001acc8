import {
  changeMechanism,
  confirmProvincialRule,
  establishMechanism,
  listMechanisms,
  ProvincialRule,
  planMechanism,
  recordProvincialRule,
  revokeMechanism,
  VerificationMechanism,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { mutationOf } from '../graph-mutations.ts';
import { change, establish, plan, revoke } from './commands.ts';
import { confirmRule, recordRule } from './provincial-rules.ts';
import { readMechanisms } from './read.ts';

const inputs = [
  Type.Object(planMechanism.body.properties, { $id: 'PlanVerificationMechanismInput' }),
  Type.Object(changeMechanism.body.properties, { $id: 'ChangeVerificationMechanismInput' }),
  Type.Object(establishMechanism.body.properties, { $id: 'EstablishVerificationMechanismInput' }),
  Type.Object(revokeMechanism.body.properties, { $id: 'RevokeVerificationMechanismInput' }),
  Type.Object(recordProvincialRule.body.properties, { $id: 'RecordProvincialRuleInput' }),
];
const step = 'expectedVersion: Int!, idempotencyKey: String!): VerificationMechanism!';

const typeDefs = `
${toGraphqlTypes([VerificationMechanism, ProvincialRule])}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  verificationMechanisms(status: String): [VerificationMechanism!]!
}

extend type Mutation {
  planVerificationMechanism(input: PlanVerificationMechanismInput!, idempotencyKey: String!): VerificationMechanism!
  changeVerificationMechanism(id: ID!, input: ChangeVerificationMechanismInput!, ${step}
  establishVerificationMechanism(id: ID!, input: EstablishVerificationMechanismInput!, ${step}
  revokeVerificationMechanism(id: ID!, input: RevokeVerificationMechanismInput!, ${step}
  recordProvincialRule(input: RecordProvincialRuleInput!, idempotencyKey: String!): ProvincialRule!
  confirmProvincialRule(id: ID!, expectedVersion: Int!, idempotencyKey: String!): ProvincialRule!
}
`;

/** Bodies that check means, and the province's rule, in the graph, by the functions of REST. */
export function mechanismsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        verificationMechanisms: async (_: never, { status }: { status?: string | null }, gql: GraphqlCall) =>
          (await readMechanisms(kit, gql.as(listMechanisms), status ?? undefined)).items,
      },
      Mutation: {
        planVerificationMechanism: mutationOf(planMechanism, (ctx, { body }) => plan(kit, ctx, body)),
        changeVerificationMechanism: mutationOf(changeMechanism, (ctx, input) => change(kit, ctx, input)),
        establishVerificationMechanism: mutationOf(establishMechanism, (ctx, input) => establish(kit, ctx, input)),
        revokeVerificationMechanism: mutationOf(revokeMechanism, (ctx, input) => revoke(kit, ctx, input)),
        recordProvincialRule: mutationOf(recordProvincialRule, (ctx, { body }) => recordRule(kit, ctx, body)),
        confirmProvincialRule: mutationOf(confirmProvincialRule, (ctx, input) => confirmRule(kit, ctx, input)),
      },
    },
  };
}
