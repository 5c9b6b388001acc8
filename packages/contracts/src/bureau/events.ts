import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { CaseRef, Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';

const CaseState = Type.Object({
  caseId: CaseRef,
  /** A draft case admits only exact find-or-register. */
  stage: Type.Union([Type.Literal('DRAFT'), Type.Literal('OPEN')]),
  personIds: Type.Array(Id),
  divisionCode: DivisionCode,
  purpose: Type.String(),
  assigneeIds: Type.Array(Type.String()),
});

/** A case exists: people may now be read for it by the office that holds it. */
export const caseOpened = defineEvent({
  name: 'case.opened',
  version: 1,
  kind: 'STATE',
  producer: 'bureau',
  summary: 'A case was opened for a purpose by an office',
  payload: CaseState,
});

/** Persons, office or assignees of a case changed. */
export const caseChanged = defineEvent({
  name: 'case.changed',
  version: 1,
  kind: 'STATE',
  producer: 'bureau',
  summary: 'Persons, office or stage of a case changed',
  payload: CaseState,
});

/** The case is over: no further reads for it. */
export const caseClosed = defineEvent({
  name: 'case.closed',
  version: 1,
  kind: 'STATE',
  producer: 'bureau',
  summary: 'A case was closed',
  payload: Type.Object({
    caseId: CaseRef,
    /** As it last stood: of a STATE only the highest version is heard, and who hears of the end alone must know the persons. */
    last: Type.Optional(CaseState),
  }),
});

/** A batch is frozen and may be pulled by payments (payments.md §3). */
export const paymentBatchSealed = defineEvent({
  name: 'payment-batch.sealed',
  version: 1,
  kind: 'FACT',
  producer: 'bureau',
  summary: 'A bureau sealed a payment batch',
  payload: Type.Object({
    batchId: Id,
    bureau: Type.String(),
    programme: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    count: Type.Integer({ minimum: 0 }),
    totalFen: Fen,
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    sealedOn: Day,
  }),
});

/** A line of a sealed batch is no longer owed: payments ends it unless it was filed (payments.md §4 DEAD_MEMBER, P7). */
export const entitlementWithdrawn = defineEvent({
  name: 'entitlement.withdrawn',
  version: 1,
  kind: 'FACT',
  producer: 'bureau',
  summary: 'A bureau takes back a line of a sealed batch that is not filed yet',
  payload: Type.Object({
    enrolmentId: Id,
    programme: Type.String(),
    benefitMonth: Month,
    lineId: Id,
    decisionId: Id,
    reason: Type.String(),
  }),
});

/** More was paid than was due, by the bureau's own recomputation, per month and line (payments.md §7). */
export const overpaymentAssessed = defineEvent({
  name: 'overpayment.assessed',
  version: 1,
  kind: 'FACT',
  producer: 'bureau',
  summary: 'A bureau found that more was paid than was due',
  payload: Type.Object({
    overpaymentId: Id,
    enrolmentId: Id,
    programme: Type.String(),
    /** Who owes it: those who received, or whose concealment it was. */
    debtorIds: Type.Array(Id, { minItems: 1 }),
    fault: Type.Union([Type.Literal('NONE'), Type.Literal('CITIZEN'), Type.Literal('AGENCY'), Type.Literal('PARTNER')]),
    partnerCode: Type.Optional(Type.String()),
    months: Type.Array(Type.Object({ benefitMonth: Month, lineId: Id, paidFen: Fen, dueFen: Fen }), { minItems: 1 }),
    decisionId: Id,
  }),
});

/** The finding of an overpayment is undone, for example by a revoked death. */
export const overpaymentWithdrawn = defineEvent({
  name: 'overpayment.withdrawn',
  version: 1,
  kind: 'FACT',
  producer: 'bureau',
  summary: 'A bureau takes back its finding of an overpayment',
  payload: Type.Object({ overpaymentId: Id, enrolmentId: Id, decisionId: Id, reason: Type.String() }),
});

/** An appeal stops or frees the recovery of what a decision asks back. */
export const recoverySuspended = defineEvent({
  name: 'recovery.suspended',
  version: 1,
  kind: 'STATE',
  producer: 'bureau',
  summary: 'An appeal suspends the recovery of an enrolment’s overpayments, or no longer does',
  payload: Type.Object({ enrolmentId: Id, suspended: Type.Boolean(), reason: Type.String() }),
});
