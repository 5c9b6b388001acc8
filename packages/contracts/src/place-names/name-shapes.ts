import { Type } from 'typebox';
import { Day, DivisionCode, Id, Version } from '../shapes.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const OpenDay = Type.Union([Day, Type.Null()]);
const Year = Type.Union([Type.Integer(), Type.Null()]);
const Degrees = Type.Union([Type.Number(), Type.Null()]);

/** What kind of name a feature bears it as (place-names.md §3). */
export const PlaceNameKind = Type.Union(
  [
    Type.Literal('STANDARD'),
    Type.Literal('SHORT'),
    Type.Literal('ALIAS'),
    Type.Literal('FORMER'),
    Type.Literal('MAP'),
    Type.Literal('MINORITY'),
  ],
  { $id: 'PlaceNameKind' },
);

export const PlaceNameStatus = Type.Union(
  [Type.Literal('CANDIDATE'), Type.Literal('STANDARD'), Type.Literal('FORMER'), Type.Literal('CANCELLED')],
  { $id: 'PlaceNameStatus' },
);

/** Whose heritage a name is (place-names.md §3). */
export const HeritageKind = Type.Union(
  [
    Type.Literal('THOUSAND_YEAR_COUNTY'),
    Type.Literal('TOWN'),
    Type.Literal('VILLAGE'),
    Type.Literal('STREET'),
    Type.Literal('FEATURE'),
  ],
  { $id: 'HeritageKind' },
);

export const ProtectionLevel = Type.Union(
  [Type.Literal('NATIONAL'), Type.Literal('PROVINCE'), Type.Literal('CITY'), Type.Literal('COUNTY')],
  { $id: 'ProtectionLevel' },
);

/** Who decides about a name (place-names.md §4.4, §5.3). */
export const ApproverLevel = Type.Union(
  [
    Type.Literal('STATE_COUNCIL'),
    Type.Literal('PROVINCE'),
    Type.Literal('CITY'),
    Type.Literal('COUNTY'),
    Type.Literal('DEPARTMENT'),
  ],
  { $id: 'ApproverLevel' },
);

/** One name of a feature as everybody may see it. */
export const Place = Type.Object(
  {
    id: Id,
    /** Names of one feature share it. */
    featureId: Id,
    /** County 6, township segment 3, category 5, sequence 6. */
    nationalCode: Text,
    formerCodes: Type.Array(Type.String()),
    categoryCode: Type.String(),
    categoryTitle: Type.String(),
    nameKind: PlaceNameKind,
    status: PlaceNameStatus,
    name: Type.String(),
    specificPart: Type.String(),
    genericPart: Type.String(),
    pinyin: Type.String(),
    pinyinPlain: Type.String(),
    initials: Type.String(),
    /** The unit that contains the feature, as coded on the name's own date. */
    divisionCode: DivisionCode,
    /** All units that the feature lies in, where there are several. */
    crosses: Type.Array(Type.String()),
    lon: Degrees,
    lat: Degrees,
    origin: Text,
    meaning: Text,
    history: Text,
    description: Text,
    namedOn: OpenDay,
    /** Years before Christ are negative. */
    usedFromYear: Year,
    usedToYear: Year,
    approvalDoc: Text,
    approverLevel: Type.Union([ApproverLevel, Type.Null()]),
    heritage: Type.Union([HeritageKind, Type.Null()]),
    protectionLevel: Type.Union([ProtectionLevel, Type.Null()]),
    /** First day; null: not known. */
    validFrom: OpenDay,
    /** The day after the last; null: in use. */
    validTo: OpenDay,
    /** SEED: from public knowledge, not from an approval. */
    source: Type.String(),
    version: Version,
  },
  { $id: 'Place' },
);
