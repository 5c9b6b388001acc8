import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  DocumentNo,
  Kilometres,
  lineFields,
  OptionalCount,
  OptionalDay,
  OptionalId,
  OptionalText,
  PlanYear,
  pageOfItems,
  recordEntry,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';

/** Steps of a joint inspection (place-names.md §5.1). */
export const InspectionState = Type.Union(
  [
    Type.Literal('PLANNED'),
    Type.Literal('NOTIFIED'),
    Type.Literal('PREPARED'),
    Type.Literal('FIELD'),
    Type.Literal('FINDINGS_HANDLED'),
    Type.Literal('PROTOCOL_SIGNED'),
    Type.Literal('REPORT_SUBMITTED'),
    Type.Literal('FILED'),
  ],
  { $id: 'InspectionState' },
);
const Cause = Type.Union([Type.Literal('DISASTER'), Type.Literal('RIVER_SHIFT'), Type.Literal('ROAD_CHANGE')]);

const Side = Type.Union([Type.Literal('A'), Type.Literal('B')], { $id: 'BoundarySide' });

/** One side of an inspection: its crew and money, and its signature. */
export const InspectionSide = Type.Object(
  {
    side: Side,
    sideCode: DivisionCode,
    lead: Type.Boolean(),
    jointGroup: OptionalText,
    crew: OptionalCount,
    budgetFen: Type.Union([Fen, Type.Null()]),
    preparedOn: OptionalDay,
    signedOn: OptionalDay,
    partnerDoc: OptionalText,
  },
  { $id: 'InspectionSide' },
);

/** What was found on the line, and what was done about it. */
export const InspectionFinding = Type.Object(
  {
    id: Id,
    kind: Type.Union([
      Type.Literal('LINE'),
      Type.Literal('MARKER'),
      Type.Literal('REFERENCE_OBJECT'),
      Type.Literal('OTHER_MARK'),
      Type.Literal('CROSS_BORDER_WORK'),
      Type.Literal('DISPUTE'),
    ]),
    markerId: OptionalId,
    description: Type.String(),
    handling: OptionalText,
    handledOn: OptionalDay,
  },
  { $id: 'InspectionFinding' },
);

/** A joint inspection (联检) of one line. */
export const BoundaryInspection = Type.Object(
  {
    id: Id,
    ...lineFields,
    kind: Type.Union([Type.Literal('REGULAR'), Type.Literal('EXTRA')]),
    /** Why an extra inspection is made; null for a regular one. */
    cause: Type.Union([Cause, Type.Null()]),
    cycleNo: Type.Integer(),
    planYear: PlanYear,
    planDoc: Type.String(),
    dueOn: Day,
    /** The lead changes from one cycle to the next. */
    leadSide: Side,
    plannedKm: Type.String(),
    inspectedKm: OptionalText,
    state: InspectionState,
    noticeDoc: OptionalText,
    notifiedOn: OptionalDay,
    fieldStartedOn: OptionalDay,
    fieldEndedOn: OptionalDay,
    photoIds: Type.Array(Type.String()),
    protocolDoc: OptionalText,
    protocolSignedOn: OptionalDay,
    reportDoc: OptionalText,
    reportedOn: OptionalDay,
    filingDoc: OptionalText,
    filedOn: OptionalDay,
    /** The ministry for provincial lines, else the province. */
    filingAuthority: Type.String(),
    sides: Type.Array(InspectionSide),
    findings: Type.Array(InspectionFinding),
    /** LENGTH_MISMATCH: more was inspected than planned, beyond the tolerance. */
    warnings: Type.Array(Type.String()),
    overdue: Type.Boolean(),
    ...versionField,
  },
  { $id: 'BoundaryInspection' },
);

export const planBoundaryInspections = recordEntry({
  id: 'boundaryInspections.plan',
  path: '/v1/boundary-inspections',
  summary: 'The province puts lines into the plan of a year, or orders an extra inspection',
  permission: 'boundaryInspections:plan',
  body: strict({
    planYear: PlanYear,
    planDoc: DocumentNo,
    kind: Type.Union([Type.Literal('REGULAR'), Type.Literal('EXTRA')]),
    cause: Type.Optional(Cause),
    lines: Type.Array(strict({ lineId: Id, plannedKm: Kilometres }), { minItems: 1, maxItems: 300 }),
  }),
  answer: Type.Object({ items: Type.Array(BoundaryInspection) }),
  errors: [
    'BOUNDARY_LINE_UNKNOWN',
    'LINE_NOT_IN_FORCE',
    'LINE_TWICE',
    'INSPECTION_OPEN',
    'CAUSE_REQUIRED',
    'LENGTH_ZERO',
    'UNIT_SUSPECT',
    'DATE_NOT_ALLOWED',
  ],
});

export const listBoundaryInspections = defineOperation({
  id: 'boundaryInspections.list',
  service,
  method: 'GET',
  path: '/v1/boundary-inspections',
  summary: 'Inspections of the caller’s lines, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    planYear: Type.Optional(PlanYear),
    state: Type.Optional(InspectionState),
    lineId: Type.Optional(Id),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: { status: 200, schema: pageOfItems(BoundaryInspection) },
  permission: 'boundaryInspections:read',
  errors: ['CURSOR_INVALID'],
});

export const getBoundaryInspection = defineOperation({
  id: 'boundaryInspections.get',
  service,
  method: 'GET',
  path: '/v1/boundary-inspections/{id}',
  summary: 'An inspection with its sides and findings',
  params: IdParams,
  success: { status: 200, schema: BoundaryInspection },
  permission: 'boundaryInspections:read',
  errors: ['INSPECTION_UNKNOWN'],
});

export const inspectionReportPdf = defineOperation({
  id: 'boundaryInspections.report',
  service,
  method: 'GET',
  path: '/v1/boundary-inspections/{id}/report.pdf',
  summary: 'The report of an inspection as PDF with text that can be searched',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
  permission: 'boundaryInspections:read',
  errors: ['INSPECTION_UNKNOWN'],
});

/** How far the plan of a year is: totals are compared, shares are shown. */
export const InspectionProgress = Type.Object(
  {
    year: PlanYear,
    filedLines: Type.Integer(),
    targetLines: Type.Integer(),
    linesPercent: Type.String(),
    inspectedKm: Type.String(),
    targetKm: Type.String(),
    kmPercent: Type.String(),
    done: Type.Boolean(),
  },
  { $id: 'InspectionProgress' },
);

export const inspectionProgress = defineOperation({
  id: 'boundaryInspections.progress',
  service,
  method: 'GET',
  path: '/v1/boundary-inspections/progress',
  summary: 'Filed county lines and inspected kilometres of a year against the totals of the plan',
  query: Type.Object({ year: PlanYear }),
  success: { status: 200, schema: InspectionProgress },
  permission: 'boundaryInspections:read',
});
