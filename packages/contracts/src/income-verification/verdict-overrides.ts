import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, Version } from '../shapes.ts';
import { Verdict } from './events.ts';

const service = 'income-verification';

/** A departure from a verdict, which is advisory; the report itself stays (income-verification.md §6). */
export const VerdictOverride = Type.Object(
  {
    id: Id,
    reportId: Id,
    verdict: Verdict,
    reason: Type.String(),
    evidenceSha256s: Type.Array(Type.String()),
    state: Type.String({ description: 'PROPOSED, APPROVED, REFUSED' }),
    proposedBy: Type.String(),
    proposedOn: Day,
    decidedBy: Type.Union([Type.String(), Type.Null()]),
    decidedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'VerdictOverride' },
);

export const proposeOverride = defineOperation({
  id: 'verdictOverrides.propose',
  service,
  method: 'POST',
  path: '/v1/verification-reports/{id}/overrides',
  summary: 'The case worker departs from the verdict of a valid report, with reason and proof',
  params: IdParams,
  body: Type.Object(
    {
      verdict: Verdict,
      reason: Type.String({ minLength: 1, maxLength: 2000 }),
      evidenceSha256s: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { minItems: 1, maxItems: 20 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: VerdictOverride },
  permission: 'verdictOverrides:propose',
  idempotent: true,
  errors: [
    'REPORT_UNKNOWN',
    'REPORT_NOT_ISSUED',
    'REPORT_SUPERSEDED',
    'REPORT_EXPIRED',
    'VERDICT_UNCHANGED',
    'OVERRIDE_OPEN',
  ],
});

export const decideOverride = defineOperation({
  id: 'verdictOverrides.decide',
  service,
  method: 'POST',
  path: '/v1/verdict-overrides/{id}/decision',
  summary: 'The county approves or refuses a departure from a verdict',
  params: IdParams,
  body: Type.Object({ approved: Type.Boolean() }, { additionalProperties: false }),
  success: { status: 200, schema: VerdictOverride },
  permission: 'verdictOverrides:decide',
  idempotent: true,
  versioned: true,
  errors: ['OVERRIDE_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID', 'REPORT_SUPERSEDED'],
});

export const listOverrides = defineOperation({
  id: 'verdictOverrides.list',
  service,
  method: 'GET',
  path: '/v1/verification-reports/{id}/overrides',
  summary: 'Departures from the verdict of a report version',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(VerdictOverride) }) },
  permission: 'verdictOverrides:read',
  errors: ['REPORT_UNKNOWN'],
});
