import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, strict } from '../shapes.ts';

/** Null: hidden, because it is below five or because such a figure could be computed from it (income-verification.md §9). */
const Reached = Type.Union([Type.Integer(), Type.Null()]);

/** A part of an indicator: a region group, an agency level, a kind of agency. */
export const VerificationIndicatorPart = Type.Object(
  {
    name: Type.String(),
    reached: Reached,
    of: Type.Union([Type.Integer(), Type.Null()]),
    percent: Type.Union([Type.Number(), Type.Null()]),
  },
  { $id: 'VerificationIndicatorPart' },
);

/** An indicator of the check (income-verification.md §11), counted from live rows. */
export const VerificationIndicator = Type.Object(
  {
    code: Type.String(),
    title: Type.String(),
    titleEn: Type.String(),
    /** What counted, and of how many; null where a number stands alone, or is hidden. */
    reached: Reached,
    of: Type.Union([Type.Integer(), Type.Null()]),
    /** For people, two digits after the point; `done` compares the totals. */
    percent: Type.Union([Type.Number(), Type.Null()]),
    /** In percent where there is `of`, else a number; null for a statistic without a target. `done` is null where figures are hidden. */
    target: Type.Union([Type.Number(), Type.Null()]),
    comparator: Type.String({ description: '>= a floor, <= a ceiling, empty without a target' }),
    done: Type.Union([Type.Boolean(), Type.Null()]),
    planItem: Type.Union([Type.String(), Type.Null()]),
    parts: Type.Array(VerificationIndicatorPart),
  },
  { $id: 'VerificationIndicator' },
);

/** A row behind an indicator: a county, an agency, a report. */
export const VerificationIndicatorRow = Type.Object(
  {
    divisionCode: Type.String(),
    title: Type.String(),
    reached: Reached,
    of: Type.Union([Type.Integer(), Type.Null()]),
  },
  { $id: 'VerificationIndicatorRow' },
);

const code = Type.String({ pattern: '^IV-[0-9]{2}$' });
const asked = { asOf: Type.Optional(Day), division: Type.Optional(DivisionCode) };
const common = { service: 'income-verification', permission: 'verificationIndicators:read', method: 'GET' } as const;

export const listVerificationIndicators = defineOperation({
  ...common,
  id: 'verificationIndicators.list',
  path: '/v1/verification-indicators',
  summary: 'The indicators on a snapshot day, of the caller’s division or one below it',
  query: Type.Object(asked),
  success: {
    status: 200,
    schema: Type.Object({ asOf: Day, divisionCode: DivisionCode, items: Type.Array(VerificationIndicator) }),
  },
  errors: ['PERIOD_INVALID', 'DIVISION_NOT_VALID'],
});

export const getVerificationIndicator = defineOperation({
  ...common,
  id: 'verificationIndicators.get',
  path: '/v1/verification-indicators/{code}',
  summary: 'One indicator with the rows behind it',
  params: strict({ code }),
  query: Type.Object(asked),
  success: {
    status: 200,
    schema: Type.Object({
      ...VerificationIndicator.properties,
      asOf: Day,
      divisionCode: DivisionCode,
      rows: Type.Array(VerificationIndicatorRow),
    }),
  },
  errors: ['PERIOD_INVALID', 'DIVISION_NOT_VALID', 'INDICATOR_UNKNOWN'],
});
