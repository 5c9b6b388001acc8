import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { CaseRef, Day, DivisionCode, Fen, Id, IdParams, Month, strict } from '../shapes.ts';
import { DeclaredAsset, DeclaredIncome } from '../social-assistance/verification-brief.ts';
import { VerificationRequest } from './requests.ts';

const service = 'income-verification';

/** Limits of the programme as the orderer states them; without them the check reports facts (income-verification.md §14 reading 2). */
const Limits = strict({
  standardId: Type.Union([Id, Type.Null()]),
  incomeLimitFen: Type.Union([Fen, Type.Null()]),
  comparison: Type.Union([Type.Literal('LT'), Type.Literal('LE')]),
  assetLimits: strict({
    financialPerHeadFen: Fen,
    vehicles: Type.Integer({ minimum: 0 }),
    dwellings: Type.Integer({ minimum: 0 }),
    businessCapitalFen: Fen,
    businessStaff: Type.Integer({ minimum: 0 }),
  }),
  countableTableVersion: Type.String({ maxLength: 20 }),
  excludedTypes: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 60 }),
});

const Subject = strict({
  personId: Id,
  role: Type.Union([Type.Literal('COUNTED'), Type.Literal('SUPPORTER')]),
  relationToHead: Type.String({ maxLength: 10 }),
  /** Left out: not signed yet; an adult who counts needs one before the request is submitted. */
  authorizationId: Type.Optional(Id),
});

const content = {
  asOf: Day,
  dueDate: Type.Optional(Day),
  windowFrom: Month,
  windowTo: Month,
  subjects: Type.Array(Subject, { minItems: 1, maxItems: 40 }),
  limits: Type.Optional(Limits),
  /** What the household declared; a unit may ask without one. */
  declared: Type.Optional(
    strict({
      incomes: Type.Array(DeclaredIncome, { maxItems: 400 }),
      assets: Type.Array(DeclaredAsset, { maxItems: 400 }),
    }),
  ),
};

const refusals = [
  ...['AUTHORIZATION_MISSING', 'AUTHORIZATION_NOT_YET_VALID', 'AUTHORIZATION_EXPIRED', 'AUTHORIZATION_REVOKED'],
  ...[
    'AUTHORIZATION_SCOPE_EXCEEDED',
    'SUBJECT_DUPLICATED',
    'SUBJECT_NOT_IN_HOUSEHOLD',
    'PERIOD_INVALID',
    'CASE_REQUIRED',
  ],
  ...['DECLARATION_MISSING', 'DECLARATION_TAMPERED', 'REQUEST_ALREADY_OPEN', 'STATE_TRANSITION_INVALID'],
];

export const draftRequest = defineOperation({
  id: 'requests.draft',
  service,
  method: 'POST',
  path: '/v1/verification-requests',
  summary: 'Enter a request of a township with the declaration as it stands; nothing is asked before it is submitted',
  body: strict({
    caseId: CaseRef,
    householdId: Id,
    divisionCode: DivisionCode,
    purpose: Type.String({ maxLength: 40 }),
    programme: Type.String({ maxLength: 40 }),
    kind: Type.Union([
      Type.Literal('INITIAL'),
      Type.Literal('REVIEW'),
      Type.Literal('SPOT_CHECK'),
      Type.Literal('COMPLAINT'),
    ]),
    priority: Type.Union([Type.Literal('NORMAL'), Type.Literal('URGENT')]),
    ...content,
  }),
  success: { status: 201, schema: VerificationRequest },
  permission: 'requests:draft',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  errors: refusals,
});

export const amendRequest = defineOperation({
  id: 'requests.amend',
  service,
  method: 'PUT',
  path: '/v1/verification-requests/{id}/draft',
  summary: 'Change a draft, or a returned request before it is submitted again',
  params: IdParams,
  body: strict(content),
  success: { status: 200, schema: VerificationRequest },
  permission: 'requests:draft',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  versioned: true,
  errors: ['REQUEST_UNKNOWN', ...refusals],
});

export const submitRequest = defineOperation({
  id: 'requests.submit',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/submission',
  summary:
    'Submit a draft or a returned request: authorizations and declaration are checked; an urgent one is entrusted at once',
  params: IdParams,
  body: strict({ declaredHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })) }),
  success: { status: 200, schema: VerificationRequest },
  permission: 'requests:draft',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  versioned: true,
  errors: ['REQUEST_UNKNOWN', ...refusals, 'AGREEMENT_MISSING'],
});

export const createUnitRequest = defineOperation({
  id: 'requests.create',
  service,
  method: 'POST',
  path: '/v1/unit-verification-requests',
  summary: 'Enter a request of a unit outside the platform under the unit’s own case reference',
  body: strict({
    unitCode: Type.String({ pattern: '^[a-z][a-z-]{1,39}$' }),
    caseRef: Type.String({ minLength: 1, maxLength: 80, pattern: '^[0-9A-Za-z._-]+$' }),
    divisionCode: DivisionCode,
    purpose: Type.String({ maxLength: 40 }),
    priority: Type.Union([Type.Literal('NORMAL'), Type.Literal('URGENT')]),
    ...content,
  }),
  success: { status: 201, schema: VerificationRequest },
  permission: 'requests:create',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  errors: ['UNIT_UNKNOWN', 'PURPOSE_NOT_PERMITTED', 'SCOPE_FORBIDDEN', ...refusals],
});
