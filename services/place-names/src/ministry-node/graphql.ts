import {
  listNodeReconciliations,
  listSyncConflicts,
  listSyncPackages,
  NodeReconciliation,
  SyncConflict,
  SyncPackage,
} from '@mz/contracts';
import { type Context, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { listConflicts, listPackages, listReconciliations } from './queries.ts';

const typeDefs = `
${toGraphqlTypes([SyncPackage, SyncConflict, NodeReconciliation])}

${pageTypes(['SyncPackage', 'SyncConflict', 'NodeReconciliation'])}

extend type Query {
  "Packages for the ministry's node, the newest first."
  syncPackages(first: Int, after: String): SyncPackagePage!
  "Records that the node refused."
  syncConflicts(first: Int, after: String, state: SyncConflictState): SyncConflictPage!
  "Monthly comparisons with the node, the newest first."
  nodeReconciliations(first: Int, after: String): NodeReconciliationPage!
}
`;

type Read = <T>(ctx: Context, query: (db: Db) => Promise<T>) => Promise<T>;

/** The ministry's node in the graph, read as REST reads it. */
export function ministryNodeGraphql(read: Read): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        syncPackages: (_: never, args: ListArguments<Parameters<typeof listPackages>[1]>, gql: GraphqlCall) =>
          read(gql.as(listSyncPackages), (db) => listPackages(db, listQuery(args))),
        syncConflicts: (_: never, args: ListArguments<Parameters<typeof listConflicts>[1]>, gql: GraphqlCall) =>
          read(gql.as(listSyncConflicts), (db) => listConflicts(db, listQuery(args))),
        nodeReconciliations: (
          _: never,
          args: ListArguments<Parameters<typeof listReconciliations>[1]>,
          gql: GraphqlCall,
        ) => read(gql.as(listNodeReconciliations), (db) => listReconciliations(db, listQuery(args))),
      },
    },
  };
}
