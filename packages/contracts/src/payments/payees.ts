import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

const service = 'payments';

/** Bank account as entered; the number never comes back in clear. */
const AccountInput = Type.Object(
  {
    number: Type.String({ maxLength: 40 }),
    bankCode: Type.String({ pattern: '^[A-Z]{3,8}$' }),
    kind: Type.Union([Type.Literal('CARD'), Type.Literal('BOOK')]),
    /** As written on the card or book; the payee's own name unless told. */
    holderName: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  },
  { additionalProperties: false },
);

/** Who is paid for an enrolment. */
export const Payee = Type.Object(
  {
    id: Id,
    kind: Type.String({ description: 'PERSON, HOUSEHOLD_AGENT, GUARDIAN, ORGANISATION, HOSPITAL, INSURANCE_FUND' }),
    enrolmentId: Type.Union([Id, Type.Null()]),
    personId: Type.Union([Id, Type.Null()]),
    /** Name of an organisation that is paid for many. */
    organisationName: Type.Union([Type.String(), Type.Null()]),
    divisionCode: DivisionCode,
    accountMasked: Type.String({ description: 'last four digits' }),
    bankCode: Type.String(),
    accountStatus: Type.String({ description: 'UNVERIFIED, ACTIVE, CHANGE_PENDING, REPLACED, CLOSED' }),
    usableFrom: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'Payee' },
);

export const createPayee = defineOperation({
  id: 'payees.create',
  service,
  method: 'POST',
  path: '/v1/payees',
  summary: 'Record who is paid for an enrolment, with an account (clerk)',
  body: Type.Object(
    {
      kind: Type.Union([Type.Literal('PERSON'), Type.Literal('HOUSEHOLD_AGENT'), Type.Literal('GUARDIAN')]),
      enrolmentId: Id,
      personId: Id,
      relationDocumentSha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      account: AccountInput,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Payee },
  permission: 'payees:create',
  idempotent: true,
  errors: ['ACCOUNT_INVALID', 'ENROLMENT_UNKNOWN', 'PAYEE_NOT_ENTITLED', 'SCOPE_FORBIDDEN'],
});

export const createOrganisationPayee = defineOperation({
  id: 'payees.createOrganisation',
  service,
  method: 'POST',
  path: '/v1/organisation-payees',
  summary: 'Record an institution that is paid for many persons, with its account (clerk)',
  body: Type.Object(
    {
      kind: Type.Union([Type.Literal('ORGANISATION'), Type.Literal('HOSPITAL'), Type.Literal('INSURANCE_FUND')]),
      name: Type.String({ minLength: 2, maxLength: 80 }),
      /** Unified social credit code. */
      creditCode: Type.String({ maxLength: 18 }),
      divisionCode: DivisionCode,
      account: AccountInput,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Payee },
  permission: 'payees:create',
  idempotent: true,
  errors: ['ACCOUNT_INVALID', 'CREDIT_CODE_INVALID', 'PAYEE_DUPLICATE', 'SCOPE_FORBIDDEN'],
});

export const verifyPayee = defineOperation({
  id: 'payees.verify',
  service,
  method: 'POST',
  path: '/v1/payees/{id}/verification',
  summary: 'Verify the account (another person than the clerk): the payee becomes usable',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: Payee },
  permission: 'payees:verify',
  idempotent: true,
  versioned: true,
  errors: ['TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const changeAccount = defineOperation({
  id: 'payees.changeAccount',
  service,
  method: 'POST',
  path: '/v1/payees/{id}/account-changes',
  summary: 'Propose another account (clerk); verified by another person, usable after the cooling days',
  params: IdParams,
  body: Type.Object(
    { account: AccountInput, reason: Type.String({ minLength: 1, maxLength: 200 }) },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Payee },
  permission: 'payees:create',
  idempotent: true,
  versioned: true,
  errors: ['ACCOUNT_INVALID', 'STATE_TRANSITION_INVALID'],
});

export const closeAccount = defineOperation({
  id: 'payees.closeAccount',
  service,
  method: 'POST',
  path: '/v1/payees/{id}/account-closure',
  summary: 'Close the account in force: lines wait for another one; the second person’s call takes effect',
  params: IdParams,
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
  success: { status: 200, schema: Payee },
  permission: 'payees:close',
  idempotent: true,
  versioned: true,
  errors: ['TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const getPayee = defineOperation({
  id: 'payees.get',
  service,
  method: 'GET',
  path: '/v1/payees/{id}',
  summary: 'A payee, account masked',
  params: IdParams,
  success: { status: 200, schema: Payee },
  permission: 'payees:read',
});
