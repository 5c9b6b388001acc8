import { Type } from 'typebox';
import { Day, DivisionCode, Id, Version } from '../shapes.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const OpenDay = Type.Union([Day, Type.Null()]);

/** Where a record of the census stands (place-names.md §7). */
export const CensusRecordState = Type.Union(
  [
    Type.Literal('CATALOGUED'),
    Type.Literal('FIELD_SURVEYED'),
    Type.Literal('INDOOR_PROCESSED'),
    Type.Literal('TOWNSHIP_CONFIRMED'),
    Type.Literal('COUNTY_SELF_CHECKED'),
    Type.Literal('CITY_VERIFIED'),
    Type.Literal('PROVINCE_ACCEPTED'),
    Type.Literal('NATIONAL_REVIEWED'),
    Type.Literal('IN_DATABASE'),
  ],
  { $id: 'CensusRecordState' },
);

/** Where a county's batch stands; OPEN while villages and townships work on its records. */
export const CensusBatchState = Type.Union(
  [
    Type.Literal('PLANNED'),
    Type.Literal('OPEN'),
    Type.Literal('COUNTY_SELF_CHECKED'),
    Type.Literal('CITY_VERIFIED'),
    Type.Literal('PROVINCE_ACCEPTED'),
    Type.Literal('NATIONAL_REVIEWED'),
    /** Its records are becoming place names. */
    Type.Literal('STORING'),
    Type.Literal('IN_DATABASE'),
  ],
  { $id: 'CensusBatchState' },
);

const StateCount = Type.Object({ state: CensusRecordState, count: Count }, { $id: 'CensusStateCount' });

/** A county's part of a year's census. */
export const CensusBatch = Type.Object(
  {
    id: Id,
    /** The county. */
    divisionCode: DivisionCode,
    year: Type.Integer(),
    number: Type.Integer(),
    title: Type.String(),
    state: CensusBatchState,
    /** Counts from 1; one more with each return. */
    round: Type.Integer(),
    /** Records that the plan expects. */
    planned: Count,
    counts: Type.Array(StateCount),
    openDefects: Count,
    acceptedOn: OpenDay,
    /** The ministry's letter of review. */
    reviewDoc: Text,
    version: Version,
  },
  { $id: 'CensusBatch' },
);

/** A township's task in a batch. */
export const CensusTask = Type.Object(
  {
    id: Id,
    batchId: Id,
    /** The township. */
    divisionCode: DivisionCode,
    year: Type.Integer(),
    batchState: CensusBatchState,
    planned: Count,
    counts: Type.Array(StateCount),
    openDefects: Count,
    version: Version,
  },
  { $id: 'CensusTask' },
);

/** Which of a feature's names it is. */
export const CensusNameKind = Type.Union(
  [
    Type.Literal('STANDARD'),
    Type.Literal('SHORT'),
    Type.Literal('ALIAS'),
    Type.Literal('FORMER'),
    Type.Literal('MAP'),
    Type.Literal('MINORITY'),
  ],
  { $id: 'CensusNameKind' },
);

const Name = Type.Object({ kind: CensusNameKind, name: Type.String() }, { $id: 'CensusName' });

const Informant = Type.Object(
  {
    /** Masked. */
    name: Type.String(),
    /** Masked; null where none was given. */
    phone: Text,
    givenOn: Day,
  },
  { $id: 'CensusInformant' },
);

const Defect = Type.Object(
  { id: Id, field: Type.String(), note: Type.String(), level: Type.String(), foundOn: Day },
  { $id: 'CensusDefect' },
);

/** One feature as the census has it. */
export const CensusRecord = Type.Object(
  {
    id: Id,
    taskId: Id,
    batchId: Id,
    /** The name that the maker of the record gave it; unique in its batch. */
    recordKey: Type.String(),
    state: CensusRecordState,
    /** The unit that contains the feature: a township or a village. */
    divisionCode: DivisionCode,
    /** Every unit of a feature that crosses units. */
    crosses: Type.Array(Type.String()),
    categoryCode: Type.String(),
    /** Group of the census; sea names are none of its eleven. */
    groupCode: Type.String(),
    names: Type.Array(Name),
    standardName: Text,
    pinyin: Text,
    pinyinPlain: Text,
    /** A polyphone was read by hand. */
    pinyinByHand: Type.Boolean(),
    nationalCode: Text,
    inUse: Type.Union([Type.Boolean(), Type.Null()]),
    lon: Type.Union([Type.Number(), Type.Null()]),
    lat: Type.Union([Type.Number(), Type.Null()]),
    /** Mountains only; metres, 1985 national datum. */
    elevationM: Type.Union([Type.Number(), Type.Null()]),
    /** Divisions and settlements only. */
    hukouPopulation: Type.Union([Type.Integer(), Type.Null()]),
    populationYear: Type.Union([Type.Integer(), Type.Null()]),
    meaning: Text,
    history: Text,
    description: Text,
    source: Text,
    usedFromYear: Type.Union([Type.Integer(), Type.Null()]),
    usedToYear: Type.Union([Type.Integer(), Type.Null()]),
    registrar: Text,
    registrarUnit: Text,
    registeredOn: OpenDay,
    /** A known feature whose names these are. */
    featureId: Type.Union([Id, Type.Null()]),
    placeId: Type.Union([Id, Type.Null()]),
    photos: Type.Array(Type.String()),
    informants: Type.Array(Informant),
    defects: Type.Array(Defect),
    version: Version,
  },
  { $id: 'CensusRecord' },
);
