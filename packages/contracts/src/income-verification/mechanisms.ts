import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Agencies = Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40, uniqueItems: true });

/** The body that checks means in a county (income-verification.md §2). */
export const VerificationMechanism = Type.Object(
  {
    id: Id,
    divisionCode: DivisionCode,
    institutionName: Type.String(),
    status: Type.String({
      description: 'PLANNED, ESTABLISHED, OPERATING (a report was issued in the county since), REVOKED',
    }),
    docNo: Type.Union([Type.String(), Type.Null()]),
    establishedOn: Type.Union([Day, Type.Null()]),
    staffCount: Type.Integer({ minimum: 0 }),
    agenciesConnected: Type.Array(Type.String()),
    firstReportOn: Type.Union([Day, Type.Null()]),
    revokedOn: Type.Union([Day, Type.Null()]),
    /** Whether it counts for the coverage: document, staff and enough agencies. */
    counted: Type.Boolean(),
    version: Version,
  },
  { $id: 'VerificationMechanism' },
);

/** A rule on checking means that the province issued (IV-02). */
export const ProvincialRule = Type.Object(
  {
    id: Id,
    title: Type.String(),
    docNo: Type.String(),
    issuedOn: Day,
    confirmed: Type.Boolean(),
    version: Version,
  },
  { $id: 'ProvincialRule' },
);

const service = 'income-verification';

export const planMechanism = defineOperation({
  id: 'mechanisms.plan',
  service,
  method: 'POST',
  path: '/v1/verification-mechanisms',
  summary: 'A county plans its body for checking means',
  body: Type.Object(
    {
      divisionCode: DivisionCode,
      institutionName: Type.String({ minLength: 1, maxLength: 80 }),
      staffCount: Type.Integer({ minimum: 0, maximum: 10_000 }),
      agenciesConnected: Type.Optional(Agencies),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: VerificationMechanism },
  permission: 'mechanisms:plan',
  idempotent: true,
  errors: ['DIVISION_NOT_VALID', 'AGENCY_UNKNOWN', 'AGREEMENT_MISSING', 'MECHANISM_EXISTS'],
});

export const changeMechanism = defineOperation({
  id: 'mechanisms.change',
  service,
  method: 'POST',
  path: '/v1/verification-mechanisms/{id}/change',
  summary: 'Staff and connected agencies of a mechanism as they are now',
  params: IdParams,
  body: Type.Object(
    { staffCount: Type.Integer({ minimum: 0, maximum: 10_000 }), agenciesConnected: Agencies },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: VerificationMechanism },
  permission: 'mechanisms:plan',
  idempotent: true,
  versioned: true,
  errors: ['MECHANISM_UNKNOWN', 'STATE_TRANSITION_INVALID', 'AGENCY_UNKNOWN', 'AGREEMENT_MISSING'],
});

export const establishMechanism = defineOperation({
  id: 'mechanisms.establish',
  service,
  method: 'POST',
  path: '/v1/verification-mechanisms/{id}/establishment',
  summary: 'The province confirms a mechanism by its establishing document',
  params: IdParams,
  body: Type.Object(
    { docNo: Type.String({ minLength: 1, maxLength: 80 }), documentSha256: Sha256, establishedOn: Day },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: VerificationMechanism },
  permission: 'mechanisms:confirm',
  idempotent: true,
  versioned: true,
  errors: ['MECHANISM_UNKNOWN', 'STATE_TRANSITION_INVALID', 'STAFF_MISSING', 'TWO_PERSON_REQUIRED', 'PERIOD_INVALID'],
});

export const revokeMechanism = defineOperation({
  id: 'mechanisms.revoke',
  service,
  method: 'POST',
  path: '/v1/verification-mechanisms/{id}/revocation',
  summary: 'A mechanism ends on a day',
  params: IdParams,
  body: Type.Object(
    { revokedOn: Day, reason: Type.String({ minLength: 1, maxLength: 400 }) },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: VerificationMechanism },
  permission: 'mechanisms:confirm',
  idempotent: true,
  versioned: true,
  errors: ['MECHANISM_UNKNOWN', 'STATE_TRANSITION_INVALID', 'PERIOD_INVALID'],
});

export const listMechanisms = defineOperation({
  id: 'mechanisms.list',
  service,
  method: 'GET',
  path: '/v1/verification-mechanisms',
  summary: 'Mechanisms in the caller’s division, in the order of their counties',
  query: Type.Object({ status: Type.Optional(Type.String()) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(VerificationMechanism) }) },
  permission: 'mechanisms:read',
});

export const recordProvincialRule = defineOperation({
  id: 'provincialRules.record',
  service,
  method: 'POST',
  path: '/v1/provincial-rules',
  summary: 'Record a rule on checking means that the province issued',
  body: Type.Object(
    {
      title: Type.String({ minLength: 1, maxLength: 120 }),
      docNo: Type.String({ minLength: 1, maxLength: 80 }),
      issuedOn: Day,
      documentSha256: Sha256,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: ProvincialRule },
  permission: 'provincialRules:record',
  idempotent: true,
  errors: ['DOC_DUPLICATE', 'PERIOD_INVALID'],
});

export const confirmProvincialRule = defineOperation({
  id: 'provincialRules.confirm',
  service,
  method: 'POST',
  path: '/v1/provincial-rules/{id}/confirmation',
  summary: 'Another person confirms it against the document',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: ProvincialRule },
  permission: 'provincialRules:record',
  idempotent: true,
  versioned: true,
  errors: ['PROVINCIAL_RULE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'TWO_PERSON_REQUIRED'],
});
