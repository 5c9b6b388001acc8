import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { CaseRef, Day, DivisionCode, Id, IdParams, strict, Version } from '../shapes.ts';
import { MeansAuthorization } from './authorizations.ts';

const service = 'income-verification';
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** An authorization that is printed and not signed yet (income-verification.md §3.1). */
export const AuthorizationDraft = Type.Object(
  {
    id: Id,
    no: Type.String({ description: 'county code(6) + yyyymmdd + 6 serial; the signed authorization keeps it' }),
    caseId: CaseRef,
    divisionCode: DivisionCode,
    grantorPersonId: Id,
    guardianPersonId: Type.Union([Id, Type.Null()]),
    supporter: Type.Boolean(),
    scopeItems: Type.Array(Type.String()),
    scopePurposes: Type.Array(Type.String()),
    periodFrom: Type.Union([Day, Type.Null()]),
    periodTo: Type.Union([Day, Type.Null()]),
    continuous: Type.Boolean(),
    draftedOn: Day,
    status: Type.String({ description: 'DRAFT, SIGNED' }),
    version: Version,
  },
  { $id: 'AuthorizationDraft' },
);

export const draftAuthorization = defineOperation({
  id: 'authorizations.draft',
  service,
  method: 'POST',
  path: '/v1/authorization-drafts',
  summary: 'Prepare an authorization for its printed form',
  body: strict({
    caseId: CaseRef,
    divisionCode: DivisionCode,
    grantorPersonId: Id,
    guardianPersonId: Type.Optional(Id),
    supporter: Type.Boolean(),
    scopeItems: Type.Array(Type.String(), { minItems: 1, maxItems: 60 }),
    scopePurposes: Type.Array(Type.String(), { minItems: 1, maxItems: 20 }),
    periodFrom: Type.Optional(Day),
    periodTo: Type.Optional(Day),
    continuous: Type.Boolean(),
  }),
  success: { status: 201, schema: AuthorizationDraft },
  permission: 'authorizations:sign',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  errors: ['GUARDIAN_REQUIRED', 'ITEM_UNKNOWN', 'PURPOSE_NOT_PERMITTED', 'PERIOD_INVALID', 'SCOPE_FORBIDDEN'],
});

export const getAuthorizationDraft = defineOperation({
  id: 'authorizations.getDraft',
  service,
  method: 'GET',
  path: '/v1/authorization-drafts/{id}',
  summary: 'One prepared authorization',
  params: IdParams,
  success: { status: 200, schema: AuthorizationDraft },
  permission: 'authorizations:read',
  errors: ['AUTHORIZATION_UNKNOWN'],
});

export const authorizationForm = defineOperation({
  id: 'authorizations.form',
  service,
  method: 'GET',
  path: '/v1/authorization-drafts/{id}/form',
  summary: 'The form to sign: parties, scope, purposes, period, clause, notice of revocation, number and code',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
  permission: 'authorizations:read',
  errors: ['AUTHORIZATION_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const signAuthorizationDraft = defineOperation({
  id: 'authorizations.signDraft',
  service,
  method: 'POST',
  path: '/v1/authorization-drafts/{id}/signature',
  summary: 'Record the signature on a printed form: scan, method and witness',
  params: IdParams,
  body: strict({
    signedOn: Day,
    /** First day of its validity; the day of signing unless told. */
    validFrom: Type.Optional(Day),
    method: Type.Union([Type.Literal('WET_INK'), Type.Literal('FINGERPRINT'), Type.Literal('E_SIGN')]),
    documentSha256: Sha256,
    guardianProofSha256: Type.Optional(Sha256),
    witnessSubject: Type.String({ maxLength: 80 }),
  }),
  success: { status: 201, schema: MeansAuthorization },
  permission: 'authorizations:sign',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  versioned: true,
  errors: [
    ...['AUTHORIZATION_UNKNOWN', 'AUTHORIZATION_DATE_INVALID', 'GUARDIAN_REQUIRED', 'AUTHORIZATION_DOC_REUSED'],
    ...['DOCUMENT_MISSING', 'STATE_TRANSITION_INVALID', 'PERIOD_INVALID'],
  ],
});

export const listAuthorizations = defineOperation({
  id: 'authorizations.list',
  service,
  method: 'GET',
  path: '/v1/authorizations',
  summary: 'The authorizations of a case in the caller’s division, newest first',
  query: Type.Object({ caseId: CaseRef }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(MeansAuthorization) }) },
  permission: 'authorizations:read',
});
