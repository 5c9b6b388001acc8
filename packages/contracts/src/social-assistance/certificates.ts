import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

const service = 'social-assistance';
const Reason = Type.String({ minLength: 1, maxLength: 200 });
const CertificateNumber = Type.String({ minLength: 1, maxLength: 60 });

/** 低保证 of an enrolled household. */
export const Certificate = Type.Object(
  {
    id: Id,
    enrolmentId: Id,
    number: CertificateNumber,
    programme: Type.String(),
    divisionCode: DivisionCode,
    /** ISSUED, WITHDRAWN (also when the enrolment has ended), REPLACED. */
    state: Type.String(),
    validFrom: Day,
    validTo: Day,
    issuedOn: Day,
    replacesId: Type.Union([Id, Type.Null()]),
    endedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'Certificate' },
);

export const issueCertificate = defineOperation({
  id: 'certificates.issue',
  service,
  method: 'POST',
  path: '/v1/enrolments/{id}/certificates',
  summary: 'Issue the certificate of an enrolled household',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 201, schema: Certificate },
  permission: 'certificates:issue',
  idempotent: true,
  errors: ['CERTIFICATE_DUPLICATE', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});

export const getCertificate = defineOperation({
  id: 'certificates.get',
  service,
  method: 'GET',
  path: '/v1/certificates/{id}',
  summary: 'One certificate',
  params: IdParams,
  success: { status: 200, schema: Certificate },
  permission: 'certificates:read',
  errors: ['CERTIFICATE_UNKNOWN'],
});

export const withdrawCertificate = defineOperation({
  id: 'certificates.withdraw',
  service,
  method: 'POST',
  path: '/v1/certificates/{id}/withdrawal',
  summary: 'Withdraw a certificate',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 200, schema: Certificate },
  permission: 'certificates:withdraw',
  idempotent: true,
  versioned: true,
  errors: ['CERTIFICATE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});

export const replaceCertificate = defineOperation({
  id: 'certificates.replace',
  service,
  method: 'POST',
  path: '/v1/certificates/{id}/replacement',
  summary: 'Replace a lost, damaged or expired certificate by one with a new number',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 201, schema: Certificate },
  permission: 'certificates:issue',
  idempotent: true,
  versioned: true,
  errors: ['CERTIFICATE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});

/** Whether a certificate holds today: programme and county, no person. */
export const verifyCertificate = defineOperation({
  id: 'certificates.verify',
  service,
  method: 'GET',
  path: '/v1/certificates/verification',
  summary: 'Whether a number is that of a valid certificate',
  query: Type.Object({ number: CertificateNumber }),
  success: {
    status: 200,
    schema: Type.Object({
      valid: Type.Boolean(),
      programme: Type.Union([Type.String(), Type.Null()]),
      county: Type.Union([DivisionCode, Type.Null()]),
    }),
  },
  permission: 'certificates:verify',
  callers: ['public', 'user', 'service', 'partner'],
});

/** 未享受低保证明: a person draws no living support anywhere in the province (social-assistance.md §2.2). */
export const NotReceivingCertificate = Type.Object(
  {
    id: Id,
    number: CertificateNumber,
    personId: Id,
    applicationId: Id,
    divisionCode: DivisionCode,
    /** The month that was searched. */
    month: Type.String(),
    issuedOn: Day,
    hash: Type.String(),
    seal: Type.Object({ keyId: Type.String(), algorithm: Type.String(), signature: Type.String() }),
    publicKey: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'NotReceivingCertificate' },
);

export const issueNotReceivingCertificate = defineOperation({
  id: 'notReceivingCertificates.issue',
  service,
  method: 'POST',
  path: '/v1/not-receiving-certificates',
  summary: 'Certify that a person of the own county draws no living support in the province',
  body: Type.Object(
    {
      personId: Id,
      /** The application elsewhere for which it is needed; it must name the person. */
      applicationId: Id,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: NotReceivingCertificate },
  permission: 'notReceivingCertificates:issue',
  idempotent: true,
  errors: ['SUPPORT_FOUND', 'SCOPE_FORBIDDEN', 'CASE_REQUIRED', 'PERSON_UNKNOWN'],
});
