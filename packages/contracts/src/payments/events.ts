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
