import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day } from '../shapes.ts';

const Nullable = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** How a name met the query (place-names.md §8.1). */
export const PlaceMatch = Type.Union(
  [
    Type.Literal('FULL'),
    Type.Literal('SHORT'),
    Type.Literal('ALIAS'),
    Type.Literal('FORMER'),
    Type.Literal('EXTINCT'),
    Type.Literal('PREFIX'),
    Type.Literal('CONTAINS'),
    Type.Literal('PINYIN'),
    Type.Literal('INITIALS'),
    Type.Literal('PINYIN_PREFIX'),
    Type.Literal('EDIT'),
    Type.Literal('HOMOPHONE'),
  ],
  { $id: 'PlaceMatch' },
);

/** Rank of what was found: divisions by their level, then streets, then other features. */
export const PlaceRank = Type.Union(
  [
    Type.Literal('PROVINCE'),
    Type.Literal('PREFECTURE'),
    Type.Literal('COUNTY'),
    Type.Literal('TOWNSHIP'),
    Type.Literal('VILLAGE'),
    Type.Literal('STREET'),
    Type.Literal('FEATURE'),
  ],
  { $id: 'PlaceRank' },
);

/** One division or place of a search. */
export const PlaceSearchHit = Type.Object(
  {
    /** Of a division its unit, of a place its standard name. */
    id: Type.String(),
    kind: Type.Union([Type.Literal('DIVISION'), Type.Literal('PLACE')], { $id: 'PlaceSearchKind' }),
    /** Of a place the code of the division that contains it. */
    code: Type.String(),
    level: PlaceRank,
    name: Type.String(),
    /** The name with its parents below the province before it. */
    label: Type.String(),
    pinyin: Type.String(),
    /** Null for a division. */
    categoryCode: Nullable,
    lon: NullableNumber,
    lat: NullableNumber,
    /** From the point of the question. */
    distanceMetres: NullableNumber,
    matchedBy: PlaceMatch,
    tier: Type.Integer(),
    /** From 0 to 1. */
    confidence: Type.Number(),
    reason: Type.String(),
    /** The former name that met the query, or the name of what is gone. */
    former: Nullable,
  },
  { $id: 'PlaceSearchHit' },
);

/** A page of a search. */
export const PlaceSearchPage = Type.Object(
  {
    items: Type.Array(PlaceSearchHit),
    page: Type.Integer(),
    size: Type.Integer(),
    hasMore: Type.Boolean(),
    asOf: Day,
    /** The query as it was searched: trimmed, half width, simplified, without spaces inside Han text. */
    query: Type.String(),
    /** ADDRESS: the query is a written address, which is parsed and not searched. */
    parsedAs: Type.Union([Type.Literal('NAME'), Type.Literal('ADDRESS')], { $id: 'PlaceSearchReading' }),
    /** A parent was written before the name and nothing inside it matches, so it was ignored. */
    parentIgnored: Type.Boolean(),
    /** The answer reaches before the first day of complete history (2012-01-01). */
    historyIncomplete: Type.Boolean(),
  },
  { $id: 'PlaceSearchPage' },
);

export const searchPlaceNames = defineOperation({
  service: 'place-names',
  permission: 'placeNames:search',
  callers: ['public', 'user', 'service', 'partner'],
  id: 'placeNames.search',
  method: 'GET',
  path: '/v1/place-names',
  summary: 'Divisions and public places by name, former name, alias, pinyin or initials, the best first',
  query: Type.Object(
    {
      /** Its length is looked at after it was cleaned: QUERY_LENGTH. */
      q: Type.String({ maxLength: 400 }),
      /** Only what lies inside it. */
      division: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
      /** Two to five digits of the category; divisions have none. */
      category: Type.Optional(Type.String({ pattern: '^[0-9]{2,5}$' })),
      asOf: Type.Optional(Day),
      /** `lon,lat` in degrees: what is near stands first within its level. */
      near: Type.Optional(Type.String({ maxLength: 60 })),
      /** Metres around `near`. */
      radius: Type.Optional(Type.Integer({ minimum: 1, maximum: 500_000 })),
      includeFormer: Type.Optional(Type.Boolean()),
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 1 })),
      size: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: PlaceSearchPage },
  errors: [
    'QUERY_LENGTH',
    'NEAR_INVALID',
    'CODE_FORMAT',
    'CODE_RANGE',
    'CODE_GAP',
    'CODE_SUMMARY',
    'OUT_OF_PROVINCE',
    'SEARCH_INDEX_BUILDING',
  ],
});

/** One name that the search knows; days are numbers such as 20140428. */
export const SearchName = Type.Object(
  {
    /** The version of a unit or feature that bears it. */
    document: Type.String(),
    id: Type.String(),
    /** 12 digits as a number. */
    code: Type.Integer(),
    /** 0 province … 4 village, 5 street, 6 other feature. */
    level: Type.Integer(),
    /** 0 for a division. */
    category: Type.Integer(),
    /** 1 full, 2 short, 4 alias, 8 former. */
    role: Type.Integer(),
    text: Type.String(),
    toned: Type.String(),
    plain: Type.String(),
    initials: Type.String(),
    from: Type.Integer(),
    to: Type.Integer(),
    /** The day from which the unit is gone, when this is its last version. */
    extinctFrom: Type.Integer(),
  },
  { $id: 'SearchName' },
);

export const listSearchNames = defineOperation({
  service: 'place-names',
  permission: 'placeNames:searchNames',
  callers: ['service'],
  id: 'placeNames.searchNames',
  method: 'GET',
  path: '/internal/place-names/search-names',
  summary: 'All public names of divisions and places as the search has them, one a line, in the order of their rank',
  success: { status: 200, schema: SearchName, stream: 'application/x-ndjson' },
});
