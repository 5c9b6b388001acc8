import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, strict, Version } from '../shapes.ts';

const service = 'income-verification';

const Count = Type.Integer({ minimum: 0 });
const Instant = Type.String({ format: 'date-time' });
const Next = Type.Union([Type.String(), Type.Null()]);

/** How much a batch asks: the monthly light check, the half-yearly one, the yearly one of everything (§5.2). */
export const RecheckKind = Type.Union([Type.Literal('MONTHLY'), Type.Literal('HALF_YEARLY'), Type.Literal('YEARLY')], {
  $id: 'RecheckKind',
});

/** Answers of one item by what they came to. */
const RecheckItem = Type.Object(
  {
    agencyCode: Type.String(),
    item: Type.String(),
    /** Files to the agency: not written yet, on their way, matched. */
    chunks: Count,
    planned: Count,
    sent: Count,
    matched: Count,
    /** No agreement on files is in force for it. */
    withoutAgreement: Count,
    /** No grant lets it cross for any purpose. */
    withoutGrant: Count,
    /** Closed unanswered when the next batch of the kind began. */
    lapsed: Count,
    asked: Count,
    unchanged: Count,
    changed: Count,
    newRecords: Count,
    died: Count,
    mismatched: Count,
    /** Left, died or took the permission back before the answer came. */
    leftOut: Count,
    /** The agency does not cover the person, refused, or answered what cannot be believed. */
    unanswered: Count,
  },
  { $id: 'RecheckItem' },
);

/** A batch re-verification of the beneficiaries of a division (income-verification.md §5.2). */
export const Recheck = Type.Object(
  {
    id: Id,
    no: Type.String(),
    kind: RecheckKind,
    divisionCode: DivisionCode,
    asOf: Day,
    state: Type.Union([
      Type.Literal('CUTTING'),
      Type.Literal('RUNNING'),
      Type.Literal('DONE'),
      Type.Literal('CANCELLED'),
    ]),
    persons: Count,
    /** Beneficiaries without a continuous authorization in force: to be renewed, not asked about. */
    renewals: Count,
    parts: Count,
    partsClosed: Count,
    items: Type.Array(RecheckItem),
    /** Changes found and not told yet. */
    untold: Count,
    lastError: Type.Union([Type.String(), Type.Null()]),
    startedAt: Instant,
    finishedAt: Type.Union([Instant, Type.Null()]),
    version: Version,
  },
  { $id: 'Recheck' },
);

export const startRecheck = defineOperation({
  id: 'rechecks.start',
  service,
  method: 'POST',
  path: '/v1/rechecks',
  summary: 'Check all beneficiaries of a division again; answers the running batch of the kind when there is one',
  body: strict({ kind: RecheckKind, divisionCode: DivisionCode }),
  success: { status: 202, schema: Recheck },
  permission: 'rechecks:start',
  idempotent: true,
  errors: ['DIVISION_NOT_VALID', 'SCOPE_FORBIDDEN', 'PARAMETER_MISSING'],
});

export const getRecheck = defineOperation({
  id: 'rechecks.get',
  service,
  method: 'GET',
  path: '/v1/rechecks/{id}',
  summary: 'Progress and counts of a batch, by item',
  params: IdParams,
  success: { status: 200, schema: Recheck },
  permission: 'rechecks:read',
  errors: ['RECHECK_UNKNOWN'],
});

export const listRechecks = defineOperation({
  id: 'rechecks.list',
  service,
  method: 'GET',
  path: '/v1/rechecks',
  summary: 'Batches of the caller’s division, newest first',
  query: Type.Object({ ...PageQuery.properties, kind: Type.Optional(RecheckKind) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(Recheck), next: Next }) },
  permission: 'rechecks:read',
  errors: ['CURSOR_INVALID'],
});

export const cancelRecheck = defineOperation({
  id: 'rechecks.cancel',
  service,
  method: 'POST',
  path: '/v1/rechecks/{id}/cancellation',
  summary: 'Stop a batch: nothing more is asked, what comes in is not matched, what it has found stays',
  params: IdParams,
  body: strict({}),
  success: { status: 200, schema: Recheck },
  permission: 'rechecks:start',
  idempotent: true,
  versioned: true,
  errors: ['RECHECK_UNKNOWN', 'SCOPE_FORBIDDEN', 'STATE_TRANSITION_INVALID'],
});

/** What a register says otherwise than before: kind and band, never an amount. */
export const RecheckChange = Type.Object(
  {
    id: Id,
    recheckId: Id,
    personId: Id,
    divisionCode: DivisionCode,
    item: Type.String(),
    outcome: Type.Union([
      Type.Literal('CHANGED'),
      Type.Literal('NEW_RECORD'),
      Type.Literal('DIED'),
      Type.Literal('IDENTITY_MISMATCH'),
    ]),
    kind: Type.String(),
    band: Type.Union([Type.String(), Type.Null()]),
    asOf: Day,
    told: Type.Boolean(),
  },
  { $id: 'RecheckChange' },
);

export const listRecheckChanges = defineOperation({
  id: 'rechecks.listChanges',
  service,
  method: 'GET',
  path: '/v1/recheck-changes',
  summary: 'What a batch found otherwise than before in the caller’s division',
  query: Type.Object({ ...PageQuery.properties, recheckId: Id }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(RecheckChange), next: Next }) },
  permission: 'rechecks:readChanges',
  errors: ['CURSOR_INVALID'],
});

/** A beneficiary whose authorization does not cover a batch. */
export const RecheckRenewal = Type.Object(
  {
    personId: Id,
    enrolmentId: Id,
    divisionCode: DivisionCode,
    reason: Type.Union([
      Type.Literal('NEVER_SIGNED'),
      Type.Literal('NOT_CONTINUOUS'),
      Type.Literal('REVOKED'),
      Type.Literal('EXPIRED'),
    ]),
  },
  { $id: 'RecheckRenewal' },
);

export const listRecheckRenewals = defineOperation({
  id: 'rechecks.listRenewals',
  service,
  method: 'GET',
  path: '/v1/recheck-renewals',
  summary: 'Beneficiaries of the caller’s division who must sign a continuous authorization again',
  query: Type.Object({ ...PageQuery.properties, recheckId: Id }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(RecheckRenewal), next: Next }) },
  permission: 'rechecks:readRenewals',
  errors: ['CURSOR_INVALID'],
});
