import { type TSchema, Type } from 'typebox';
import { deathConsequences, personHoldings } from '../bureau/consequences.ts';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, PageQuery, Version } from '../shapes.ts';

const service = 'payments';
const OptionalText = Type.Union([Type.String(), Type.Null()]);
const OptionalFen = Type.Union([Fen, Type.Null()]);
const OffsetBp = Type.Integer({ minimum: 0, maximum: 10_000 });
const Reason = Type.String({ minLength: 1, maxLength: 200 });
const DocumentNo = Type.String({ minLength: 1, maxLength: 80 });

/** A month and line of an overpayment: what was paid, what was due, what of the difference came back. */
export const OverpaymentMonth = Type.Object(
  { benefitMonth: Month, lineId: Id, paidFen: Fen, dueFen: Fen, recoveredFen: Fen, writtenOffFen: Fen },
  { $id: 'OverpaymentMonth' },
);

/** How an overpayment is being recovered (payments.md §7). */
export const RecoveryPlan = Type.Object(
  {
    state: Type.String({
      description: 'OFFSETTING, DEMANDED, SUSPENDED, WAIVED, WRITTEN_OFF, WITHDRAWN, RECOVERED',
    }),
    offsetBp: OffsetBp,
    /** The enrolment's monthly amount as its bureau told it; null while unknown. */
    monthlyFen: OptionalFen,
    /** What a month brings at most; null while nothing is offset or the monthly amount is unknown. */
    instalmentFen: OptionalFen,
    /** Months until nothing is outstanding; null when an offset never ends it. */
    monthsLeft: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** A lower share that a second person has not approved yet. */
    proposedOffsetBp: Type.Union([OffsetBp, Type.Null()]),
    /** Civil affairs proposed the write-off and finance has not decided yet. */
    writeOffProposed: Type.Boolean(),
    recallFrom: OptionalText,
    recallDueOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'RecoveryPlan' },
);

/** A step of recovery in the books. */
export const RecoveryEntry = Type.Object(
  {
    id: Id,
    kind: Type.String({ description: 'OFFSET, REFUND, WRITE_OFF' }),
    means: Type.String({ description: 'OFFSET, DEBTOR, BANK, ESTATE, WRITE_OFF' }),
    amountFen: Fen,
    receivedOn: Day,
    lineId: Type.Union([Id, Type.Null()]),
    documentNo: OptionalText,
  },
  { $id: 'RecoveryEntry' },
);

const summary = {
  id: Id,
  enrolmentId: Id,
  programme: Type.String(),
  divisionCode: DivisionCode,
  fault: Type.String({ description: 'NONE, CITIZEN, AGENCY, PARTNER' }),
  partnerCode: OptionalText,
  amountFen: Fen,
  recoveredFen: Fen,
  writtenOffFen: Fen,
  outstandingFen: Fen,
  state: RecoveryPlan.properties.state,
  openedOn: Day,
  /** Version of the plan. */
  version: Version,
};

/** An overpayment in a list. */
export const OverpaymentSummary = Type.Object(summary, { $id: 'OverpaymentSummary' });

/** An overpayment with its months, plan and entries; ids only, no identity. */
export const Overpayment = Type.Object(
  {
    ...summary,
    debtorIds: Type.Array(Id),
    months: Type.Array(OverpaymentMonth),
    plan: RecoveryPlan,
    entries: Type.Array(RecoveryEntry),
  },
  { $id: 'Overpayment' },
);

export const listOverpayments = defineOperation({
  id: 'overpayments.list',
  service,
  method: 'GET',
  path: '/v1/overpayments',
  summary: 'Overpayments of the caller’s division, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    enrolmentId: Type.Optional(Id),
    state: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(OverpaymentSummary), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'overpayments:read',
});

export const getOverpayment = defineOperation({
  id: 'overpayments.get',
  service,
  method: 'GET',
  path: '/v1/overpayments/{id}',
  summary: 'An overpayment with months, plan and entries',
  params: IdParams,
  success: { status: 200, schema: Overpayment },
  permission: 'overpayments:read',
  errors: ['OVERPAYMENT_UNKNOWN'],
});

interface Step<B extends TSchema> {
  readonly verb: string;
  readonly path: string;
  readonly summary: string;
  readonly permission: string;
  readonly body: B;
  readonly errors?: readonly string[];
}

function step<B extends TSchema>({ verb, path, summary: text, permission, body, errors = [] }: Step<B>) {
  return defineOperation({
    id: `overpayments.${verb}`,
    service,
    method: 'POST',
    path: `/v1/overpayments/{id}/${path}`,
    summary: text,
    params: IdParams,
    body,
    success: { status: 200, schema: Overpayment },
    permission: `overpayments:${permission}`,
    idempotent: true,
    versioned: true,
    errors: ['OVERPAYMENT_UNKNOWN', 'STATE_TRANSITION_INVALID', ...errors],
  });
}

const Nothing = Type.Object({}, { additionalProperties: false });

export const recordRefund = step({
  verb: 'recordRefund',
  path: 'refunds',
  summary: 'Money of an overpayment came back to the special account',
  permission: 'recover',
  body: Type.Object(
    {
      amountFen: Fen,
      receivedOn: Day,
      /** The bank's slip; booked once. */
      documentNo: DocumentNo,
      from: Type.Union([Type.Literal('DEBTOR'), Type.Literal('BANK'), Type.Literal('ESTATE')]),
    },
    { additionalProperties: false },
  ),
  errors: ['AMOUNT_INVALID', 'DATE_NOT_ALLOWED', 'DOC_DUPLICATE', 'REFUND_EXCEEDS_DEBT', 'PERIOD_CLOSED'],
});

export const proposeHardship = step({
  verb: 'proposeHardship',
  path: 'hardship-proposals',
  summary: 'Propose a lower share to offset, 0 to waive it, for a household in hardship',
  permission: 'recover',
  body: Type.Object({ offsetBp: OffsetBp, reason: Reason }, { additionalProperties: false }),
  errors: ['HARDSHIP_NOT_ALLOWED', 'OFFSET_NOT_LOWER'],
});

export const approveHardship = step({
  verb: 'approveHardship',
  path: 'hardship-approvals',
  summary: 'A second person approves the lower share',
  permission: 'approveHardship',
  body: Nothing,
  errors: ['TWO_PERSON_REQUIRED'],
});

export const proposeWriteOff = step({
  verb: 'proposeWriteOff',
  path: 'write-off-proposals',
  summary: 'Civil affairs propose to write off what is left',
  permission: 'recover',
  body: Type.Object({ reason: Reason, documentNo: DocumentNo }, { additionalProperties: false }),
});

export const approveWriteOff = step({
  verb: 'approveWriteOff',
  path: 'write-off-approvals',
  summary: 'Finance approve the write-off: another person of the other office',
  permission: 'writeOff',
  body: Nothing,
  errors: ['TWO_PERSON_REQUIRED', 'PERIOD_CLOSED'],
});

export const recallOverpayment = step({
  verb: 'recall',
  path: 'recalls',
  summary: 'After a death: recall from the bank in time, then from the estate, or from a person who received it',
  permission: 'recover',
  body: Type.Object(
    {
      from: Type.Union([Type.Literal('BANK'), Type.Literal('ESTATE'), Type.Literal('PERSON')]),
      /** Only with PERSON. */
      personId: Type.Optional(Id),
      documentNo: DocumentNo,
    },
    { additionalProperties: false },
  ),
  errors: ['RECALL_WITHOUT_DEATH', 'RECALL_TOO_LATE', 'RECALL_BANK_FIRST', 'DEBTOR_NOT_RECIPIENT'],
});

/** What a death notice did to lines and debts here. */
export const paymentsDeathConsequences = deathConsequences(service);
/** What is held here under persons' ids. */
export const paymentsPersonHoldings = personHoldings(service);
