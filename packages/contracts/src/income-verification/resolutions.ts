import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, Version } from '../shapes.ts';

const service = 'income-verification';
const Evidence = Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { minItems: 1, maxItems: 20 });
const Reason = Type.String({ minLength: 1, maxLength: 2000 });

/** What two persons settle before a report rests on it (income-verification.md §6.1 items 1 and 5). */
export const FindingResolution = Type.Object(
  {
    id: Id,
    requestId: Id,
    kind: Type.String({ description: 'CONFLICT: which of equal sources holds. ROWS: whose rows they are' }),
    personId: Id,
    incomeType: Type.Union([Type.String(), Type.Null()]),
    source: Type.Union([Type.String(), Type.Null()]),
    subQueryId: Type.Union([Id, Type.Null()]),
    decision: Type.Union([Type.String({ description: 'CONFIRMED, DROPPED' }), Type.Null()]),
    reason: Type.String(),
    state: Type.String({ description: 'PROPOSED, CONFIRMED, REFUSED' }),
    proposedBy: Type.String(),
    proposedOn: Day,
    decidedBy: Type.Union([Type.String(), Type.Null()]),
    decidedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'FindingResolution' },
);

export const resolveConflict = defineOperation({
  id: 'conflicts.resolve',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/conflicts',
  summary: 'Propose which of two equal sources holds, with reason and proof; a figure between them is never made',
  params: IdParams,
  body: Type.Object(
    {
      personId: Id,
      incomeType: Type.String({ maxLength: 40 }),
      source: Type.String({ maxLength: 40 }),
      reason: Reason,
      evidenceSha256s: Evidence,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: FindingResolution },
  permission: 'conflicts:resolve',
  idempotent: true,
  errors: ['REQUEST_UNKNOWN', 'CONFLICT_UNKNOWN', 'RESOLUTION_OPEN', 'STATE_TRANSITION_INVALID'],
});

export const decideRows = defineOperation({
  id: 'rows.decide',
  service,
  method: 'POST',
  path: '/v1/sub-queries/{id}/rows-decision',
  summary: 'Propose whether rows under another spelling or name are this person’s (CONFIRMED) or another’s (DROPPED)',
  params: IdParams,
  body: Type.Object(
    {
      decision: Type.Union([Type.Literal('CONFIRMED'), Type.Literal('DROPPED')]),
      reason: Reason,
      evidenceSha256s: Evidence,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: FindingResolution },
  permission: 'rows:decide',
  idempotent: true,
  errors: ['SUB_QUERY_UNKNOWN', 'ROWS_NOT_IN_DOUBT', 'RESOLUTION_OPEN', 'STATE_TRANSITION_INVALID'],
});

export const confirmResolution = defineOperation({
  id: 'resolutions.confirm',
  service,
  method: 'POST',
  path: '/v1/finding-resolutions/{id}/confirmation',
  summary: 'Confirm or refuse a proposal, by another person; the next report version rests on what was confirmed',
  params: IdParams,
  body: Type.Object({ accepted: Type.Boolean() }, { additionalProperties: false }),
  success: { status: 200, schema: FindingResolution },
  permission: 'resolutions:confirm',
  idempotent: true,
  versioned: true,
  errors: ['RESOLUTION_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const listResolutions = defineOperation({
  id: 'resolutions.list',
  service,
  method: 'GET',
  path: '/v1/verification-requests/{id}/resolutions',
  summary: 'What was proposed and settled for a request',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(FindingResolution) }) },
  permission: 'resolutions:read',
  errors: ['REQUEST_UNKNOWN'],
});
