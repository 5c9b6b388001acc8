import { PlaceSearchPage, searchPlaceNames } from '@mz/contracts';
import { parseLegalDay } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { PlaceSearch, SearchQuestion } from './place-search.ts';

const typeDefs = `
${toGraphqlTypes([PlaceSearchPage])}

extend type Query {
  "Divisions and public places by name, former name, alias, pinyin or initials, the best first; near is lon,lat."
  placeSearch(
    q: String!
    division: String
    category: String
    asOf: String
    near: String
    radius: Int
    includeFormer: Boolean
    page: Int
    size: Int
  ): PlaceSearchPage!
}
`;

type Arguments = { readonly [K in keyof SearchQuestion]: SearchQuestion[K] | null };

/** The search in the graph, by the function of REST. */
export function searchGraphql(search: PlaceSearch): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        placeSearch: (_: unknown, args: Arguments, gql: GraphqlCall) => {
          const ctx = gql.as(searchPlaceNames);
          return search.find(ctx, checked(args));
        },
      },
    },
  };
}

const digits = /^[0-9]{2,5}$/;

/** The arguments that were given, within the limits of the operation's query. */
function checked(args: Arguments): SearchQuestion {
  // Only entries with a value are kept.
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null)) as SearchQuestion;
  const { page = 1, size = 20, radius = 1, category, asOf } = given;
  const fits: Readonly<Record<string, boolean>> = {
    '/q': given.q.length <= 400,
    '/page': page >= 1 && page <= 100,
    '/size': size >= 1 && size <= 50,
    '/radius': radius >= 1 && radius <= 500_000,
    '/category': category === undefined || digits.test(category),
    '/asOf': asOf === undefined || parseLegalDay(asOf).ok,
  };
  for (const [pointer, fit] of Object.entries(fits)) if (!fit) throw fail('INPUT_INVALID', { pointer });
  return given;
}
