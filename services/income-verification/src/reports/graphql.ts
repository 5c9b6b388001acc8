import { getReport, myReports, VerificationReport } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { logShown, reportedIn } from '../readings.ts';
import { listOwn } from './own.ts';
import { findIssuedReports, findReports, type ReportRow, showReportRow } from './queries.ts';
import { type Report, toReport } from './views.ts';

const typeDefs = `
${toGraphqlTypes([VerificationReport], { keys: { VerificationReport: 'id' } })}

extend type Application @key(fields: "id") {
  id: ID! @external
  "The latest issued report; null for whoever may not read reports or where none is issued."
  report: VerificationReport
}

extend type Query {
  verificationReport(id: ID!): VerificationReport
  "The issued reports on the caller's own household."
  myVerificationReports: [VerificationReport!]!
}
`;

type Asked = readonly { readonly obj: { readonly id: string } }[];

/** Reports in the graph, masked by the caller's role as their REST twin is. */
export function reportsGraphql(kit: AppKit): GraphqlModule {
  const logged = async (ctx: Context, db: Db, found: Promise<ReportRow[]>) => {
    const rows = await found;
    const persons = reportedIn(rows.map(({ id }) => id));
    if (rows.length > 0) await logShown(kit, ctx, db, { persons, facts: ['MEANS_REPORT'] });
    return rows;
  };
  return {
    typeDefs,
    resolvers: {
      Query: {
        verificationReport: (_: never, { id }: { id: string }, gql: GraphqlCall): Promise<Report> => {
          const ctx = gql.as(getReport, { params: { id } });
          return kit.read(ctx, async (db) => toReport(await showReportRow(kit, ctx, db, id), ctx));
        },
        myVerificationReports: async (_: never, __: never, gql: GraphqlCall): Promise<Report[]> =>
          (await listOwn(kit, gql.as(myReports))).items,
      },
    },
    loaders: {
      VerificationReport: {
        __resolveReference: async (queries: Asked, gql: GraphqlCall) => {
          const ctx = gql.as(getReport);
          const ids = queries.map(({ obj }) => obj.id).filter(isId);
          const rows = await kit.read(ctx, (db) => logged(ctx, db, findReports(db, ids)));
          const byId = new Map(rows.map((row) => [row.id, toReport(row, ctx)]));
          return queries.map(({ obj }) => byId.get(obj.id) ?? null);
        },
      },
      Application: {
        report: async (queries: Asked, gql: GraphqlCall) => {
          const ctx = gql.as(getReport);
          const ids = queries.map(({ obj }) => obj.id).filter(isId);
          const rows = await kit.read(ctx, (db) => logged(ctx, db, findIssuedReports(db, ids)));
          const byApplication = new Map(rows.map((row) => [row.applicationId, toReport(row, ctx)]));
          return queries.map(({ obj }) => byApplication.get(obj.id) ?? null);
        },
      },
    },
  };
}
