import { DoorPlate, listDoorPlates, listSigns, listSignTasks, PlaceSign, SignTask } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { readPlates, readSigns, readTasks } from './keep.ts';

const typeDefs = `
${toGraphqlTypes([PlaceSign, SignTask, DoorPlate])}

${pageTypes(['PlaceSign', 'SignTask', 'DoorPlate'])}

extend type Query {
  "Signs of the caller's division, by number."
  placeSigns(first: Int, after: String, placeId: ID): PlaceSignPage!
  "Signs and door plates to be replaced after a renaming, the earliest due day first."
  signTasks(first: Int, after: String, overdue: Boolean): SignTaskPage!
  "Door plates of a street or village, by number."
  doorPlates(first: Int, after: String, placeId: ID!): DoorPlatePage!
}
`;

type Query<F> = F extends (kit: AppKit, ctx: never, query: infer Q) => unknown ? Q : never;

/** Signs and door plates in the graph, by the functions of their REST twins. */
export function signsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        placeSigns: (_: never, args: ListArguments<Query<typeof readSigns>>, gql: GraphqlCall) => {
          const query = listQuery(args);
          return readSigns(kit, gql.as(listSigns, { query }), query);
        },
        signTasks: (_: never, args: ListArguments<Query<typeof readTasks>>, gql: GraphqlCall) =>
          readTasks(kit, gql.as(listSignTasks), listQuery(args)),
        doorPlates: (_: never, args: ListArguments<Query<typeof readPlates>>, gql: GraphqlCall) => {
          const query = listQuery(args);
          return readPlates(kit, gql.as(listDoorPlates, { query }), query);
        },
      },
    },
  };
}
