import {
  checkName,
  getPlaceName,
  getPlaceNameHistory,
  HeritageEntry,
  NameApplication,
  NameCheck,
  PinyinAnswer,
  Place,
  readPinyin,
} from '@mz/contracts';
import { addDays, isId } from '@mz/domain';
import { type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { divisionsOn } from '../divisions/index.ts';
import type { NameKit } from './name-kit.ts';
import { readHistories, readPlace, readPlaces, spell, tryName } from './read.ts';
import type { PlaceView } from './view.ts';

const typeDefs = `
${toGraphqlTypes([Place, NameCheck, PinyinAnswer, NameApplication, HeritageEntry], { keys: { Place: 'id' } })}

extend type Place {
  "The unit that contains the feature, on the name's own date: today for a name in use, its last day for a former one."
  division: Division
  "All public names of the feature, oldest first."
  names: [Place!]!
}

extend type Query {
  place(id: ID!): Place
  nameCheck(name: String!, subject: NameSubject!, division: String!, asOf: String): NameCheck!
  pinyin(text: String!): PinyinAnswer!
}
`;

type Asked<T> = readonly { readonly obj: T }[];
type CheckArguments = Parameters<typeof tryName>[2]['query'];

/** Places in the graph: entity by id, its division on its own date, its history. */
export function namesGraphql(names: NameKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        place: (_: unknown, { id }: { id: string }, gql: GraphqlCall) =>
          readPlace(names, gql.as(getPlaceName, { params: { id } }), id),
        nameCheck: (_: unknown, { asOf, ...query }: CheckArguments, gql: GraphqlCall) =>
          tryName(names, gql.as(checkName), { query: typeof asOf === 'string' ? { ...query, asOf } : query }),
        pinyin: (_: unknown, { text }: { text: string }, gql: GraphqlCall) => {
          gql.as(readPinyin);
          return spell({ query: { text } });
        },
      },
    },
    loaders: {
      Place: {
        __resolveReference: async (queries: Asked<{ id: string }>, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.id).filter(isId);
          const found = await readPlaces(names, gql.as(getPlaceName), ids);
          return queries.map(({ obj }) => found.get(obj.id) ?? null);
        },
        division: (queries: Asked<PlaceView>, gql: GraphqlCall) =>
          divisionsOn(
            names.tables,
            gql.as(getPlaceName),
            queries.map(({ obj }) => ({ code: obj.divisionCode, days: ownDays(obj, names.kit.clock.today()) })),
          ),
        names: async (queries: Asked<PlaceView>, gql: GraphqlCall) => {
          const ids = queries.map(({ obj }) => obj.id);
          const found = await readHistories(names, gql.as(getPlaceNameHistory), ids);
          return queries.map(({ obj }) => found.get(obj.featureId) ?? []);
        },
      },
    },
  };
}

/** A former name's last day; today for a name in use, and its first day where its unit has ended since. */
function ownDays({ validFrom, validTo }: PlaceView, today: string): string[] {
  const first = validFrom === null ? [] : [validFrom];
  return [validTo !== null && validTo <= today ? addDays(validTo, -1) : today, ...first];
}
