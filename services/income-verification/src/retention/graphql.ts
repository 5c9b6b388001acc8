import {
  CopyDeletion,
  DeletionRecord,
  listCopyDeletions,
  listDeletionRecords,
  listRawRemnants,
  RawRemnant,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type CopyQuery, listCopies } from '../files/index.ts';
import { type GraphArgs, listArgs } from '../graph-pages.ts';
import { listRecords, type RecordQuery } from './list.ts';
import { findRemnants } from './remnants.ts';

const typeDefs = `
${toGraphqlTypes([DeletionRecord, RawRemnant, CopyDeletion])}

type DeletionRecordPage {
  items: [DeletionRecord!]!
  next: String
}

type CopyDeletionPage {
  items: [CopyDeletion!]!
  next: String
}

extend type Query {
  "Proofs of what was deleted, newest first."
  deletionRecords(first: Int, after: String, requestId: ID): DeletionRecordPage!
  "Proofs of copies of files that were deleted from agencies' folders, newest first."
  copyDeletions(first: Int, after: String, agencyCode: String): CopyDeletionPage!
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
        copyDeletions: (_: never, args: GraphArgs<CopyQuery>, gql: GraphqlCall) =>
          listCopies(kit, gql.as(listCopyDeletions), listArgs(args)),
        rawRemnants: (_: never, __: never, gql: GraphqlCall) =>
          kit.read(gql.as(listRawRemnants), (db) => findRemnants(db, kit.clock.today())),
      },
    },
  };
}
