import { getPerson, Person } from '@mz/contracts';
import { isId } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readPerson, readPersons } from './read.ts';

/** Persons in the graph: whatever service names one, the caller's own rights decide what is shown of them. */
export function personsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs: `
${toGraphqlTypes([Person], { keys: { Person: 'id' } })}

extend type Query {
  "One person of the open case in X-Case."
  person(id: ID!): Person
}
`,
    resolvers: {
      Query: {
        person: (_: unknown, { id }: { id: string }, gql: GraphqlCall) => {
          const ctx = gql.as(getPerson, { params: { id } });
          return readPerson(kit, ctx, id, 'GRAPHQL');
        },
      },
    },
    loaders: {
      Person: {
        // A person whom the case does not name is null, an erased one null with its code; CASE_REQUIRED when it names none.
        async __resolveReference(queries: readonly { readonly obj: { readonly id: string } }[], gql: GraphqlCall) {
          const ctx = gql.as(getPerson);
          const ids = [...new Set(queries.map(({ obj }) => obj.id))].filter(isId);
          const { seen, erased } = await readPersons(kit, ctx, ids, 'GRAPHQL');
          return queries.map(({ obj }) => (erased.has(obj.id) ? fail('PERSON_ERASED') : (seen.get(obj.id) ?? null)));
        },
      },
    },
  };
}
