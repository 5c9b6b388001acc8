import {
  ContentPackage,
  listContentPackages,
  listTouchScreenAlerts,
  listTouchScreens,
  TouchScreen,
  TouchScreenAlert,
} from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { listAlerts, listPackages, listScreens } from './queries.ts';

const typeDefs = `
${toGraphqlTypes([TouchScreen, TouchScreenAlert, ContentPackage])}

${pageTypes(['TouchScreen', 'TouchScreenAlert', 'ContentPackage'])}

extend type Query {
  "Touch screens of the caller's division, by device number."
  touchScreens(first: Int, after: String, offline: Boolean): TouchScreenPage!
  "Silences beyond the limit, the newest first."
  touchScreenAlerts(first: Int, after: String): TouchScreenAlertPage!
  "Content packages of the caller's division and those published, the newest first."
  contentPackages(first: Int, after: String): ContentPackagePage!
}
`;

/** Touch screens in the graph, by the functions of their REST twins. */
export function touchScreensGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        touchScreens: (_: never, args: ListArguments<Parameters<typeof listScreens>[1]>, gql: GraphqlCall) =>
          kit.read(gql.as(listTouchScreens), (db) => listScreens(db, listQuery(args))),
        touchScreenAlerts: (_: never, args: ListArguments<Parameters<typeof listAlerts>[1]>, gql: GraphqlCall) =>
          kit.read(gql.as(listTouchScreenAlerts), (db) => listAlerts(db, listQuery(args))),
        contentPackages: (_: never, args: ListArguments<Parameters<typeof listPackages>[1]>, gql: GraphqlCall) =>
          kit.read(gql.as(listContentPackages), (db) => listPackages(db, listQuery(args))),
      },
    },
  };
}
