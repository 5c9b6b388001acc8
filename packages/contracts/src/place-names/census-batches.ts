import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import { CensusBatch, CensusBatchState, CensusTask } from './census-shapes.ts';

const Next = Type.Union([Type.String(), Type.Null()]);
const common = { service: 'place-names' } as const;
const BatchAnswer = { status: 200, schema: CensusBatch } as const;

export const planCensusBatch = defineOperation({
  ...common,
  id: 'censusBatches.plan',
  method: 'POST',
  path: '/v1/census-batches',
  summary: 'A county plans a batch of a year’s census: a task for each township with the records that it expects',
  body: strict({
    divisionCode: DivisionCode,
    year: Type.Integer({ minimum: 1, maximum: 9999 }),
    number: Type.Integer({ minimum: 1, maximum: 999 }),
    title: Type.String({ minLength: 2, maxLength: 100 }),
    tasks: Type.Array(
      strict({ divisionCode: DivisionCode, planned: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
      { minItems: 1, maxItems: 200 },
    ),
  }),
  success: { status: 201, schema: CensusBatch },
  permission: 'censusBatches:plan',
  idempotent: true,
  errors: ['CENSUS_BATCH_DUPLICATE', 'DIVISION_NOT_VALID', 'CODE_LEVEL', 'TASK_OUTSIDE_COUNTY', 'YEAR_INVALID'],
});

export const listCensusBatches = defineOperation({
  ...common,
  id: 'censusBatches.list',
  method: 'GET',
  path: '/v1/census-batches',
  summary: 'Batches of the caller’s division, newest first',
  query: Type.Object({
    year: Type.Optional(Type.Integer({ minimum: 1, maximum: 9999 })),
    state: Type.Optional(CensusBatchState),
    ...PageQuery.properties,
  }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(CensusBatch), next: Next }) },
  permission: 'censusBatches:read',
  errors: ['CURSOR_INVALID'],
});

export const getCensusBatch = defineOperation({
  ...common,
  id: 'censusBatches.get',
  method: 'GET',
  path: '/v1/census-batches/{id}',
  summary: 'One batch with what of it stands where',
  params: IdParams,
  success: BatchAnswer,
  permission: 'censusBatches:read',
  errors: ['CENSUS_BATCH_UNKNOWN'],
});

/** What a level does with a whole batch (place-names.md §7). */
export const CensusBatchAction = Type.Union(
  [
    Type.Literal('OPEN'),
    Type.Literal('SELF_CHECK'),
    Type.Literal('VERIFY'),
    Type.Literal('ACCEPT'),
    Type.Literal('REVIEW'),
    Type.Literal('STORE'),
  ],
  { $id: 'CensusBatchAction' },
);

export const stepCensusBatch = defineOperation({
  ...common,
  id: 'censusBatches.step',
  method: 'POST',
  path: '/v1/census-batches/{id}/steps',
  summary:
    'The province opens, the county checks, the city verifies, the province accepts, enters the review and stores',
  params: IdParams,
  body: strict({
    action: CensusBatchAction,
    /** REVIEW: the ministry's letter. */
    documentNo: Type.Optional(Type.String({ minLength: 4, maxLength: 60 })),
  }),
  success: BatchAnswer,
  permission: 'censusBatches:step',
  versioned: true,
  errors: [
    'CENSUS_BATCH_UNKNOWN',
    'STATE_TRANSITION_INVALID',
    'SEPARATION_OF_DUTIES',
    'CENSUS_BATCH_INCOMPLETE',
    'CENSUS_DEFECTS_OPEN',
    'CENSUS_SAMPLE_MISSING',
    'CENSUS_SAMPLE_FAILED',
    'CENSUS_SCORE_MISSING',
    'CENSUS_SCORE_FAILED',
    'DOCUMENT_MISSING',
  ],
});

/** Where a returned record begins again. */
export const CensusRestart = Type.Union([Type.Literal('INDOOR_PROCESSED'), Type.Literal('FIELD_SURVEYED')], {
  $id: 'CensusRestart',
});

/** What is wrong with a record: the field and a sentence. */
export const CensusDefectInput = strict({
  field: Type.String({ minLength: 2, maxLength: 30, pattern: '^[a-zA-Z]+$' }),
  note: Type.String({ minLength: 2, maxLength: 200 }),
});

export const returnCensusBatch = defineOperation({
  ...common,
  id: 'censusBatches.return',
  method: 'POST',
  path: '/v1/census-batches/{id}/returns',
  summary:
    'A checker gives the whole batch back with the defects found; its records begin again where the checker says',
  params: IdParams,
  body: strict({
    restartAt: CensusRestart,
    defects: Type.Array(strict({ recordId: Id, ...CensusDefectInput.properties }), { minItems: 1, maxItems: 1_000 }),
  }),
  success: BatchAnswer,
  permission: 'censusBatches:return',
  versioned: true,
  errors: ['CENSUS_BATCH_UNKNOWN', 'STATE_TRANSITION_INVALID', 'CENSUS_RECORD_UNKNOWN'],
});

export const listCensusTasks = defineOperation({
  ...common,
  id: 'censusTasks.list',
  method: 'GET',
  path: '/v1/census-tasks',
  summary: 'Tasks of the townships in the caller’s division, newest first',
  query: Type.Object({ batchId: Type.Optional(Id), ...PageQuery.properties }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(CensusTask), next: Next }) },
  permission: 'censusTasks:read',
  errors: ['CURSOR_INVALID'],
});

export const getCensusTask = defineOperation({
  ...common,
  id: 'censusTasks.get',
  method: 'GET',
  path: '/v1/census-tasks/{id}',
  summary: 'One township’s task with what of it stands where',
  params: IdParams,
  success: { status: 200, schema: CensusTask },
  permission: 'censusTasks:read',
  errors: ['CENSUS_TASK_UNKNOWN'],
});

export const confirmCensusTask = defineOperation({
  ...common,
  id: 'censusTasks.confirm',
  method: 'POST',
  path: '/v1/census-tasks/{id}/confirmation',
  summary: 'The township confirms all processed records of its task; nobody confirms what they processed',
  params: IdParams,
  success: { status: 200, schema: CensusTask },
  permission: 'censusTasks:confirm',
  versioned: true,
  errors: [
    'CENSUS_TASK_UNKNOWN',
    'STATE_TRANSITION_INVALID',
    'SEPARATION_OF_DUTIES',
    'CENSUS_BATCH_INCOMPLETE',
    'CENSUS_DEFECTS_OPEN',
  ],
});
