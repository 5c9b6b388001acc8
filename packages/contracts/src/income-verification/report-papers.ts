import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams } from '../shapes.ts';
import { VerificationReport } from './reports.ts';

const service = 'income-verification';
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** A version as a signed paper; what stands on it is what its reader may see. */
export const reportPdf = defineOperation({
  id: 'reports.pdf',
  service,
  method: 'GET',
  path: '/v1/verification-reports/{id}/report.pdf',
  summary: 'An issued report version as a signed PDF with a QR code that verifies it, masked by the reader’s role',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
  permission: 'reports:read',
  errors: ['REPORT_UNKNOWN', 'REPORT_NOT_ISSUED'],
});

/** A paper of a version that left the house. */
export const ReportPaper = Type.Object(
  {
    sha256: Sha256,
    /** FIGURES, BANDS, APPLICANT: for whom it was written. */
    reader: Type.String(),
    /** Detached JWS (RFC 7515, appendix F) over the hash in hexadecimal. */
    signature: Type.String(),
    madeOn: Day,
  },
  { $id: 'ReportPaper' },
);

export const listReportPapers = defineOperation({
  id: 'reports.papers',
  service,
  method: 'GET',
  path: '/v1/verification-reports/{id}/papers',
  summary: 'The papers that were made of a report version: hash and signature of each',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(ReportPaper) }) },
  permission: 'reports:papers',
  errors: ['REPORT_UNKNOWN'],
});

/** Answers of the QR code: nothing of a person, a household or a verdict. */
export const PaperCheck = Type.Object(
  {
    reportNo: Type.String(),
    reportVersion: Type.Integer(),
    issuedOn: Day,
    validTo: Day,
    /** VALID, EXPIRED, SUPERSEDED. */
    state: Type.String(),
    /** Whether the hash that was asked about is one of this version's papers; null when none was asked about. */
    hashMatches: Type.Union([Type.Boolean(), Type.Null()]),
    /** The signature of that paper. */
    signature: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'PaperCheck' },
);

export const verifyReport = defineOperation({
  id: 'reports.verify',
  service,
  method: 'GET',
  path: '/v1/public/reports/verify',
  summary: 'Whether a printed report holds: by its number and code, and by the hash of its bytes; no personal data',
  query: Type.Object({
    no: Type.String({ pattern: '^[0-9]{20}$' }),
    code: Type.String({ pattern: '^[0-9A-Z]{16}$' }),
    sha256: Type.Optional(Sha256),
  }),
  success: { status: 200, schema: PaperCheck },
  permission: 'public',
  callers: ['public', 'user'],
  errors: ['REPORT_UNKNOWN'],
});

export const recordReportConsent = defineOperation({
  id: 'reports.recordConsent',
  service,
  method: 'POST',
  path: '/v1/verification-requests/{id}/consents',
  summary: 'An adult member lets the applicant read what the report says of them, in writing',
  params: IdParams,
  body: Type.Object({ personId: Id, documentSha256: Sha256 }, { additionalProperties: false }),
  success: { status: 201, schema: Type.Object({ personId: Id, recordedOn: Day }, { $id: 'ReportConsent' }) },
  permission: 'reports:consent',
  idempotent: true,
  errors: ['REQUEST_UNKNOWN', 'SUBJECT_NOT_IN_HOUSEHOLD', 'CONSENT_RECORDED'],
});

export const myReports = defineOperation({
  id: 'reports.mine',
  service,
  method: 'GET',
  path: '/v1/my-verification-reports',
  summary: 'The issued reports on the caller’s own household, without what other adults have not let them read',
  success: { status: 200, schema: Type.Object({ items: Type.Array(VerificationReport) }) },
  permission: 'reports:own',
});

export const myReportPdf = defineOperation({
  id: 'reports.minePdf',
  service,
  method: 'GET',
  path: '/v1/my-verification-reports/{id}/report.pdf',
  summary: 'One of the caller’s own reports as a signed PDF',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
  permission: 'reports:own',
  errors: ['REPORT_UNKNOWN', 'REPORT_NOT_ISSUED'],
});
