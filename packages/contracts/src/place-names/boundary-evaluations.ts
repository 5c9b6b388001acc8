import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, PageQuery, strict } from '../shapes.ts';
import {
  lineFields,
  OptionalDay,
  PlanYear,
  pageOfItems,
  Remark,
  recordEntry,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';

/** How peaceful the boundaries of a unit were in a year (平安边界). */
export const BoundaryEvaluation = Type.Object(
  {
    id: Id,
    year: PlanYear,
    divisionCode: DivisionCode,
    forceIncidents: Type.Integer(),
    disputesOpened: Type.Integer(),
    disputesSolved: Type.Integer(),
    inspectionsDue: Type.Integer(),
    inspectionsOnTime: Type.Integer(),
    markersTotal: Type.Integer(),
    markersIntact: Type.Integer(),
    mechanismPoints: Type.Integer(),
    publicityPoints: Type.Integer(),
    /** Exact fraction, and the same rounded to two decimals for people. */
    totalExact: Type.String(),
    total: Type.String(),
    grade: Type.Union([Type.Literal('A'), Type.Literal('B'), Type.Literal('C'), Type.Literal('FAIL')]),
    state: Type.Union([Type.Literal('ASSESSED'), Type.Literal('CONFIRMED')]),
    confirmedOn: OptionalDay,
    ...versionField,
  },
  { $id: 'BoundaryEvaluation' },
);

export const assessBoundaries = recordEntry({
  id: 'boundaryEvaluations.assess',
  path: '/v1/boundary-evaluations',
  summary: 'Score a unit for a year: counts come from the registers, mechanism and publicity from the assessor',
  permission: 'boundaryEvaluations:assess',
  body: strict({
    year: PlanYear,
    divisionCode: DivisionCode,
    mechanismPoints: Type.Integer({ minimum: 0, maximum: 100 }),
    publicityPoints: Type.Integer({ minimum: 0, maximum: 100 }),
  }),
  answer: BoundaryEvaluation,
  errors: ['EVALUATION_EXISTS', 'POINTS_TOO_MANY', 'CODE_NOT_VALID_ON', 'CODE_LEVEL', 'DATE_NOT_ALLOWED'],
});

export const confirmBoundaryEvaluation = recordStep({
  id: 'boundaryEvaluations.confirm',
  path: '/v1/boundary-evaluations/{id}/confirm',
  summary: 'The province confirms the score; somebody else than who assessed',
  permission: 'boundaryEvaluations:confirm',
  body: strict({}),
  answer: BoundaryEvaluation,
  errors: ['EVALUATION_UNKNOWN', 'SEPARATION_OF_DUTIES'],
});

export const listBoundaryEvaluations = defineOperation({
  id: 'boundaryEvaluations.list',
  service,
  method: 'GET',
  path: '/v1/boundary-evaluations',
  summary: 'Scores of a year in the caller’s units, by code',
  query: Type.Object({ ...PageQuery.properties, year: Type.Optional(PlanYear) }),
  success: { status: 200, schema: pageOfItems(BoundaryEvaluation) },
  permission: 'boundaryEvaluations:read',
  errors: ['CURSOR_INVALID'],
});

/** What neighbours did together along a line (边界和谐走廊). */
export const FriendshipActivity = Type.Object(
  {
    id: Id,
    ...lineFields,
    kind: Type.Union([
      Type.Literal('JOINT_MEETING'),
      Type.Literal('JOINT_PATROL'),
      Type.Literal('CULTURE'),
      Type.Literal('TRADE'),
      Type.Literal('MUTUAL_AID'),
    ]),
    heldOn: Day,
    partners: Type.Array(Type.String()),
    description: Type.String(),
  },
  { $id: 'FriendshipActivity' },
);

export const recordFriendshipActivity = recordEntry({
  id: 'friendshipActivities.record',
  path: '/v1/friendship-activities',
  summary: 'Neighbours did something together along a line',
  permission: 'boundaries:write',
  body: strict({
    lineId: Id,
    kind: FriendshipActivity.properties.kind,
    heldOn: Day,
    partners: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { minItems: 2, maxItems: 20 }),
    description: Remark,
  }),
  answer: FriendshipActivity,
  errors: ['BOUNDARY_LINE_UNKNOWN', 'DATE_NOT_ALLOWED', 'SCOPE_FORBIDDEN'],
});

export const listFriendshipActivities = defineOperation({
  id: 'friendshipActivities.list',
  service,
  method: 'GET',
  path: '/v1/friendship-activities',
  summary: 'Activities along the caller’s lines, newest first',
  query: Type.Object({ ...PageQuery.properties, lineId: Type.Optional(Id) }),
  success: { status: 200, schema: pageOfItems(FriendshipActivity) },
  permission: 'boundaries:read',
  errors: ['CURSOR_INVALID'],
});
