import { Type } from 'typebox';
import { Day, Version } from '../shapes.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const OpenDay = Type.Union([Day, Type.Null()]);

/** Level of a division by the trailing zeros of its code. */
export const DivisionLevel = Type.Union(
  [
    Type.Literal('PROVINCE'),
    Type.Literal('PREFECTURE'),
    Type.Literal('COUNTY'),
    Type.Literal('TOWNSHIP'),
    Type.Literal('VILLAGE'),
  ],
  { $id: 'DivisionLevel' },
);

/** Kind of a division (place-names.md §2). */
export const DivisionType = Type.Union(
  [
    Type.Literal('PROVINCE'),
    Type.Literal('PREFECTURE_CITY'),
    Type.Literal('PREFECTURE'),
    Type.Literal('DIRECT_COUNTY_GROUP'),
    Type.Literal('DISTRICT'),
    Type.Literal('COUNTY'),
    Type.Literal('COUNTY_CITY'),
    Type.Literal('STATISTICAL_ZONE'),
    Type.Literal('SUBDISTRICT'),
    Type.Literal('TOWN'),
    Type.Literal('TOWNSHIP'),
    Type.Literal('QUASI_TOWNSHIP'),
    Type.Literal('RESIDENTS_COMMITTEE'),
    Type.Literal('VILLAGERS_COMMITTEE'),
    Type.Literal('QUASI_COMMUNITY'),
    Type.Literal('QUASI_VILLAGE'),
    Type.Literal('LOCAL_EXTENSION'),
  ],
  { $id: 'DivisionType' },
);

/** Whether a change moves the whole of a unit or a part of it. */
export const ChangeExtent = Type.Union([Type.Literal('FULL'), Type.Literal('PART')], { $id: 'ChangeExtent' });

/** One version of a division: a code, name and parent for a span of days. */
export const Division = Type.Object(
  {
    code: Type.String(),
    /** The legally established unit: kept by a rename or recode, new when one is abolished and another established. */
    unitId: Type.String(),
    level: DivisionLevel,
    type: DivisionType,
    name: Type.String(),
    shortName: Type.String(),
    /** By the spelling rules of 1984; null until it is written. */
    pinyin: Text,
    /** No tones, lower case, no spaces or apostrophes, ü is v. */
    pinyinPlain: Text,
    /** Parent in law; a county city stands under the province. */
    parentCode: Text,
    /** The prefecture that a county city is entrusted to (代管). */
    managedByCode: Text,
    /** Parent in public finance, where it differs (省直管县). */
    fiscalParentCode: Text,
    /** First day; null: not known. */
    validFrom: OpenDay,
    /** The day after the last; null: in force. */
    validTo: OpenDay,
    changeIdIn: Text,
    changeIdOut: Text,
    codeStatus: Type.Union([Type.Literal('PROVISIONAL'), Type.Literal('FINAL')], { $id: 'CodeStatus' }),
    /** Where the row comes from; RECONSTRUCTED: projected back from a later table. */
    provenance: Type.String(),
    /** The code of the statistics table, where a development zone gave the township another. */
    statisticsCode: Text,
  },
  { $id: 'Division' },
);

/** One followed row of the code map. */
export const LineageStep = Type.Object(
  {
    changeId: Type.String(),
    effectiveOn: Day,
    fromCode: Type.String(),
    toCode: Type.String(),
    extent: ChangeExtent,
  },
  { $id: 'LineageStep' },
);

/** What every answer about divisions says of the table and the history behind it. */
export const tableFields = {
  /** Version of the code table; also the ETag. */
  version: Version,
  /** The answer reaches before the first day of complete history (2012-01-01). */
  historyIncomplete: Type.Boolean(),
};

/** One unit that holds ground of the asked one. */
export const ResolvedDivision = Type.Object(
  {
    code: Type.String(),
    extent: ChangeExtent,
    /** The county it lies in by law, null above county level. */
    countyCode: Text,
    /** True when the row below the county is not loaded, so that the answer is of a higher level than the question. */
    coarser: Type.Boolean(),
    path: Type.Array(LineageStep),
  },
  { $id: 'ResolvedDivision' },
);

/** Where the ground of a unit lies later. */
export const Resolution = Type.Object(
  {
    code: Type.String(),
    from: Day,
    to: Day,
    /** AMBIGUOUS asks for a township or village code, or an address. */
    status: Type.Union([Type.Literal('UNAMBIGUOUS'), Type.Literal('AMBIGUOUS')], { $id: 'ResolutionStatus' }),
    results: Type.Array(ResolvedDivision),
    /** The larger prefecture that took this one in: totals of the two do not compare. */
    absorbedBy: Text,
    ...tableFields,
  },
  { $id: 'Resolution' },
);
