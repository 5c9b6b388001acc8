import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, strict, Version } from '../shapes.ts';

const common = { service: 'place-names' } as const;
const Text = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

/** A drawn sample of a batch: which records an inspection looks at, and what it found (place-names.md §7). */
export const CensusSample = Type.Object(
  {
    id: Id,
    batchId: Id,
    divisionCode: DivisionCode,
    round: Type.Integer(),
    level: Type.Union([Type.Literal('CITY'), Type.Literal('PROVINCE')], { $id: 'CensusSampleLevel' }),
    /** The same seed draws the same records of the same batch again. */
    seed: Type.String(),
    population: Count,
    size: Count,
    state: Type.Union([Type.Literal('DRAWN'), Type.Literal('CLOSED')], { $id: 'CensusSampleState' }),
    /** Records with a wrong required field, and with another wrong field. */
    requiredWrong: Type.Union([Count, Type.Null()]),
    otherWrong: Type.Union([Count, Type.Null()]),
    /** Per cent with two digits, for people; the decision compares exact fractions. */
    requiredRate: Text,
    otherRate: Text,
    outcome: Type.Union([Type.Literal('ACCEPT'), Type.Literal('RETURN'), Type.Null()]),
    recordIds: Type.Array(Id),
    version: Version,
  },
  { $id: 'CensusSample' },
);

export const drawCensusSample = defineOperation({
  ...common,
  id: 'censusSamples.draw',
  method: 'POST',
  path: '/v1/census-batches/{id}/samples',
  summary: 'Draws the records that the city or the province inspects, by a seed and by strata of township and group',
  params: IdParams,
  body: strict({ seed: Type.String({ pattern: '^[A-Za-z0-9-]{4,64}$' }) }),
  success: { status: 201, schema: CensusSample },
  permission: 'censusSamples:inspect',
  idempotent: true,
  errors: ['CENSUS_BATCH_UNKNOWN', 'STATE_TRANSITION_INVALID', 'CENSUS_SAMPLE_DUPLICATE'],
});

export const getCensusSample = defineOperation({
  ...common,
  id: 'censusSamples.get',
  method: 'GET',
  path: '/v1/census-samples/{id}',
  summary: 'One sample with its records',
  params: IdParams,
  success: { status: 200, schema: CensusSample },
  permission: 'censusBatches:read',
  errors: ['CENSUS_SAMPLE_UNKNOWN'],
});

export const closeCensusSample = defineOperation({
  ...common,
  id: 'censusSamples.close',
  method: 'POST',
  path: '/v1/census-samples/{id}/findings',
  summary: 'What the inspection found wrong; the defect rates decide whether the batch may go on',
  params: IdParams,
  body: strict({
    findings: Type.Array(
      strict({
        recordId: Id,
        field: Type.String({ minLength: 2, maxLength: 30, pattern: '^[a-zA-Z]+$' }),
        note: Type.String({ minLength: 2, maxLength: 200 }),
      }),
      { maxItems: 10_000 },
    ),
  }),
  maxBodyBytes: 4_194_304,
  success: { status: 200, schema: CensusSample },
  permission: 'censusSamples:inspect',
  versioned: true,
  errors: ['CENSUS_SAMPLE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SAMPLE_RECORD_UNKNOWN'],
});

/** One item of the quality table with its three weights, in per cent. */
export const CensusQualityItem = Type.Object(
  {
    code: Type.String(),
    title: Type.String(),
    groupCode: Type.String(),
    groupTitle: Type.String(),
    groupPercent: Type.Integer(),
    aspectTitle: Type.String(),
    aspectPercent: Type.Integer(),
    itemPercent: Type.Integer(),
    /** APPROVAL: read in the quality system; ASSUMED: to be replaced by the province's table. */
    provenance: Type.String(),
  },
  { $id: 'CensusQualityItem' },
);

export const listCensusQualityItems = defineOperation({
  ...common,
  id: 'censusQualityItems.list',
  method: 'GET',
  path: '/v1/census-quality-items',
  summary: 'The quality table with its weights as it holds on a day',
  query: Type.Object({ asOf: Type.Optional(Day) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(CensusQualityItem) }) },
  permission: 'censusBatches:read',
});

/** The quality of a county's batch. */
export const CensusScore = Type.Object(
  {
    id: Id,
    batchId: Id,
    divisionCode: DivisionCode,
    round: Type.Integer(),
    scoredOn: Day,
    /** Of 100; exact, written with two digits. */
    total: Type.String(),
    grade: Type.Union([Type.Literal('GOOD'), Type.Literal('PASS'), Type.Literal('FAIL')], { $id: 'CensusGrade' }),
    /** Why it failed: SECRECY_BREACH, GROUP_FAILED_DATABASE, GROUP_FAILED_RESULT_TABLES, TOTAL_TOO_LOW. */
    reasons: Type.Array(Type.String()),
    groups: Type.Array(
      Type.Object({ code: Type.String(), points: Type.String(), failed: Type.Boolean() }, { $id: 'CensusGroupScore' }),
    ),
  },
  { $id: 'CensusScore' },
);

export const scoreCensusBatch = defineOperation({
  ...common,
  id: 'censusScores.create',
  method: 'POST',
  path: '/v1/census-batches/{id}/scores',
  summary: 'The points that each item of the quality table loses; what is not named loses none',
  params: IdParams,
  body: strict({
    secrecyBreach: Type.Boolean(),
    deductions: Type.Array(
      strict({
        item: Type.String({ minLength: 2, maxLength: 40 }),
        /** Tenths of a point; an item starts at 5 points and does not go below 0. */
        tenths: Type.Integer({ minimum: 1, maximum: 1_000 }),
        note: Type.String({ minLength: 2, maxLength: 200 }),
      }),
      { maxItems: 500 },
    ),
  }),
  success: { status: 201, schema: CensusScore },
  permission: 'censusScores:create',
  idempotent: true,
  errors: ['CENSUS_BATCH_UNKNOWN', 'STATE_TRANSITION_INVALID', 'QUALITY_ITEM_UNKNOWN'],
});

export const getCensusScore = defineOperation({
  ...common,
  id: 'censusScores.get',
  method: 'GET',
  path: '/v1/census-batches/{id}/scores',
  summary: 'The newest score of a batch',
  params: IdParams,
  success: { status: 200, schema: CensusScore },
  permission: 'censusBatches:read',
  errors: ['CENSUS_BATCH_UNKNOWN', 'CENSUS_SCORE_UNKNOWN'],
});
