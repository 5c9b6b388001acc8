import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { CaseRef, Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';

/** A household's means are to be checked; the brief is read from `applications.verificationBrief`. */
export const verificationRequested = defineEvent({
  name: 'verification.requested',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'A bureau asks for a means verification',
  payload: Type.Object({
    requestId: Id,
    caseId: CaseRef,
    applicationId: Id,
    purpose: Type.String({ description: 'DIBAO, LOW_INCOME …' }),
    programme: Type.String(),
    householdId: Id,
    personIds: Type.Array(Id),
    authorizationIds: Type.Array(Id),
    asOf: Day,
    dueDate: Day,
    /** SHA-256 of the canonical declared snapshot inside the brief. */
    declaredHash: Type.String(),
  }),
});

export const enrolmentApproved = defineEvent({
  name: 'enrolment.approved',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'A household is enrolled in a programme',
  payload: Type.Object({
    enrolmentId: Id,
    applicationId: Id,
    caseId: CaseRef,
    householdId: Id,
    programme: Type.String(),
    personIds: Type.Array(Id),
    fromMonth: Month,
    amountFen: Fen,
    decisionId: Id,
  }),
});

export const enrolmentChanged = defineEvent({
  name: 'enrolment.changed',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'Amount or members of an enrolment changed',
  payload: Type.Object({
    enrolmentId: Id,
    programme: Type.String(),
    personIds: Type.Array(Id),
    fromMonth: Month,
    amountFen: Fen,
    reason: Type.String(),
  }),
});

export const enrolmentTerminated = defineEvent({
  name: 'enrolment.terminated',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'An enrolment ended',
  payload: Type.Object({
    enrolmentId: Id,
    programme: Type.String(),
    personIds: Type.Array(Id),
    lastMonth: Month,
    reason: Type.String(),
  }),
});

export const standardAdjusted = defineEvent({
  name: 'standard.adjusted',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'A standard was published',
  payload: Type.Object({
    standardId: Id,
    programme: Type.String(),
    divisionCode: DivisionCode,
    amountFen: Fen,
    validFrom: Day,
  }),
});

export const deadlineMissed = defineEvent({
  name: 'deadline.missed',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'A statutory term has passed; raised to the next level',
  payload: Type.Object({ applicationId: Id, step: Type.String(), dueOn: Day }),
});

const Paused = Type.Object({
  enrolmentId: Id,
  programme: Type.String(),
  personIds: Type.Array(Id),
  fromMonth: Month,
  reason: Type.String(),
});

export const entitlementSuspended = defineEvent({
  name: 'entitlement.suspended',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'Payments of an enrolment are suspended from a month',
  payload: Paused,
});

export const entitlementResumed = defineEvent({
  name: 'entitlement.resumed',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'A suspension is over; what was kept back is paid later',
  payload: Paused,
});

export const anomalyRaised = defineEvent({
  name: 'anomaly.raised',
  version: 1,
  kind: 'FACT',
  producer: 'social-assistance',
  summary: 'Something about an enrolment or a case needs audit or supervision',
  payload: Type.Object({
    code: Type.String(),
    /** One of the two: a case that is not enrolled yet has the application alone. */
    enrolmentId: Type.Optional(Id),
    applicationId: Type.Optional(Id),
    severity: Type.Union([Type.Literal('BLOCK'), Type.Literal('WARN')]),
  }),
});
