import { Enrolment, type getApplication, getEnrolment, type OperationOutputOf } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findEnrolment, findEnrolmentsById } from './queries.ts';

const typeDefs = `
${toGraphqlTypes([Enrolment], { keys: { Enrolment: 'id' } })}

extend type Application {
  "What the household is owed, when the application was approved."
  enrolment: Enrolment
}

extend type Query {
  enrolment(id: ID!): Enrolment
}
`;

type Asked<T> = readonly { readonly obj: T }[];
type ApplicationShape = OperationOutputOf<typeof getApplication>;

/** Enrolments in the graph, by the functions of their REST twin. */
export function enrolmentsGraphql(kit: AppKit): GraphqlModule {
  const byId = async (ids: readonly (string | null)[], gql: GraphqlCall) => {
    const found = await findEnrolmentsById(kit, gql.as(getEnrolment), ids.filter((id) => id !== null).filter(isId));
    return ids.map((id) => found.get(id ?? '') ?? null);
  };
  return {
    typeDefs,
    resolvers: {
      Query: {
        enrolment: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          findEnrolment(kit, gql.as(getEnrolment, { params: { id } }), id),
      },
    },
    loaders: {
      Enrolment: {
        __resolveReference: (queries: Asked<{ id: string }>, gql: GraphqlCall) =>
          byId(
            queries.map(({ obj }) => obj.id),
            gql,
          ),
      },
      Application: {
        enrolment: (queries: Asked<ApplicationShape>, gql: GraphqlCall) =>
          byId(
            queries.map(({ obj }) => obj.enrolmentId),
            gql,
          ),
      },
    },
  };
}
