import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  BoundaryLevel,
  Datum,
  DocumentNo,
  Kilometres,
  LineGeometry,
  lineFields,
  OptionalDay,
  OptionalId,
  OptionalText,
  pageOfItems,
  Remark,
  recordEntry,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';
const State = Type.Union([
  Type.Literal('DRAFT'),
  Type.Literal('IN_FORCE'),
  Type.Literal('CLOSED'),
  Type.Literal('REFUSED'),
]);

/** A boundary line (界线) as its offices see it (place-names.md §3, §5.1). */
export const BoundaryLine = Type.Object(
  {
    id: Id,
    lineCode: Type.String(),
    level: BoundaryLevel,
    codeA: DivisionCode,
    codeB: DivisionCode,
    /** The units that bear the sides today. */
    currentCodeA: DivisionCode,
    currentCodeB: DivisionCode,
    nameA: Type.String(),
    nameB: Type.String(),
    lengthKm: Type.String(),
    approvalDoc: Type.String(),
    approvedOn: Day,
    protocolRef: OptionalText,
    trijunctionStart: OptionalText,
    trijunctionEnd: OptionalText,
    geometry: Type.Union([LineGeometry, Type.Null()]),
    datumNote: OptionalText,
    state: State,
    validFrom: Day,
    validTo: OptionalDay,
    /** MERGED, LOWERED, RESURVEYED: why it ended. */
    closedReason: OptionalText,
    successorId: OptionalId,
    /** True while a dispute about it is open. */
    disputeFlag: Type.Boolean(),
    /** Year in which the next joint inspection is due, and whether that has passed. */
    dueYear: Type.Integer(),
    overdue: Type.Boolean(),
    detailedMapState: OptionalText,
    openResurveys: Type.Integer(),
    ...versionField,
  },
  { $id: 'BoundaryLine' },
);

/** What everybody may know of a line: who adjoins whom, since when, how long, and roughly where. */
export const BoundaryOutline = Type.Object(
  {
    lineCode: Type.String(),
    level: BoundaryLevel,
    codeA: DivisionCode,
    codeB: DivisionCode,
    nameA: Type.String(),
    nameB: Type.String(),
    lengthKm: Type.String(),
    validFrom: Day,
    validTo: OptionalDay,
    asOf: Day,
    /** Rounded points; no survey result. */
    outline: Type.Union([LineGeometry, Type.Null()]),
  },
  { $id: 'BoundaryOutline' },
);

/** Two units that adjoin each other, with the source that says so. */
export const BoundaryAdjacency = Type.Object(
  { codeA: DivisionCode, codeB: DivisionCode, source: Type.String(), declaredOn: Day },
  { $id: 'BoundaryAdjacency' },
);

/** What a look at the markers of a line finds: gaps in the numbering, missing twins, numbering against the rule. */
export const BoundaryLineCheck = Type.Object(
  {
    lineId: Id,
    markers: Type.Integer(),
    positions: Type.Integer(),
    incomplete: Type.Array(Type.Object({ position: Type.String(), missing: Type.Array(Type.String()) })),
    missingSerials: Type.Array(Type.Integer()),
    /** Numbered west to east or north to south; null with fewer than two positions. */
    numberedInOrder: Type.Union([Type.Boolean(), Type.Null()]),
  },
  { $id: 'BoundaryLineCheck' },
);

/** A task to survey a line again after a change of divisions. */
export const ResurveyTask = Type.Object(
  {
    id: Id,
    ...lineFields,
    changeId: Type.String(),
    createdOn: Day,
    dueOn: Day,
    state: Type.Union([Type.Literal('OPEN'), Type.Literal('DONE')]),
    doneOn: OptionalDay,
    resultDoc: OptionalText,
    overdue: Type.Boolean(),
    ...versionField,
  },
  { $id: 'ResurveyTask' },
);

const lineErrors = ['CODE_FORMAT', 'CODE_RANGE', 'CODE_GAP', 'CODE_SUMMARY', 'CODE_NOT_VALID_ON', 'CODE_UNKNOWN'];

export const declareAdjacency = recordEntry({
  id: 'boundaryAdjacencies.declare',
  path: '/v1/boundary-adjacencies',
  summary: 'Two units adjoin each other, by a map or document; lines need it',
  permission: 'boundaries:declare',
  body: strict({
    codeA: DivisionCode,
    codeB: Type.String({ pattern: '^[0-9]{12}$', examples: ['370103000000'] }),
    source: Remark,
  }),
  answer: BoundaryAdjacency,
  errors: ['SIDES_EQUAL', 'SIDES_LEVEL', 'ADJACENCY_DECLARED', ...lineErrors],
});

export const listAdjacencies = defineOperation({
  id: 'boundaryAdjacencies.list',
  service,
  method: 'GET',
  path: '/v1/boundary-adjacencies',
  summary: 'Units that adjoin a unit, as far as declared',
  query: Type.Object({ of: DivisionCode }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(BoundaryAdjacency) }) },
  permission: 'boundaries:read',
});

export const createBoundaryLine = recordEntry({
  id: 'boundaryLines.create',
  path: '/v1/boundary-lines',
  summary: 'Enter a line as its approval and protocol have it; the province decides on it',
  permission: 'boundaries:write',
  body: strict({
    codeA: DivisionCode,
    codeB: Type.String({ pattern: '^[0-9]{12}$', examples: ['370103000000'] }),
    lengthKm: Kilometres,
    approvalDoc: DocumentNo,
    approvedOn: Day,
    protocolRef: Type.Optional(DocumentNo),
    trijunctionStart: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    trijunctionEnd: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    geometry: Type.Optional(LineGeometry),
    datum: Type.Optional(Datum),
  }),
  answer: BoundaryLine,
  errors: [
    'SIDES_EQUAL',
    'SIDES_LEVEL',
    'SIDES_NOT_ADJACENT',
    'LENGTH_ZERO',
    'UNIT_SUSPECT',
    'LINE_EXISTS',
    'GEOM_INVALID',
    'LONLAT_SWAPPED',
    'DATE_NOT_ALLOWED',
    'SCOPE_FORBIDDEN',
    ...lineErrors,
  ],
});

export const listBoundaryLines = defineOperation({
  id: 'boundaryLines.list',
  service,
  method: 'GET',
  path: '/v1/boundary-lines',
  summary: 'Lines of the caller’s units, by code',
  query: Type.Object({
    ...PageQuery.properties,
    level: Type.Optional(BoundaryLevel),
    state: Type.Optional(State),
    side: Type.Optional(DivisionCode),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: { status: 200, schema: pageOfItems(BoundaryLine) },
  permission: 'boundaries:read',
  errors: ['CURSOR_INVALID'],
});

export const getBoundaryLine = defineOperation({
  id: 'boundaryLines.get',
  service,
  method: 'GET',
  path: '/v1/boundary-lines/{id}',
  summary: 'A line',
  params: IdParams,
  success: { status: 200, schema: BoundaryLine },
  permission: 'boundaries:read',
  errors: ['BOUNDARY_LINE_UNKNOWN'],
});

export const approveBoundaryLine = recordStep({
  id: 'boundaryLines.approve',
  path: '/v1/boundary-lines/{id}/approve',
  summary: 'The province takes the line into the register or refuses it; somebody else than who entered it',
  permission: 'boundaries:approve',
  body: strict({ accept: Type.Boolean(), remark: Type.Optional(Remark) }),
  answer: BoundaryLine,
  errors: ['BOUNDARY_LINE_UNKNOWN', 'LINE_EXISTS', 'SEPARATION_OF_DUTIES'],
});

export const closeBoundaryLine = recordStep({
  id: 'boundaryLines.close',
  path: '/v1/boundary-lines/{id}/close',
  summary: 'A line ends after a re-survey, with the line that follows it when there is one',
  permission: 'boundaries:approve',
  body: strict({
    closedOn: Day,
    reason: Type.Union([Type.Literal('MERGED'), Type.Literal('LOWERED'), Type.Literal('RESURVEYED')]),
    document: DocumentNo,
    successorId: Type.Optional(Id),
  }),
  answer: BoundaryLine,
  errors: ['BOUNDARY_LINE_UNKNOWN', 'DATE_NOT_ALLOWED'],
});

export const checkBoundaryLine = defineOperation({
  id: 'boundaryLines.check',
  service,
  method: 'GET',
  path: '/v1/boundary-lines/{id}/check',
  summary: 'Whether the markers of a line are numbered and paired as they should be',
  params: IdParams,
  success: { status: 200, schema: BoundaryLineCheck },
  permission: 'boundaries:read',
  errors: ['BOUNDARY_LINE_UNKNOWN'],
});

export const getBoundaryOutline = defineOperation({
  id: 'boundaries.outline',
  service,
  method: 'GET',
  path: '/v1/boundaries/lines/{code}',
  summary: 'The public outline of a line on a day',
  params: Type.Object({ code: Type.String({ minLength: 1, maxLength: 40, examples: ['370102-370103'] }) }),
  query: Type.Object({ asOf: Type.Optional(Day) }),
  success: { status: 200, schema: BoundaryOutline },
  permission: 'boundaries:outline',
  callers: ['public', 'user', 'service', 'partner'],
  errors: ['LINE_CODE_FORMAT', 'BOUNDARY_LINE_UNKNOWN'],
});

export const listResurveys = defineOperation({
  id: 'resurveyTasks.list',
  service,
  method: 'GET',
  path: '/v1/resurvey-tasks',
  summary: 'Lines to survey again after changes of divisions, the earliest due first',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(ResurveyTask.properties.state),
    changeId: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  }),
  success: { status: 200, schema: pageOfItems(ResurveyTask) },
  permission: 'boundaries:read',
  errors: ['CURSOR_INVALID'],
});

export const completeResurvey = recordStep({
  id: 'resurveyTasks.complete',
  path: '/v1/resurvey-tasks/{id}/complete',
  summary: 'The line is surveyed, with the document of the result',
  permission: 'boundaries:resurvey',
  body: strict({ doneOn: Day, resultDoc: DocumentNo }),
  answer: ResurveyTask,
  errors: ['RESURVEY_UNKNOWN', 'DATE_NOT_ALLOWED'],
});
