import { EnrolmentReview, type getEnrolment, listReviews, type OperationOutputOf } from '@mz/contracts';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findReviewsOf } from './queries.ts';

const typeDefs = `
${toGraphqlTypes([EnrolmentReview])}

extend type Enrolment {
  "Reviews of the household, the earliest due day first."
  reviews: [EnrolmentReview!]!
}
`;

type Asked = readonly { readonly obj: OperationOutputOf<typeof getEnrolment> }[];

/** Reviews in the graph, by the function of their REST twin. */
export function reviewsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {},
    loaders: {
      Enrolment: {
        reviews: async (queries: Asked, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.id);
          const found = await findReviewsOf(kit, gql.as(listReviews), ids);
          return ids.map((id) => found.get(id) ?? []);
        },
      },
    },
  };
}
