import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, Version } from '../shapes.ts';
import { CaseFacts } from './case-facts.ts';
import { Enrolment } from './enrolments.ts';

const service = 'social-assistance';
const Reason = Type.String({ minLength: 1, maxLength: 2000 });

/** A household's move to another county (social-assistance.md §5.4, reading 13). */
export const Transfer = Type.Object(
  {
    id: Id,
    enrolmentId: Id,
    programme: Type.String(),
    fromDivision: DivisionCode,
    toDivision: DivisionCode,
    /** OFFERED, ACCEPTED, DECIDED, REFUSED, WITHDRAWN. */
    state: Type.String(),
    offeredOn: Day,
    acceptedOn: Type.Union([Day, Type.Null()]),
    /** Until when the new county must have reviewed it. */
    reviewDueOn: Type.Union([Day, Type.Null()]),
    capsuleHash: Type.String(),
    newApplicationId: Type.Union([Id, Type.Null()]),
    newEnrolmentId: Type.Union([Id, Type.Null()]),
    version: Version,
  },
  { $id: 'Transfer' },
);

export const offerTransfer = defineOperation({
  id: 'transfers.offer',
  service,
  method: 'POST',
  path: '/v1/enrolments/{id}/transfers',
  summary: 'The old county issues the transfer file',
  params: IdParams,
  body: Type.Object(
    {
      /** Village or community of the new register. */
      toDivision: DivisionCode,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Transfer },
  permission: 'transfers:offer',
  idempotent: true,
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN', 'DIVISION_NOT_VALID', 'CODE_SUMMARY', 'TRANSFER_SAME_COUNTY'],
});

export const getTransfer = defineOperation({
  id: 'transfers.get',
  service,
  method: 'GET',
  path: '/v1/transfers/{id}',
  summary: 'A transfer, for both counties',
  params: IdParams,
  success: { status: 200, schema: Transfer },
  permission: 'transfers:read',
  errors: ['TRANSFER_UNKNOWN'],
});

export const getTransferFile = defineOperation({
  id: 'transfers.file',
  service,
  method: 'GET',
  path: '/v1/transfers/{id}/file',
  summary: 'The facts of the household that moves, for both counties',
  params: IdParams,
  success: {
    status: 200,
    schema: Type.Object({ capsuleHash: Type.String(), facts: CaseFacts }),
  },
  permission: 'transfers:readFile',
  errors: ['TRANSFER_UNKNOWN'],
});

const stepErrors = ['TRANSFER_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'];

export const acceptTransfer = defineOperation({
  id: 'transfers.accept',
  service,
  method: 'POST',
  path: '/v1/transfers/{id}/acceptance',
  summary: 'The new county accepts; the old one pays through this month',
  params: IdParams,
  body: Type.Object({ acceptedOn: Day }, { additionalProperties: false }),
  success: { status: 200, schema: Transfer },
  permission: 'transfers:accept',
  idempotent: true,
  versioned: true,
  errors: [...stepErrors, 'DATE_NOT_ALLOWED'],
});

export const decideTransfer = defineOperation({
  id: 'transfers.decide',
  service,
  method: 'POST',
  path: '/v1/transfers/{id}/decision',
  summary: 'After its review the new county enrols the household at its own standard',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({ transfer: Transfer, amountFen: Fen, fromMonth: Month, enrolment: Enrolment }),
  },
  permission: 'transfers:decide',
  idempotent: true,
  versioned: true,
  errors: [...stepErrors, 'SEPARATION_OF_DUTIES', 'DECISION_IS_REFUSAL'],
});

export const refuseTransfer = defineOperation({
  id: 'transfers.refuse',
  service,
  method: 'POST',
  path: '/v1/transfers/{id}/refusal',
  summary: 'The new county refuses; the old enrolment goes on without a gap',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 200, schema: Transfer },
  permission: 'transfers:decide',
  idempotent: true,
  versioned: true,
  errors: stepErrors,
});

export const withdrawTransfer = defineOperation({
  id: 'transfers.withdraw',
  service,
  method: 'POST',
  path: '/v1/transfers/{id}/withdrawal',
  summary: 'The family stays; the old enrolment goes on without a gap',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 200, schema: Transfer },
  permission: 'transfers:offer',
  idempotent: true,
  versioned: true,
  errors: stepErrors,
});

export const reassignEnrolment = defineOperation({
  id: 'enrolments.reassign',
  service,
  method: 'POST',
  path: '/v1/enrolments/{id}/reassignment',
  summary: 'A move inside the county: another township is responsible, nothing else changes',
  params: IdParams,
  body: Type.Object({ toDivision: DivisionCode }, { additionalProperties: false }),
  success: { status: 200, schema: Enrolment },
  permission: 'enrolments:reassign',
  idempotent: true,
  versioned: true,
  errors: [
    'STATE_TRANSITION_INVALID',
    'SCOPE_FORBIDDEN',
    'DIVISION_NOT_VALID',
    'CODE_SUMMARY',
    'TRANSFER_OTHER_COUNTY',
  ],
});
