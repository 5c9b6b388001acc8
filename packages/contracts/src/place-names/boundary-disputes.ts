import { type TObject, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  Count,
  DocumentNo,
  lineFields,
  OptionalDay,
  OptionalText,
  pageOfItems,
  Remark,
  recordEntry,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';
const Instant = Type.String({ format: 'date-time' });

/** Steps of a boundary dispute (place-names.md §5.1). */
export const DisputeState = Type.Union(
  [
    Type.Literal('REPORTED'),
    Type.Literal('STABILISED'),
    Type.Literal('NEGOTIATING'),
    Type.Literal('MEDIATING'),
    Type.Literal('DECIDED'),
    Type.Literal('AGREED'),
    Type.Literal('SURVEYED'),
    Type.Literal('FILED'),
    Type.Literal('CLOSED'),
  ],
  { $id: 'DisputeState' },
);
const Kind = Type.Union([
  Type.Literal('OWNERSHIP'),
  Type.Literal('RESOURCE'),
  Type.Literal('CONSTRUCTION'),
  Type.Literal('FORCE_INCIDENT'),
]);

/** A dispute about a line. */
export const BoundaryDispute = Type.Object(
  {
    id: Id,
    ...lineFields,
    kind: Kind,
    area: Type.String(),
    personsInvolved: Type.Integer(),
    injuries: Type.Integer(),
    happenedAt: Instant,
    reportedAt: Instant,
    /** When the province has to know of a force incident; null for other disputes. */
    provinceDueAt: Type.Union([Instant, Type.Null()]),
    reportedLate: Type.Boolean(),
    lateReason: OptionalText,
    /** Level of the common superior that handles it. */
    handlerLevel: Type.Union([Type.Literal('COUNTY'), Type.Literal('CITY'), Type.Literal('PROVINCE')]),
    state: DisputeState,
    measures: OptionalText,
    agreementDoc: OptionalText,
    decisionDoc: OptionalText,
    surveyDoc: OptionalText,
    filingDoc: OptionalText,
    closedOn: OptionalDay,
    steps: Type.Array(
      Type.Object({ action: Type.String(), state: Type.String(), on: Day, document: OptionalText, note: OptionalText }),
    ),
    ...versionField,
  },
  { $id: 'BoundaryDispute' },
);

export const reportBoundaryDispute = recordEntry({
  id: 'boundaryDisputes.report',
  path: '/v1/boundary-disputes',
  summary: 'A dispute about a line; the province learns of a force incident within two hours',
  permission: 'boundaryDisputes:report',
  body: strict({
    lineId: Id,
    kind: Kind,
    area: Remark,
    personsInvolved: Count,
    injuries: Count,
    happenedAt: Instant,
    lateReason: Type.Optional(Remark),
  }),
  answer: BoundaryDispute,
  errors: ['BOUNDARY_LINE_UNKNOWN', 'LATE_REPORT_REASON', 'DATE_NOT_ALLOWED', 'SCOPE_FORBIDDEN'],
});

export const listBoundaryDisputes = defineOperation({
  id: 'boundaryDisputes.list',
  service,
  method: 'GET',
  path: '/v1/boundary-disputes',
  summary: 'Disputes of the caller’s lines, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(DisputeState),
    open: Type.Optional(Type.Boolean()),
  }),
  success: { status: 200, schema: pageOfItems(BoundaryDispute) },
  permission: 'boundaryDisputes:read',
  errors: ['CURSOR_INVALID'],
});

export const getBoundaryDispute = defineOperation({
  id: 'boundaryDisputes.get',
  service,
  method: 'GET',
  path: '/v1/boundary-disputes/{id}',
  summary: 'A dispute with its steps',
  params: IdParams,
  success: { status: 200, schema: BoundaryDispute },
  permission: 'boundaryDisputes:read',
  errors: ['DISPUTE_UNKNOWN'],
});

const unknown = 'DISPUTE_UNKNOWN';
const note = Type.Optional(Remark);

function disputeStep<B extends TObject>(step: {
  readonly verb: string;
  readonly path: string;
  readonly summary: string;
  readonly permission: string;
  readonly body: B;
  readonly errors?: readonly string[];
}) {
  const { verb, path, errors = [], ...rest } = step;
  return recordStep({
    ...rest,
    id: `boundaryDisputes.${verb}`,
    path: `/v1/boundary-disputes/{id}/${path}`,
    answer: BoundaryDispute,
    errors: [unknown, ...errors],
  });
}

export const stabiliseBoundaryDispute = disputeStep({
  verb: 'stabilise',
  path: 'stabilise',
  summary: 'The status quo is kept, nothing new is built',
  permission: 'boundaryDisputes:handle',
  body: strict({ measures: Remark }),
});

export const negotiateBoundaryDispute = disputeStep({
  verb: 'negotiate',
  path: 'negotiate',
  summary: 'The sides negotiate',
  permission: 'boundaryDisputes:handle',
  body: strict({ note }),
});

export const mediateBoundaryDispute = disputeStep({
  verb: 'mediate',
  path: 'mediate',
  summary: 'The civil affairs office of the common superior mediates',
  permission: 'boundaryDisputes:mediate',
  body: strict({ note }),
  errors: ['NOT_COMMON_SUPERIOR'],
});

export const agreeBoundaryDispute = disputeStep({
  verb: 'agree',
  path: 'agree',
  summary: 'The sides agreed',
  permission: 'boundaryDisputes:handle',
  body: strict({ agreementDoc: DocumentNo, note }),
});

export const decideBoundaryDispute = disputeStep({
  verb: 'decide',
  path: 'decide',
  summary: 'The government of the common superior decided; the decision is final',
  permission: 'boundaryDisputes:mediate',
  body: strict({ decisionDoc: DocumentNo, note }),
  errors: ['NOT_COMMON_SUPERIOR'],
});

export const surveyBoundaryDispute = disputeStep({
  verb: 'survey',
  path: 'survey',
  summary: 'The settled line is surveyed',
  permission: 'boundaryDisputes:handle',
  body: strict({ surveyDoc: DocumentNo, note }),
});

export const fileBoundaryDispute = disputeStep({
  verb: 'file',
  path: 'file',
  summary: 'The settlement is filed',
  permission: 'boundaryDisputes:mediate',
  body: strict({ filingDoc: DocumentNo, note }),
  errors: ['NOT_COMMON_SUPERIOR'],
});

export const closeBoundaryDispute = disputeStep({
  verb: 'close',
  path: 'close',
  summary: 'The dispute ends',
  permission: 'boundaryDisputes:approve',
  body: strict({ note }),
});
