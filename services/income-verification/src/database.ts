// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

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
  exchangeKey: unknown;
  slaWorkingDays: number | null;
  route: string | null;
  securityContact: Buffer | null;
  connectedOn: string | null;
  subjectFrom: string | null;
}

export interface AgencyDayTable {
  agencyCode: string;
  day: string;
  asked: number;
  open: number;
  answered: number;
  failed: number;
  timed: number;
  inTime: number;
  late: number;
  outcomes: unknown;
  delays: unknown;
  faults: unknown;
  wrongData: number;
}

export interface AgencyDayRunTable {
  upTo: string;
  runAt: Timestamp;
}

export interface AgencyHealthTable {
  agencyCode: string;
  state: string;
  since: Timestamp;
  version: number;
  callsDown: Generated<boolean>;
  silentRuns: Generated<number>;
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

export interface AuditTicketTable {
  id: string;
  requestId: string;
  divisionCode: string;
  reason: string;
  state: string;
  requestedBy: string;
  requestedOn: string;
  decidedBy: string | null;
  decidedOn: string | null;
  validTo: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface AuthorizationDraftTable {
  id: string;
  no: string;
  caseId: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  grantorPersonId: string;
  guardianPersonId: string | null;
  supporter: boolean;
  scopeItems: string[];
  scopePurposes: string[];
  periodFrom: string | null;
  periodTo: string | null;
  continuous: boolean;
  draftedOn: string;
  draftedBy: string;
  state: string;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface BankSummaryTable {
  subQueryId: string;
  bankCount: number;
  totalBand: string;
  totalFen: number;
  balanceOn: string;
  deletedOn: string;
}

export interface BeneficiaryTable {
  id: string;
  enrolmentId: string;
  personId: string;
  caseId: string;
  currentDivisionCode: string;
  fromOn: string;
  endedOn: string | null;
  membersVersion: number;
  checkedOn: string | null;
}

export interface ChangeNoticeTable {
  id: string;
  subscriptionId: string;
  agencyCode: string;
  kind: string;
  band: string | null;
  asOf: string;
  receivedOn: string;
}

export interface CopyDeletionTable {
  id: string;
  agencyCode: string;
  place: string;
  fileName: string;
  sha256: string;
  bytes: number;
  keptFrom: string;
  dueOn: string;
  state: string;
  deletedOn: string | null;
  job: string;
  createdAt: Timestamp;
}

export interface DeathNoticeTable {
  noticeId: string;
  personId: string;
  revokedBy: string | null;
}

export interface DeletionRecordTable {
  id: string;
  requestId: string;
  scope: string;
  reason: string;
  deletedOn: string;
  deletedAt: Timestamp;
  job: string;
  answers: number;
  quarantined: number;
  identities: number;
  letters: number;
  replies: number;
  files: number;
  discs: number;
  answersSha256: string;
  dataKeyId: string | null;
  wrappedSha256: string | null;
}

export interface DiscUploadTable {
  id: string;
  fileNo: string;
  answersId: string;
  discNo: string;
  content: string | null;
  contentSha256: string;
  state: string;
  enteredBy: string;
  enteredAt: Timestamp;
  confirmedBy: string | null;
  version: Generated<number>;
}

export interface EndedEnrolmentTable {
  enrolmentId: string;
  endedOn: string;
}

export interface EnrolmentApprovalTable {
  enrolmentId: string;
  applicationId: string;
  currentDivisionCode: string;
  reportId: string | null;
  approvedOn: string;
}

export interface EntrustingUnitTable {
  id: string;
  code: string;
  name: string;
  divisionCode: string;
  purposes: string[];
  officerSubject: string;
  validFrom: string;
  validTo: string | null;
  version: Generated<number>;
  createdBy: string;
  createdAt: Timestamp;
}

export interface ExchangeCountersignatureTable {
  rootId: string;
  signature: unknown;
  receivedAt: Timestamp;
}

export interface ExchangeEndpointTable {
  id: string;
  partnerCode: string;
  kind: string;
  url: string | null;
  validFrom: string;
  validTo: string | null;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface ExchangeFileTable {
  id: string;
  direction: string;
  fileNo: string;
  agencyCode: string;
  itemCode: string;
  agreementId: string | null;
  answersId: string | null;
  state: string;
  refusalCode: string | null;
  sha256: string;
  rowCount: number;
  keyId: string;
  body: string | null;
  createdOn: string;
  createdAt: Timestamp;
  deliveredAt: Timestamp | null;
  route: Generated<string>;
  dueOn: string | null;
  discNo: string | null;
  discWrittenBy: string | null;
  handedOverBy: string | null;
  version: Generated<number>;
  withdrawnOn: string | null;
}

export interface ExchangeGrantTable {
  id: string;
  partnerCode: string;
  purpose: string;
  item: string;
  fields: string[];
  validFrom: string;
  validTo: string | null;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface ExchangeMessageTable {
  seq: GeneratedAlways<number>;
  txid: Generated<number>;
  partnerCode: string;
  direction: string;
  kind: string;
  ref: string;
  sha256: string;
  at: Generated<Timestamp>;
}

export interface ExchangeNonceTable {
  keyId: string;
  nonce: string;
  until: Timestamp;
}

export interface ExchangeRootTable {
  id: string;
  partnerCode: string;
  day: string;
  upToSequence: number;
  count: number;
  hash: string;
  signature: unknown;
  signedAt: Timestamp;
}

export interface ExchangeRowTable {
  fileId: string;
  seq: number;
  subQueryId: string;
  answeredBy: string | null;
}

export interface ExchangeSealTable {
  messageSeq: number;
  txid: number;
  partnerCode: string;
  sequence: number;
  hash: string;
}

export interface FindingResolutionTable {
  id: string;
  requestId: string;
  kind: string;
  personId: string;
  incomeType: string | null;
  source: string | null;
  subQueryId: string | null;
  decision: string | null;
  reason: string;
  evidenceSha256s: string[];
  state: string;
  proposedBy: string;
  proposedOn: string;
  decidedBy: string | null;
  decidedOn: string | null;
  version: Generated<number>;
}

export interface IdentityCopyTable {
  requestId: string;
  personId: string;
  sealedIdentity: Buffer;
  disclosedAt: Timestamp;
}

export interface IntakeRefusalTable {
  requestId: string;
  currentDivisionCode: string;
  code: string;
  refusedOn: string;
}

export interface KnownRecordTable {
  itemCode: string;
  personId: string;
  fingerprint: Buffer | null;
  answered: boolean;
  mismatched: Generated<boolean>;
  asOf: string;
  fields: string | null;
}

export interface LetterTable {
  id: string;
  no: string;
  kind: string;
  requestId: string;
  agencyCode: string;
  agreementId: string | null;
  textSealed: Buffer | null;
  writtenOn: string;
  createdAt: Timestamp;
  dueOn: string | null;
  withdrawnOn: string | null;
}

export interface LetterQueryTable {
  letterId: string;
  subQueryId: string;
}

export interface LetterReplyTable {
  id: string;
  letterId: string;
  subQueryId: string;
  outcome: string;
  sealedRows: Buffer | null;
  sourceAsOf: string;
  scanSha256: string;
  state: string;
  enteredBy: string;
  confirmedBy: string | null;
  enteredAt: Timestamp;
  version: Generated<number>;
  rejectedBy: string | null;
  rejectedOn: string | null;
  rejectionReason: string | null;
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
  warnedOn: string | null;
  supersededBy: string | null;
}

export interface MisuseAlarmTable {
  id: string;
  subject: string;
  rule: string;
  day: string;
  count: number;
  raisedAt: Timestamp;
  divisionCode: Generated<string>;
  caseIds: Generated<string[]>;
  state: Generated<string>;
  note: string | null;
  reviewedBy: string | null;
  reviewedOn: string | null;
  version: Generated<number>;
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
  reverifiedBy: string | null;
  closedOn: string | null;
  closedBy: string | null;
  resultReason: string | null;
  agencyErrors: Generated<string[]>;
}

export interface PartnerTable {
  id: string;
  code: string;
  name: string;
  kind: string;
  createdBy: string;
  createdAt: Timestamp;
}

export interface PartnerFaultTable {
  partnerCode: string;
  day: string;
  code: string;
  count: number;
}

export interface PartnerKeyTable {
  id: string;
  partnerCode: string;
  purpose: string;
  suite: string;
  keyId: string;
  key: unknown;
  validFrom: string;
  validTo: string;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface PartnerNoticeTable {
  id: string;
  seq: GeneratedAlways<number>;
  partnerCode: string;
  kind: string;
  ref: string;
  code: string;
  toldOn: string;
  acknowledgedAt: Timestamp | null;
}

export interface PartnerQuestionTable {
  partnerCode: string;
  day: string;
  questions: number;
}

export interface PersonAliasTable {
  alias: string;
  canonical: string;
}

export interface PersonAliasStatementTable {
  alias: string;
  canonical: string;
  version: number;
  merged: boolean;
}

export interface PersonQuotaTable {
  subject: string;
  day: string;
  persons: number;
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

export interface ProtectedPersonTable {
  id: string;
  personHash: Buffer;
  divisionCode: Generated<string>;
  state: string;
  reason: string;
  proposedBy: string;
  proposedOn: string;
  listedBy: string | null;
  listedOn: string | null;
  removalReason: string | null;
  removalProposedBy: string | null;
  removedBy: string | null;
  removedOn: string | null;
  version: Generated<number>;
}

export interface ProvincialRuleTable {
  id: string;
  title: string;
  docNo: string;
  issuedOn: string;
  documentSha256: string;
  recordedBy: string;
  confirmedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
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
  requestId: string | null;
  subQueryId: string | null;
  at: Timestamp;
  actor: string;
  caseId: string | null;
  purpose: string;
  personHash: Buffer | null;
  agencyCode: string | null;
  itemCode: string;
  authorizationId: string | null;
  agreementId: string | null;
  outcome: string;
  durationMs: number;
  seq: GeneratedAlways<number>;
  txid: Generated<number>;
  kind: Generated<string>;
  role: Generated<string>;
  client: Generated<string>;
  divisionCode: string | null;
  businessAt: Timestamp | null;
  own: Generated<boolean>;
  loggedOn: Generated<string>;
  flags: Generated<string[]>;
  listed: number | null;
  listFilter: string | null;
}

export interface QueryLogSealTable {
  sequence: number;
  txid: number;
  logSeq: number;
  hash: string;
}

export interface ReaderKinshipTable {
  actor: string;
  caseId: string;
  day: string;
  actorPersonId: string;
  divisionCode: string;
  state: string;
}

export interface RecheckTable {
  id: string;
  no: string;
  kind: string;
  divisionCode: string;
  plannedMonth: string | null;
  asOf: string;
  items: string[];
  partSize: number;
  state: string;
  cutAfter: string | null;
  persons: Generated<number>;
  renewals: Generated<number>;
  startedBy: string;
  startedAt: Timestamp;
  finishedAt: Timestamp | null;
  version: Generated<number>;
}

export interface RecheckChangeTable {
  id: Generated<string>;
  recheckId: string;
  itemCode: string;
  personId: string;
  currentDivisionCode: string;
  outcome: string;
  kind: string;
  band: string | null;
  asOf: string;
  eventOn: string | null;
  toldAt: Timestamp | null;
}

export interface RecheckChunkTable {
  id: string;
  recheckId: string;
  partNo: number;
  agencyCode: string;
  itemCode: string;
  state: string;
  agreementId: string | null;
  fileId: string | null;
  dueOn: string | null;
  asked: string;
  open: string;
  unchanged: Generated<number>;
  changed: Generated<number>;
  newRecords: Generated<number>;
  died: Generated<number>;
  mismatched: Generated<number>;
  leftOut: Generated<number>;
  unanswered: Generated<number>;
}

export interface RecheckIdentityTable {
  recheckId: string;
  partNo: number;
  page: number;
  sealed: Buffer;
}

export interface RecheckPartTable {
  recheckId: string;
  no: number;
  personIds: string[];
  firstPersonId: string;
  lastPersonId: string;
  leaseOwner: string | null;
  leaseUntil: Timestamp | null;
  attempts: Generated<number>;
  lastError: string | null;
  closedOn: string | null;
}

export interface RecheckRenewalTable {
  recheckId: string;
  personId: string;
  enrolmentId: string;
  currentDivisionCode: string;
  reason: string;
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
  verificationCode: string | null;
}

export interface ReportConsentTable {
  requestId: string;
  personId: string;
  documentSha256: string;
  recordedBy: string;
  recordedOn: string;
}

export interface ReportPaperTable {
  reportId: string;
  sha256: string;
  reader: string;
  signature: string;
  madeOn: string;
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

export interface SpdciCallbackTable {
  id: string;
  partnerCode: string;
  action: string;
  transactionRef: string | null;
  itemIds: Generated<string[]>;
  subscriptionId: string | null;
  noticeKind: string | null;
  noticeBand: string | null;
  noticeAsOf: string | null;
  state: string;
  attempt: Generated<number>;
  fault: string | null;
  nextTryAt: Timestamp | null;
  createdAt: Timestamp;
  deliveredAt: Timestamp | null;
}

export interface SpdciItemTable {
  id: string;
  transactionRef: string;
  seq: number;
  referenceId: string;
  registry: string;
  state: string;
  reasonCode: string | null;
  reasonMessage: string | null;
  requestId: string | null;
  page: Generated<number>;
  claimedAt: Timestamp | null;
}

export interface SpdciSubscriptionTable {
  id: string;
  itemRef: string;
  partnerCode: string;
  personId: string;
  kinds: string[];
  purpose: string;
  authorizationId: string;
  currentDivisionCode: string;
  fromOn: string;
  toOn: string;
  state: string;
  endedOn: string | null;
  endedReason: string | null;
}

export interface SpdciTransactionTable {
  id: string;
  partnerCode: string;
  transactionId: string;
  kind: string;
  messageSha256: string;
  receivedOn: string;
  receivedAt: Timestamp;
}

export interface StaffPersonTable {
  personHash: Buffer;
  divisionCode: string;
}

export interface StatisticsCellTable {
  month: string;
  divisionCode: string;
  purpose: string;
  verdict: string;
  reports: number | null;
}

export interface StatisticsMonthTable {
  month: string;
  publishedOn: string;
  cells: number;
  hidden: number;
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
  wave: Generated<number>;
  sentAt: Timestamp | null;
  sentOn: string | null;
}

export interface SubscriptionTable {
  id: string;
  personId: string;
  enrolmentId: string;
  caseId: string;
  purpose: string;
  items: string[];
  authorizationId: string;
  channel: string;
  currentDivisionCode: string;
  fromOn: string;
  toOn: string;
  state: string;
  endedOn: string | null;
  endedReason: string | null;
  createdAt: Timestamp;
}

export interface UnitCaseTable {
  id: string;
  unitId: string;
  ref: string;
  purpose: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  personIds: string[];
  state: string;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface VerdictOverrideTable {
  id: string;
  reportId: string;
  verdict: string;
  reason: string;
  evidenceSha256s: string[];
  state: string;
  proposedBy: string;
  proposedOn: string;
  decidedBy: string | null;
  decidedOn: string | null;
  version: Generated<number>;
}

export interface VerificationMechanismTable {
  id: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  institutionName: string;
  status: string;
  docNo: string | null;
  documentSha256: string | null;
  establishedOn: string | null;
  staffCount: number;
  agenciesConnected: Generated<string[]>;
  plannedBy: string;
  confirmedBy: string | null;
  revokedOn: string | null;
  revokedReason: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
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
  endedOn: string | null;
  rawDeletedOn: string | null;
  origin: Generated<string>;
  priority: Generated<string>;
  unitCaseId: string | null;
  createdBy: string | null;
  submittedOn: string | null;
  submittedBy: string | null;
  intakeDueOn: string | null;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  agencyAgreement: AgencyAgreementTable;
  agencyDay: AgencyDayTable;
  agencyDayRun: AgencyDayRunTable;
  agencyHealth: AgencyHealthTable;
  answer: AnswerTable;
  auditTicket: AuditTicketTable;
  authorizationDraft: AuthorizationDraftTable;
  bankSummary: BankSummaryTable;
  beneficiary: BeneficiaryTable;
  changeNotice: ChangeNoticeTable;
  copyDeletion: CopyDeletionTable;
  deathNotice: DeathNoticeTable;
  deletionRecord: DeletionRecordTable;
  discUpload: DiscUploadTable;
  endedEnrolment: EndedEnrolmentTable;
  enrolmentApproval: EnrolmentApprovalTable;
  entrustingUnit: EntrustingUnitTable;
  exchangeCountersignature: ExchangeCountersignatureTable;
  exchangeEndpoint: ExchangeEndpointTable;
  exchangeFile: ExchangeFileTable;
  exchangeGrant: ExchangeGrantTable;
  exchangeMessage: ExchangeMessageTable;
  exchangeNonce: ExchangeNonceTable;
  exchangeRoot: ExchangeRootTable;
  exchangeRow: ExchangeRowTable;
  exchangeSeal: ExchangeSealTable;
  findingResolution: FindingResolutionTable;
  identityCopy: IdentityCopyTable;
  intakeRefusal: IntakeRefusalTable;
  knownRecord: KnownRecordTable;
  letter: LetterTable;
  letterQuery: LetterQueryTable;
  letterReply: LetterReplyTable;
  meansAuthorization: MeansAuthorizationTable;
  misuseAlarm: MisuseAlarmTable;
  objection: ObjectionTable;
  partner: PartnerTable;
  partnerFault: PartnerFaultTable;
  partnerKey: PartnerKeyTable;
  partnerNotice: PartnerNoticeTable;
  partnerQuestion: PartnerQuestionTable;
  personAlias: PersonAliasTable;
  personAliasStatement: PersonAliasStatementTable;
  personQuota: PersonQuotaTable;
  policyParameter: PolicyParameterTable;
  protectedPerson: ProtectedPersonTable;
  provincialRule: ProvincialRuleTable;
  quarantinedAnswer: QuarantinedAnswerTable;
  queryLog: QueryLogTable;
  queryLogSeal: QueryLogSealTable;
  readerKinship: ReaderKinshipTable;
  recheck: RecheckTable;
  recheckChange: RecheckChangeTable;
  recheckChunk: RecheckChunkTable;
  recheckIdentity: RecheckIdentityTable;
  recheckPart: RecheckPartTable;
  recheckRenewal: RecheckRenewalTable;
  report: ReportTable;
  reportConsent: ReportConsentTable;
  reportPaper: ReportPaperTable;
  requestKey: RequestKeyTable;
  serialCounter: SerialCounterTable;
  spdciCallback: SpdciCallbackTable;
  spdciItem: SpdciItemTable;
  spdciSubscription: SpdciSubscriptionTable;
  spdciTransaction: SpdciTransactionTable;
  staffPerson: StaffPersonTable;
  statisticsCell: StatisticsCellTable;
  statisticsMonth: StatisticsMonthTable;
  subQuery: SubQueryTable;
  subscription: SubscriptionTable;
  unitCase: UnitCaseTable;
  verdictOverride: VerdictOverrideTable;
  verificationMechanism: VerificationMechanismTable;
  verificationRequest: VerificationRequestTable;
}
