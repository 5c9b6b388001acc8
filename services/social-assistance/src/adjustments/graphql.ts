import { Adjustment, listAdjustments } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findAdjustmentsOf } from './queries.ts';

const typeDefs = `
${toGraphqlTypes([Adjustment])}

extend type Enrolment {
  "What changed after the first decision, oldest first."
  adjustments: [Adjustment!]!
}
`;

/** Adjustments in the graph, by the function of their REST twin. */
export function adjustmentsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {},
    loaders: {
      Enrolment: {
        async adjustments(queries: readonly { readonly obj: { readonly id: string } }[], gql: GraphqlCall) {
          const ids = queries.map(({ obj }) => obj.id);
          const found = await findAdjustmentsOf(kit, gql.as(listAdjustments), ids);
          return ids.map((id) => found.get(id) ?? []);
        },
      },
    },
  };
}
