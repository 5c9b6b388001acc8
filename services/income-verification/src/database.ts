// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AgencyAgreementTable {
  id: string;
  agencyCode: string;
  level: string;
  divisionCode: string;
  docNo: string;
  items: string[];
  mode: string;
  slaSeconds: number;
  validFrom: string;
  validTo: string | null;
  version: Generated<number>;
  createdBy: string;
  createdAt: Timestamp;
}

export interface AgencyHealthTable {
  agencyCode: string;
  state: string;
  since: Timestamp;
  version: number;
}

export interface AnswerTable {
  subQueryId: string;
  outcome: string;
  sealedRows: Buffer;
  rowCount: number;
  sourceAsOf: string;
  receivedOn: string;
  receivedAt: Timestamp;
  rawHash: string;
  flags: Generated<string[]>;
  quarantined: Generated<boolean>;
  reusedFrom: string | null;
  late: Generated<boolean>;
}

export interface DeathNoticeTable {
  noticeId: string;
  personId: string;
  revokedBy: string | null;
}

export interface IdentityCopyTable {
  requestId: string;
  personId: string;
  sealedIdentity: Buffer;
  disclosedAt: Timestamp;
}

export interface MeansAuthorizationTable {
  id: string;
  no: string;
  caseId: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  grantorPersonId: string;
  guardianPersonId: string | null;
  guardianProofSha256: string | null;
  supporter: boolean;
  scopeItems: string[];
  scopePurposes: string[];
  periodFrom: string;
  periodTo: string;
  validFrom: string;
  validTo: string;
  continuous: boolean;
  signedOn: string;
  method: string;
  documentSha256: string;
  witnessSubject: string;
  recordedBy: string;
  status: string;
  endedOn: string | null;
  endedReason: string | null;
  revocationSha256: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface ObjectionTable {
  id: string;
  reportId: string;
  personId: string;
  itemType: string;
  toldOn: string;
  openedOn: string;
  dueOn: string;
  evidenceSha256s: string[];
  text: string;
  state: string;
  batchId: string;
  openedBy: string;
}

export interface PersonAliasTable {
  alias: string;
  canonical: string;
}

export interface PolicyParameterTable {
  id: Generated<string>;
  key: string;
  divisionCode: string;
  value: unknown;
  validFrom: string;
  validTo: string | null;
  legalBasis: string;
  proposedBy: string;
  approvedBy: string;
}

export interface QuarantinedAnswerTable {
  id: string;
  subQueryId: string;
  code: string;
  sealedBody: Buffer;
  receivedAt: Timestamp;
}

export interface QueryLogTable {
  id: string;
  requestId: string;
  subQueryId: string;
  at: Timestamp;
  actor: string;
  caseId: string;
  purpose: string;
  personHash: Buffer;
  agencyCode: string;
  itemCode: string;
  authorizationId: string;
  agreementId: string;
  outcome: string;
  durationMs: number;
}

export interface ReportTable {
  id: string;
  reportNo: string;
  reportVersion: number;
  requestId: string;
  applicationId: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  state: string;
  verdict: string;
  content: unknown;
  compilerId: string;
  checkerId: string | null;
  compiledOn: string;
  issuedOn: string | null;
  validTo: string | null;
  objectionUntil: string | null;
  sha256: string | null;
  seal: unknown;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface RequestKeyTable {
  requestId: string;
  dataKeyId: string;
  wrapped: Buffer;
}

export interface SerialCounterTable {
  kind: string;
  countyCode: string;
  day: string;
  last: number;
}

export interface SubQueryTable {
  id: string;
  requestId: string;
  personId: string;
  agencyCode: string;
  itemCode: string;
  round: Generated<number>;
  attempt: Generated<number>;
  mandatory: boolean;
  authorizationId: string;
  agreementId: string;
  state: string;
  outcome: string | null;
  fault: string | null;
  dueOn: string;
  nextTryAt: Timestamp | null;
  closedAt: Timestamp | null;
}

export interface VerificationRequestTable {
  id: string;
  no: string;
  applicationId: string;
  caseId: string;
  householdId: string;
  purpose: string;
  programme: string;
  kind: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  brief: unknown;
  declaredHash: string;
  state: string;
  asOf: string;
  dueOn: string;
  entrustedOn: string | null;
  entrustedBy: string | null;
  pausedReason: string | null;
  defects: Generated<string[]>;
  reportId: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  agencyAgreement: AgencyAgreementTable;
  agencyHealth: AgencyHealthTable;
  answer: AnswerTable;
  deathNotice: DeathNoticeTable;
  identityCopy: IdentityCopyTable;
  meansAuthorization: MeansAuthorizationTable;
  objection: ObjectionTable;
  personAlias: PersonAliasTable;
  policyParameter: PolicyParameterTable;
  quarantinedAnswer: QuarantinedAnswerTable;
  queryLog: QueryLogTable;
  report: ReportTable;
  requestKey: RequestKeyTable;
  serialCounter: SerialCounterTable;
  subQuery: SubQueryTable;
  verificationRequest: VerificationRequestTable;
}
