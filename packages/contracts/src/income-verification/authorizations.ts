import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { CaseRef, Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

/** A person's written permission to check their means (income-verification.md §3.1). */
export const MeansAuthorization = Type.Object(
  {
    id: Id,
    no: Type.String({ description: 'county code(6) + yyyymmdd + 6 serial' }),
    caseId: CaseRef,
    grantorPersonId: Id,
    guardianPersonId: Type.Union([Id, Type.Null()]),
    supporter: Type.Boolean(),
    scopeItems: Type.Array(Type.String()),
    scopePurposes: Type.Array(Type.String()),
    periodFrom: Day,
    periodTo: Day,
    validFrom: Day,
    validTo: Day,
    continuous: Type.Boolean(),
    signedOn: Day,
    method: Type.String(),
    status: Type.String({ description: 'SIGNED, ACTIVE, EXPIRED, REVOKED, SUPERSEDED' }),
    endedOn: Type.Union([Day, Type.Null()]),
    endedReason: Type.Union([Type.String(), Type.Null()], { description: 'REVOKED, EXPIRED, DEATH, SUPERSEDED' }),
    /** The later authorization of the same person and case that took its place. */
    supersededBy: Type.Union([Id, Type.Null()]),
    version: Version,
  },
  { $id: 'MeansAuthorization' },
);

export const signAuthorization = defineOperation({
  id: 'authorizations.sign',
  service: 'income-verification',
  method: 'POST',
  path: '/v1/authorizations',
  summary: 'Record a signed authorization of one adult, or of a guardian for them',
  body: Type.Object(
    {
      caseId: CaseRef,
      divisionCode: DivisionCode,
      grantorPersonId: Id,
      guardianPersonId: Type.Optional(Id),
      guardianProofSha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      supporter: Type.Boolean(),
      scopeItems: Type.Array(Type.String(), { minItems: 1, maxItems: 60 }),
      scopePurposes: Type.Array(Type.String(), { minItems: 1, maxItems: 20 }),
      periodFrom: Type.Optional(Day),
      periodTo: Type.Optional(Day),
      continuous: Type.Boolean(),
      signedOn: Day,
      /** First day of its validity; the day of signing unless told. */
      validFrom: Type.Optional(Day),
      method: Type.Union([Type.Literal('WET_INK'), Type.Literal('FINGERPRINT'), Type.Literal('E_SIGN')]),
      documentSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      witnessSubject: Type.String({ maxLength: 80 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: MeansAuthorization },
  permission: 'authorizations:sign',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  errors: [
    'AUTHORIZATION_DATE_INVALID',
    'GUARDIAN_REQUIRED',
    'AUTHORIZATION_DOC_REUSED',
    'ITEM_UNKNOWN',
    'PERIOD_INVALID',
    'SCOPE_FORBIDDEN',
  ],
});

export const revokeAuthorization = defineOperation({
  id: 'authorizations.revoke',
  service: 'income-verification',
  method: 'POST',
  path: '/v1/authorizations/{id}/revocation',
  summary: 'Take an authorization back: queued queries are cancelled at once',
  params: IdParams,
  body: Type.Object(
    { revokedOn: Day, documentSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: MeansAuthorization },
  permission: 'authorizations:sign',
  idempotent: true,
  versioned: true,
  errors: ['STATE_TRANSITION_INVALID'],
});

export const getAuthorization = defineOperation({
  id: 'authorizations.get',
  service: 'income-verification',
  method: 'GET',
  path: '/v1/authorizations/{id}',
  summary: 'One authorization',
  params: IdParams,
  success: { status: 200, schema: MeansAuthorization },
  permission: 'authorizations:read',
});
