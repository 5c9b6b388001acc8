import { getRun, listRunLines, PaymentLine, PaymentRun } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { showRun } from './queries.ts';
import { readLinesOf } from './reads.ts';

interface Referred {
  readonly obj: { readonly id: string };
}

/** Runs and lines in the graph, and the lines of the bureau's enrolments; the caller's own reach decides. */
export function runsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs: `
${toGraphqlTypes([PaymentRun, PaymentLine], { keys: { PaymentLine: 'id' } })}

extend type Enrolment @key(fields: "id") {
  id: ID! @external
  "Payments of the enrolment, oldest first, as far as the caller reaches."
  paymentLines: [PaymentLine!]
}

extend type Query {
  paymentRun(id: ID!): PaymentRun
}
`,
    resolvers: {
      Query: {
        paymentRun: (_: unknown, { id }: { id: string }, gql: GraphqlCall) => {
          const ctx = gql.as(getRun, { params: { id } });
          return kit.read(ctx, (db) => showRun(db, id));
        },
      },
    },
    loaders: {
      PaymentLine: {
        async __resolveReference(queries: readonly Referred[], gql: GraphqlCall) {
          const lineIds = idsOf(queries);
          const lines = await readLinesOf(kit, gql.as(listRunLines), { lineIds });
          const byId = new Map(lines.map((line) => [line.id, line]));
          return queries.map(({ obj }) => byId.get(obj.id) ?? null);
        },
      },
      Enrolment: {
        async paymentLines(queries: readonly Referred[], gql: GraphqlCall) {
          const enrolmentIds = idsOf(queries);
          const lines = await readLinesOf(kit, gql.as(listRunLines), { enrolmentIds });
          const byEnrolment = Map.groupBy(lines, ({ enrolmentId }) => enrolmentId);
          return queries.map(({ obj }) => byEnrolment.get(obj.id) ?? []);
        },
      },
    },
  };
}

function idsOf(queries: readonly Referred[]): string[] {
  return [...new Set(queries.map(({ obj }) => obj.id))].filter(isId);
}
