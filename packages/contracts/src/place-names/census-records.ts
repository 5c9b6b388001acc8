import { type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import { CensusDefectInput, CensusRestart } from './census-batches.ts';
import { CensusNameKind, CensusRecord, CensusRecordState } from './census-shapes.ts';

const common = { service: 'place-names' } as const;
const RecordAnswer = { status: 200, schema: CensusRecord } as const;

/** A field that may be left empty: left out and null are the same. */
function open<S extends TSchema>(schema: S) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/** Texts of a record have 10 to 4,000 characters (place-names.md §3). */
const Words = Type.String({ minLength: 10, maxLength: 4_000 });
/** Years before Christ are negative; year 0 is refused by its own code. */
const Year = Type.Integer({ minimum: -10_000, maximum: 9_999 });
const Lon = Type.Number({ minimum: 70, maximum: 140 });
const Lat = Type.Number({ minimum: 0, maximum: 60 });
const Photo = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** What the census writes down of a feature; a draft lacks much of it. */
export const CensusFacts = strict({
  divisionCode: DivisionCode,
  crosses: Type.Optional(Type.Array(DivisionCode, { maxItems: 50 })),
  categoryCode: Type.String({ pattern: '^[0-9]{5}$' }),
  names: Type.Array(strict({ kind: CensusNameKind, name: Type.String({ minLength: 1, maxLength: 50 }) }), {
    maxItems: 20,
  }),
  /** The reading by hand, where the table of readings does not know a polyphone. */
  pinyin: open(Type.String({ minLength: 1, maxLength: 200 })),
  inUse: open(Type.Boolean()),
  lon: open(Lon),
  lat: open(Lat),
  elevationM: open(Type.Number({ minimum: -500, maximum: 9_000 })),
  /** People registered there, of divisions and settlements; the search ranks by it. With its year, or neither. */
  hukouPopulation: open(Type.Integer({ minimum: 0, maximum: 200_000_000 })),
  populationYear: open(Type.Integer({ minimum: 1949, maximum: 9_999 })),
  meaning: open(Words),
  history: open(Words),
  description: open(Words),
  source: open(Type.String({ minLength: 2, maxLength: 400 })),
  usedFromYear: open(Year),
  usedToYear: open(Year),
  registeredOn: open(Day),
  registrarUnit: open(Type.String({ minLength: 2, maxLength: 100 })),
  featureId: open(Id),
  photos: Type.Optional(Type.Array(Photo, { maxItems: 20 })),
});

/** Who told about the feature; sealed, and shown masked only. */
export const CensusInformantInput = strict({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  phone: open(Type.String({ minLength: 1, maxLength: 30 })),
});

/** The name of a record that its maker chooses: of a catalogue, a device, a file. */
export const CensusRecordKey = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' });

const factErrors = [
  'DIVISION_NOT_VALID',
  'RECORD_OUTSIDE_TASK',
  'CENSUS_CATEGORY_UNKNOWN',
  'CATEGORY_OUT_OF_SCOPE',
  'MULTI_STANDARD',
  'NAME_CHARS',
  'YEAR_INVALID',
  'ELEVATION_NOT_ALLOWED',
  'POPULATION_NOT_ALLOWED',
  'POPULATION_WITHOUT_YEAR',
];
const wholeErrors = ['MISSING_POSITION', 'STANDARD_NAME_MISSING', 'CENSUS_FIELD_MISSING'];
const stepErrors = ['CENSUS_RECORD_UNKNOWN', 'STATE_TRANSITION_INVALID'];

export const createCensusRecord = defineOperation({
  ...common,
  id: 'censusRecords.create',
  method: 'POST',
  path: '/v1/census-tasks/{id}/records',
  summary: 'A township adds a feature to the catalogue of its task',
  params: IdParams,
  body: strict({ recordKey: CensusRecordKey, ...CensusFacts.properties }),
  success: { status: 201, schema: CensusRecord },
  permission: 'censusRecords:write',
  idempotent: true,
  errors: ['CENSUS_TASK_UNKNOWN', 'STATE_TRANSITION_INVALID', 'RECORD_KEY_REUSED', ...factErrors],
});

export const listCensusRecords = defineOperation({
  ...common,
  id: 'censusRecords.list',
  method: 'GET',
  path: '/v1/census-records',
  summary: 'Records of the caller’s division, oldest first',
  query: Type.Object({
    batchId: Type.Optional(Id),
    taskId: Type.Optional(Id),
    state: Type.Optional(CensusRecordState),
    ...PageQuery.properties,
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(CensusRecord), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'censusRecords:read',
  errors: ['CURSOR_INVALID'],
});

export const getCensusRecord = defineOperation({
  ...common,
  id: 'censusRecords.get',
  method: 'GET',
  path: '/v1/census-records/{id}',
  summary: 'One record; informants are masked',
  params: IdParams,
  success: RecordAnswer,
  permission: 'censusRecords:read',
  errors: ['CENSUS_RECORD_UNKNOWN'],
});

export const reviseCensusRecord = defineOperation({
  ...common,
  id: 'censusRecords.revise',
  method: 'PUT',
  path: '/v1/census-records/{id}',
  summary: 'A township changes a draft before it is processed; what is left out becomes empty',
  params: IdParams,
  body: CensusFacts,
  success: RecordAnswer,
  permission: 'censusRecords:write',
  versioned: true,
  errors: [...stepErrors, ...factErrors],
});

export const surveyCensusRecord = defineOperation({
  ...common,
  id: 'censusRecords.survey',
  method: 'POST',
  path: '/v1/census-records/{id}/survey',
  summary: 'What was seen on the ground: position, photos, and who told about the name',
  params: IdParams,
  body: strict({
    lon: Lon,
    lat: Lat,
    elevationM: open(Type.Number({ minimum: -500, maximum: 9_000 })),
    inUse: open(Type.Boolean()),
    photos: Type.Optional(Type.Array(Photo, { maxItems: 20 })),
    informants: Type.Optional(Type.Array(CensusInformantInput, { maxItems: 5 })),
  }),
  success: RecordAnswer,
  permission: 'censusRecords:survey',
  versioned: true,
  errors: [...stepErrors, 'ELEVATION_NOT_ALLOWED', 'NAME_INVALID', 'PHONE_INVALID'],
});

export const processCensusRecord = defineOperation({
  ...common,
  id: 'censusRecords.process',
  method: 'POST',
  path: '/v1/census-records/{id}/processing',
  summary:
    'The record is completed indoors: every required field; pinyin by rule unless read by hand; defects are answered',
  params: IdParams,
  body: CensusFacts,
  success: RecordAnswer,
  permission: 'censusRecords:write',
  versioned: true,
  errors: [...stepErrors, ...factErrors, ...wholeErrors],
});

export const returnCensusRecord = defineOperation({
  ...common,
  id: 'censusRecords.return',
  method: 'POST',
  path: '/v1/census-records/{id}/returns',
  summary: 'A township or county gives one record back with its defects before the batch goes on',
  params: IdParams,
  body: strict({
    restartAt: CensusRestart,
    defects: Type.Array(CensusDefectInput, { minItems: 1, maxItems: 30 }),
  }),
  success: RecordAnswer,
  permission: 'censusRecords:return',
  versioned: true,
  errors: stepErrors,
});
