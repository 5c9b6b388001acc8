import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Version } from '../shapes.ts';

const service = 'social-assistance';

/** A published standard; two persons; no overlap and no gap. */
export const Standard = Type.Object(
  {
    id: Id,
    programme: Type.String(),
    divisionCode: DivisionCode,
    amountFen: Fen,
    period: Type.Union([Type.Literal('MONTH'), Type.Literal('YEAR')]),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    publishedDocNo: Type.String(),
    publishedOn: Day,
    status: Type.Union([Type.Literal('PROPOSED'), Type.Literal('IN_FORCE')]),
    /** How far a standard in force was applied to what stands: enrolments looked at so far, and when the last one was. */
    application: Type.Optional(
      Type.Object({
        lookedAt: Type.Integer({ minimum: 0 }),
        startedOn: Day,
        finishedOn: Type.Union([Day, Type.Null()]),
      }),
    ),
    version: Version,
  },
  { $id: 'Standard' },
);

export const proposeStandard = defineOperation({
  id: 'standards.propose',
  service,
  method: 'POST',
  path: '/v1/standards',
  summary: 'Propose a standard; in force when another person has approved it',
  body: Type.Object(
    {
      programme: Type.String(),
      divisionCode: DivisionCode,
      amountFen: Fen,
      period: Type.Union([Type.Literal('MONTH'), Type.Literal('YEAR')]),
      validFrom: Day,
      publishedDocNo: Type.String({ minLength: 1, maxLength: 80 }),
      publishedOn: Day,
      /** Last year's local consumption per head, for the floor check; waiver document when below. */
      consumptionFen: Type.Optional(Fen),
      waiverDocNo: Type.Optional(Type.String({ maxLength: 80 })),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Standard },
  permission: 'standards:propose',
  idempotent: true,
  errors: [
    'STANDARD_OVERLAP',
    'STANDARD_BELOW_FLOOR',
    'WUBAO_INCREMENT_BELOW_TARGET',
    'PROGRAMME_UNKNOWN',
    'PERIOD_INVALID',
    'DIVISION_NOT_VALID',
    'SCOPE_FORBIDDEN',
    'DATE_NOT_ALLOWED',
    'AMOUNT_INVALID',
  ],
});

export const approveStandard = defineOperation({
  id: 'standards.approve',
  service,
  method: 'POST',
  path: '/v1/standards/{id}/approval',
  summary: 'Approve a proposed standard (another person than the proposer)',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: Standard },
  permission: 'standards:approve',
  idempotent: true,
  versioned: true,
  errors: ['TWO_PERSON_REQUIRED', 'STANDARD_OVERLAP', 'STATE_TRANSITION_INVALID'],
});

export const listStandards = defineOperation({
  id: 'standards.list',
  service,
  method: 'GET',
  path: '/v1/standards',
  summary: 'Standards by programme, division and day',
  query: Type.Object({
    programme: Type.Optional(Type.String()),
    divisionCode: Type.Optional(DivisionCode),
    asOf: Type.Optional(Day),
  }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(Standard) }) },
  permission: 'standards:read',
});

/** A dated parameter: every [A] of the handbook. */
export const Parameter = Type.Object(
  {
    id: Id,
    key: Type.String(),
    divisionCode: DivisionCode,
    value: Type.Unknown(),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    legalBasis: Type.String(),
    status: Type.Union([Type.Literal('PROPOSED'), Type.Literal('IN_FORCE')]),
    version: Version,
  },
  { $id: 'Parameter' },
);

export const proposeParameter = defineOperation({
  id: 'parameters.propose',
  service,
  method: 'POST',
  path: '/v1/parameters',
  summary: 'Propose a dated parameter; in force when another person has approved it',
  body: Type.Object(
    {
      key: Type.String({ maxLength: 80 }),
      divisionCode: DivisionCode,
      value: Type.Union([Type.Integer(), Type.Boolean(), Type.String({ maxLength: 400 }), Type.Array(Type.String())]),
      validFrom: Day,
      validTo: Type.Optional(Day),
      legalBasis: Type.String({ minLength: 1, maxLength: 200 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Parameter },
  permission: 'parameters:propose',
  idempotent: true,
  errors: ['PARAMETER_UNKNOWN', 'PARAMETER_OVERLAP', 'DATE_ORDER_INVALID', 'DIVISION_NOT_VALID', 'SCOPE_FORBIDDEN'],
});

export const approveParameter = defineOperation({
  id: 'parameters.approve',
  service,
  method: 'POST',
  path: '/v1/parameters/{id}/approval',
  summary: 'Approve a proposed parameter (another person than the proposer)',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: Parameter },
  permission: 'parameters:approve',
  idempotent: true,
  versioned: true,
  errors: ['TWO_PERSON_REQUIRED', 'PARAMETER_OVERLAP', 'STATE_TRANSITION_INVALID'],
});

export const listParameters = defineOperation({
  id: 'parameters.list',
  service,
  method: 'GET',
  path: '/v1/parameters',
  summary: 'Parameters by key, division and day',
  query: Type.Object({ key: Type.Optional(Type.String()), asOf: Type.Optional(Day) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(Parameter) }) },
  permission: 'standards:read',
});
