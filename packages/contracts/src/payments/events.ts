import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';

/** Who is to be paid for an enrolment, with a verified account behind it. */
export const payeeActivated = defineEvent({
  name: 'payee.activated',
  version: 1,
  kind: 'STATE',
  producer: 'payments',
  summary: 'A payee with a two-person verified account exists for an enrolment',
  payload: Type.Object({ payeeId: Id, enrolmentId: Id, personId: Id, usableFrom: Day }),
});

/** An institution that is paid for many: no enrolment is its own, bureaux name it in their lines (payments.md §2). */
export const payeeOrganisationActivated = defineEvent({
  name: 'payee.organisation-activated',
  version: 1,
  kind: 'STATE',
  producer: 'payments',
  summary: 'An organisation, hospital or insurance fund has a two-person verified account',
  payload: Type.Object({ payeeId: Id, kind: Type.String(), divisionCode: DivisionCode, usableFrom: Day }),
});

const Batch = Type.Object({
  batchId: Id,
  bureau: Type.String(),
  programme: Type.String(),
  divisionCode: DivisionCode,
  benefitMonth: Month,
});

export const paymentBatchPulled = defineEvent({
  name: 'payment-batch.pulled',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A sealed batch was taken over whole',
  payload: Batch,
});

export const paymentBatchRefused = defineEvent({
  name: 'payment-batch.refused',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A sealed batch was refused whole',
  payload: Type.Object({ ...Batch.properties, code: Type.String() }),
});

export const paymentBatchConfirmed = defineEvent({
  name: 'payment-batch.confirmed',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'The finance bureau confirmed cover',
  payload: Batch,
});

export const paymentBatchFiled = defineEvent({
  name: 'payment-batch.filed',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'The bank file was written',
  payload: Batch,
});

export const paymentBatchSettled = defineEvent({
  name: 'payment-batch.settled',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'Every line of the batch has its final outcome',
  payload: Batch,
});

export const paymentSettled = defineEvent({
  name: 'payment.settled',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'Lines were credited (≤ 1,000 a message)',
  payload: Type.Object({
    batchId: Id,
    lines: Type.Array(
      Type.Object({ lineId: Id, enrolmentId: Id, benefitMonth: Month, amountFen: Fen, postedOn: Day }),
      {
        maxItems: 1000,
      },
    ),
  }),
});

const Line = Type.Object({ batchId: Id, lineId: Id, enrolmentId: Id, benefitMonth: Month, code: Type.String() });

export const paymentFailed = defineEvent({
  name: 'payment.failed',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'The bank returned a line',
  payload: Line,
});

export const paymentHeld = defineEvent({
  name: 'payment.held',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A line is held',
  payload: Line,
});

export const paymentReleased = defineEvent({
  name: 'payment.released',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A hold was lifted',
  payload: Line,
});

export const paymentCancelled = defineEvent({
  name: 'payment.cancelled',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A line was ended before it was filed: taken back by its bureau or held until its cause was final',
  payload: Line,
});

export const paymentReturned = defineEvent({
  name: 'payment.returned',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'The bank gave money back after it had debited the account',
  payload: Line,
});

/** Its money waits for another account and two persons: the bureau visits the family (payments.md §3.4). */
export const paymentSuspended = defineEvent({
  name: 'payment.suspended',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary:
    'A failed line is suspended: too many failures (TOO_MANY_FAILURES) or not issued again in its days (NOT_REISSUED)',
  payload: Line,
});

export const paymentBatchClosed = defineEvent({
  name: 'payment-batch.closed',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'The batch is reconciled and closed',
  payload: Batch,
});

const Overpayment = { overpaymentId: Id, enrolmentId: Id, amountFen: Fen };

export const overpaymentOpened = defineEvent({
  name: 'overpayment.opened',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'An overpayment stands in the books',
  payload: Type.Object({ ...Overpayment, fault: Type.String(), partnerCode: Type.Union([Type.String(), Type.Null()]) }),
});

export const overpaymentRecovered = defineEvent({
  name: 'overpayment.recovered',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'Part of an overpayment came back by offset, refund or recall',
  payload: Type.Object({ ...Overpayment, means: Type.String(), outstandingFen: Fen }),
});

export const overpaymentWrittenOff = defineEvent({
  name: 'overpayment.written-off',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'What is left of an overpayment was written off by civil affairs and finance',
  payload: Type.Object(Overpayment),
});

/** What the bureau needs to write deductions into its lines: the newest version stands. */
export const recoveryPlanChanged = defineEvent({
  name: 'recovery-plan.changed',
  version: 1,
  kind: 'STATE',
  producer: 'payments',
  summary: 'How an overpayment is being recovered, and what is outstanding',
  payload: Type.Object({
    overpaymentId: Id,
    enrolmentId: Id,
    /** OFFSETTING, DEMANDED, SUSPENDED, WAIVED, WRITTEN_OFF, WITHDRAWN, RECOVERED. */
    state: Type.String(),
    outstandingFen: Fen,
    /** What came back so far, by offset or in cash; final when WITHDRAWN. Without it, what is not outstanding came back. */
    recoveredFen: Type.Optional(Fen),
    /** Largest share of a monthly entitlement that may be offset; 0 when nothing is offset. */
    offsetBp: Type.Integer({ minimum: 0, maximum: 10_000 }),
  }),
});

export const fundReceived = defineEvent({
  name: 'fund.received',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'An appropriation arrived in a fund',
  payload: Type.Object({ fundId: Id, receiptId: Id, amountFen: Fen, daysInTransit: Type.Integer({ minimum: 0 }) }),
});

export const fundInsufficient = defineEvent({
  name: 'fund.insufficient',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A batch waits for cover',
  payload: Type.Object({ batchId: Id, fundId: Id, missingFen: Fen }),
});

export const benefitLedgerConflict = defineEvent({
  name: 'benefit-ledger.conflict',
  version: 1,
  kind: 'FACT',
  producer: 'payments',
  summary: 'A person stands in two programmes of one exclusivity group for a month',
  payload: Type.Object({ personId: Id, benefitMonth: Month, lineIds: Type.Array(Id) }),
});
