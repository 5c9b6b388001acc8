import { DeletionRecord, listDeletionRecords, listRawRemnants, RawRemnant } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type GraphArgs, listArgs } from '../graph-pages.ts';
import { listRecords, type RecordQuery } from './list.ts';
import { findRemnants } from './remnants.ts';

const typeDefs = `
${toGraphqlTypes([DeletionRecord, RawRemnant])}

type DeletionRecordPage {
  items: [DeletionRecord!]!
  next: String
}

extend type Query {
  "Proofs of what was deleted, newest first."
  deletionRecords(first: Int, after: String, requestId: ID): DeletionRecordPage!
  "Raw bytes that should be gone."
  rawRemnants: [RawRemnant!]!
}
`;

/** Deletion in the graph, by the functions of its REST twins. */
export function retentionGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        deletionRecords: (_: never, args: GraphArgs<RecordQuery>, gql: GraphqlCall) =>
          listRecords(kit, gql.as(listDeletionRecords), listArgs(args)),
        rawRemnants: (_: never, __: never, gql: GraphqlCall) =>
          kit.read(gql.as(listRawRemnants), (db) => findRemnants(db, kit.clock.today())),
      },
    },
  };
}
