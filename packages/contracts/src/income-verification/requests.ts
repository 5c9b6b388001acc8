import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { CaseRef, Day, DivisionCode, Id, IdParams, PageQuery, Version } from '../shapes.ts';

/** One question to one agency about one person (income-verification.md §3.2, §5.1). */
export const SubQuery = Type.Object(
  {
    id: Id,
    personId: Id,
    agencyCode: Type.String(),
    itemCode: Type.String(),
    mandatory: Type.Boolean(),
    attempt: Type.Integer(),
    state: Type.String({
      description: 'QUEUED, SENT, MANUAL_PENDING, ANSWERED, RETRY_WAIT, FAILED, TIMED_OUT, ANSWERED_LATE, CANCELLED',
    }),
    outcome: Type.Union([Type.String(), Type.Null()]),
    dueAt: Type.String(),
  },
  { $id: 'SubQuery' },
);

export const VerificationRequest = Type.Object(
  {
    id: Id,
    no: Type.String(),
    applicationId: Id,
    caseId: CaseRef,
    purpose: Type.String(),
    programme: Type.String(),
    kind: Type.String(),
    priority: Type.String({ description: 'NORMAL, URGENT' }),
    origin: Type.String({ description: 'BUREAU, TOWNSHIP, UNIT' }),
    divisionCode: DivisionCode,
    state: Type.String({
      description:
        'DRAFT, SUBMITTED, RETURNED, ENTRUSTED, DISPATCHED, PARTIAL, COMPILED, REPORT_ISSUED, SUPPLEMENTED, OBJECTED, REVERIFYING, UPHELD, REVISED, ARCHIVED, CANCELLED',
    }),
    asOf: Day,
    dueDate: Day,
    /** Until when a submitted request is returned or confirmed. */
    intakeDueDate: Type.Union([Day, Type.Null()]),
    /** Why it was returned. */
    defects: Type.Array(Type.String()),
    answered: Type.Integer(),
    total: Type.Integer(),
    mandatoryOpen: Type.Integer(),
    pausedReason: Type.Union([Type.String(), Type.Null()]),
    subQueries: Type.Array(SubQuery),
    reportId: Type.Union([Id, Type.Null()]),
    version: Version,
  },
  { $id: 'VerificationRequest' },
);

const service = 'income-verification';

export const getRequest = defineOperation({
  id: 'requests.get',
  service,
  method: 'GET',
  path: '/v1/verification-requests/{id}',
  summary: 'A verification request with its sub-queries; no figures',
  params: IdParams,
  success: { status: 200, schema: VerificationRequest },
  permission: 'requests:read',
});

export const listRequests = defineOperation({
  id: 'requests.list',
  service,
  method: 'GET',
  path: '/v1/verification-requests',
  summary: 'Requests in the caller’s division',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(Type.String()),
    applicationId: Type.Optional(Id),
    /** Past its term: to be returned or confirmed (INTAKE), or to be reported on (REPORT). */
    overdue: Type.Optional(Type.Union([Type.Literal('INTAKE'), Type.Literal('REPORT')])),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(VerificationRequest), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'requests:read',
});

export const entrustRequest = defineOperation({
  id: 'requests.entrust',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/entrustment',
  summary: 'The entrusting unit confirms; the fan-out to the agencies starts',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: VerificationRequest },
  permission: 'requests:entrust',
  idempotent: true,
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID', 'AUTHORIZATION_EXPIRED', 'AUTHORIZATION_REVOKED', 'AGREEMENT_MISSING'],
});

export const returnRequest = defineOperation({
  id: 'requests.return',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/return',
  summary: 'Send the request back once with all its defects',
  params: IdParams,
  body: Type.Object(
    { defects: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1 }) },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: VerificationRequest },
  permission: 'requests:entrust',
  idempotent: true,
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID'],
});

export const cancelRequest = defineOperation({
  id: 'requests.cancel',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/cancellation',
  summary: 'Stop a check that has no issued report: the applicant withdrew, or the entrusting unit did',
  params: IdParams,
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 400 }) }, { additionalProperties: false }),
  success: { status: 200, schema: VerificationRequest },
  permission: 'requests:entrust',
  idempotent: true,
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID'],
});
