import { getApplication, getHousehold, Household } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findApplicationsById } from '../applications/index.ts';
import { findHousehold, findHouseholdsById, type Household as HouseholdShape } from './queries.ts';

// The person is filled by people under the caller's own rights: masking has one home (ARCHITECTURE §5).
const typeDefs = `
${toGraphqlTypes([Household], { keys: { Household: 'id' } })}

extend type Person @key(fields: "id") {
  id: ID! @external
}

extend type Household {
  application: Application
}

extend type HouseholdMember {
  person: Person
}

extend type Query {
  household(id: ID!): Household
}
`;

type Asked<T> = readonly { readonly obj: T }[];
type Member = HouseholdShape['members'][number];

/** Households in the graph, by the functions of their REST twins. */
export function householdsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        household: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          findHousehold(kit, gql.as(getHousehold, { params: { id } }), id),
      },
      HouseholdMember: {
        person: ({ personId }: Member) => ({ __typename: 'Person', id: personId }),
      },
    },
    loaders: {
      Household: {
        __resolveReference: async (queries: Asked<{ id: string }>, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.id);
          const found = await findHouseholdsById(kit, gql.as(getHousehold), ids.filter(isId));
          return ids.map((id) => found.get(id) ?? null);
        },
        application: async (queries: Asked<HouseholdShape>, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.applicationId);
          const found = await findApplicationsById(kit, gql.as(getApplication), ids);
          return ids.map((id) => found.get(id) ?? null);
        },
      },
    },
  };
}
