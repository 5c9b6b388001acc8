import { listMisuseAlarms, MisuseAlarm, type OperationInputOf, reviewMisuseAlarm } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type GraphArgs, listArgs } from '../graph-pages.ts';
import { type AlarmQuery, listAlarmsOf, review } from './review.ts';

const typeDefs = `
${toGraphqlTypes([MisuseAlarm])}

enum MisuseOutcome {
  CONFIRMED
  DISMISSED
}

type MisuseAlarmPage {
  items: [MisuseAlarm!]!
  next: String
}

extend type Query {
  "Alarms about the use of the check, newest first."
  misuseAlarms(first: Int, after: String, state: MisuseAlarmState, rule: MisuseAlarmRule): MisuseAlarmPage!
}

extend type Mutation {
  reviewMisuseAlarm(id: ID!, outcome: MisuseOutcome!, note: String!, expectedVersion: Int!, idempotencyKey: String!): MisuseAlarm!
}
`;

type Body = OperationInputOf<typeof reviewMisuseAlarm>['body'];
type Review = Body & { readonly id: string; readonly expectedVersion: number; readonly idempotencyKey: string };

/** Alarms in the graph, by the functions of their REST twins. */
export function misuseGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        misuseAlarms: (_: never, args: GraphArgs<AlarmQuery>, gql: GraphqlCall) =>
          listAlarmsOf(kit, gql.as(listMisuseAlarms), listArgs(args)),
      },
      Mutation: {
        reviewMisuseAlarm: (_: never, given: Review, gql: GraphqlCall) => {
          const { id, expectedVersion, idempotencyKey, ...body } = given;
          const input = { params: { id }, query: {}, body };
          return gql.mutate(reviewMisuseAlarm, { input, expectedVersion, idempotencyKey }, (ctx) =>
            review(kit, ctx, input),
          );
        },
      },
    },
  };
}
