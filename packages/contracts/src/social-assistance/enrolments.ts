import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, Version } from '../shapes.ts';

/** What a household is owed in one month. */
export const Entitlement = Type.Object(
  {
    id: Id,
    benefitMonth: Month,
    kind: Type.String(),
    amountFen: Fen,
    decisionId: Id,
    shares: Type.Array(Type.Object({ personId: Id, amountFen: Fen })),
    lineId: Type.Union([Id, Type.Null()]),
    /** OWED, BATCHED, SETTLED, FAILED, HELD, WITHDRAWN, CANCELLED; SUSPENDED: failed, and waits for two persons at payments. */
    state: Type.String(),
  },
  { $id: 'Entitlement' },
);

export const Enrolment = Type.Object(
  {
    id: Id,
    applicationId: Id,
    householdId: Id,
    programme: Type.String(),
    state: Type.String({ description: 'ACTIVE, SUSPENDED, TAPERING, TERMINATED' }),
    class: Type.String({ description: 'A, B, C' }),
    divisionCode: DivisionCode,
    fromMonth: Month,
    lastMonth: Type.Union([Month, Type.Null()]),
    amountFen: Fen,
    certificateNo: Type.String(),
    payeeId: Type.Union([Id, Type.Null()]),
    nextReviewOn: Day,
    entitlements: Type.Array(Entitlement),
    /** A decision about it is UNDER_APPEAL: recovery stands still, nothing else. */
    underAppeal: Type.Optional(Type.Boolean()),
    version: Version,
  },
  { $id: 'Enrolment' },
);

export const getEnrolment = defineOperation({
  id: 'enrolments.get',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/enrolments/{id}',
  summary: 'An enrolment with its monthly entitlements',
  params: IdParams,
  success: { status: 200, schema: Enrolment },
  permission: 'applications:read',
});
