import {
  DivisionSwitch,
  getDivisionSwitch,
  getRehearsal,
  listDivisionSwitches,
  listRehearsals,
  Rehearsal,
  RehearsalEntry,
  runRehearsal,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { readRehearsal, readRehearsals, readSwitch, readSwitches } from './reads.ts';
import { type Rehearsals, rehearse } from './rehearse.ts';

const typeDefs = `
${toGraphqlTypes([Rehearsal, RehearsalEntry, DivisionSwitch])}

type RehearsalPage {
  items: [RehearsalEntry!]!
  next: String
}

extend type Query {
  rehearsal(id: ID!): Rehearsal
  rehearsals(changeId: String!, first: Int, after: String): RehearsalPage!
  divisionSwitch(changeId: String!): DivisionSwitch
  "Changes that were sent to the services, newest first."
  divisionSwitches(overdue: Boolean): [DivisionSwitch!]!
}

extend type Mutation {
  runRehearsal(changeId: String!, idempotencyKey: String!): Rehearsal!
}
`;

type ListArguments = { readonly changeId: string; readonly first?: number; readonly after?: string };
type RunArguments = { readonly changeId: string; readonly idempotencyKey: string };

/** Rehearsals and switches in the graph, by the functions of REST. */
export function rehearsalsGraphql(rehearsals: Rehearsals): GraphqlModule {
  const { kit } = rehearsals;
  return {
    typeDefs,
    resolvers: {
      Query: {
        rehearsal: (_: unknown, { id }: { id: string }, gql: GraphqlCall) =>
          readRehearsal(kit, gql.as(getRehearsal, { params: { id } }), { params: { id } }),
        rehearsals: (_: unknown, { changeId, ...query }: ListArguments, gql: GraphqlCall) =>
          readRehearsals(kit, gql.as(listRehearsals, { params: { id: changeId } }), {
            params: { id: changeId },
            query,
            body: undefined,
          }),
        divisionSwitch: (_: unknown, { changeId }: { changeId: string }, gql: GraphqlCall) =>
          readSwitch(kit, gql.as(getDivisionSwitch, { params: { id: changeId } }), { params: { id: changeId } }),
        divisionSwitches: async (_: unknown, { overdue }: { overdue?: boolean | null }, gql: GraphqlCall) => {
          const query = overdue === true ? { overdue } : {};
          return (await readSwitches(kit, gql.as(listDivisionSwitches), { query })).items;
        },
      },
      Mutation: {
        runRehearsal: (_: unknown, { changeId, idempotencyKey }: RunArguments, gql: GraphqlCall) => {
          const input = { params: { id: changeId }, query: {}, body: {} };
          return gql.mutate(runRehearsal, { input, idempotencyKey }, (ctx, given) => rehearse(rehearsals, ctx, given));
        },
      },
    },
  };
}
