import { AccessEntry, AccessPage, listAccess } from '@mz/contracts';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { listAccessEntries } from './queries.ts';

/** A citizen's own ledger in the graph. */
export function ledgerGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs: `
${toGraphqlTypes([AccessEntry, AccessPage])}

extend type Query {
  "Who read the caller's own data, newest first."
  myAccessLedger(first: Int, after: String): AccessPage!
}
`,
    resolvers: {
      Query: {
        myAccessLedger: (_: unknown, { first, after }: { first?: number; after?: string }, gql: GraphqlCall) => {
          const ctx = gql.as(listAccess);
          const { personId } = ctx.actor;
          if (personId === undefined) throw fail('SCOPE_FORBIDDEN');
          if (first !== undefined && first !== null && (first < 1 || first > 200)) throw fail('INPUT_INVALID');
          const query = { ...(first == null ? {} : { first }), ...(after == null ? {} : { after }) };
          return listAccessEntries(kit, ctx, { params: { id: personId }, query, body: undefined });
        },
      },
    },
  };
}
