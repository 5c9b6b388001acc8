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
  payload: Type.Object({ caseId: CaseRef }),
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
