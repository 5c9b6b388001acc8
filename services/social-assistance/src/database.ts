// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface ActiveMembershipTable {
  personId: string;
  householdId: string;
}

export interface AdjustmentTable {
  id: string;
  enrolmentId: string;
  decisionId: string;
  causeId: string;
  fromMonth: string;
  months: unknown;
  supplementFen: number;
  overpaidFen: number;
  undoneBy: string | null;
  recordedAt: Timestamp;
}

export interface AppealTable {
  id: string;
  decisionId: string;
  applicationId: string;
  enrolmentId: string | null;
  kind: string;
  state: string;
  lodgedOn: string;
  lodgeUntil: string | null;
  lodgedBy: string;
  grounds: Buffer;
  stayDecisionId: string | null;
  stayOrderedBy: string | null;
  answeredOn: string | null;
  answeredBy: string | null;
  answer: Buffer | null;
  answerDecisionId: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface ApplicationTable {
  id: string;
  programme: string;
  state: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  filedBy: string;
  entrustmentSha256: string | null;
  householdId: string | null;
  draftedOn: string;
  submittedOn: string | null;
  supplementRequestedOn: string | null;
  acceptedOn: string | null;
  nearRelativeCase: Generated<boolean>;
  verificationRequestId: string | null;
  reportId: string | null;
  verdict: string | null;
  decisionId: string | null;
  enrolmentId: string | null;
  caseVersion: Generated<number>;
  version: Generated<number>;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  caseOpenUntil: string | null;
  kind: Generated<string>;
}

export interface ApplicationStepTable {
  applicationId: string;
  version: number;
  action: string;
  fromState: string | null;
  toState: string;
  actor: string;
  actorRole: string | null;
  onDay: string;
  recordedAt: Timestamp;
  detail: Generated<unknown>;
  note: Buffer | null;
}

export interface AssessmentTable {
  id: string;
  enrolmentId: string;
  fromMonth: string;
  decisionId: string;
  keptFen: number | null;
  keptUntil: string | null;
  recordedAt: Timestamp;
}

export interface AuthorizationCopyTable {
  authorizationId: string;
  applicationId: string;
  personId: string;
  status: string;
  purposes: string[];
  validFrom: string;
  validTo: string;
  version: number;
}

export interface BatchTable {
  id: string;
  programme: string;
  divisionCode: string;
  benefitMonth: string;
  kind: string;
  state: string;
  lineCount: number;
  totalFen: number;
  sha256: string | null;
  seal: unknown;
  sealedOn: string | null;
  refusedCode: string | null;
  generatedBy: string;
  checkedBy: string | null;
  approvedBy: string | null;
  sealedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
}

export interface BatchAnomalyTable {
  batchId: string;
  enrolmentId: string;
  code: string;
  act: string;
}

export interface BatchLineTable {
  lineId: string;
  batchId: string;
  enrolmentId: string;
  entitlementId: string;
  benefitMonth: string;
  kind: string;
  causeId: string;
  payeeId: string | null;
  payeeUsableFrom: string | null;
  amountFen: number;
  deductionFen: Generated<number>;
  decisionId: string;
  shares: unknown;
  fundSplit: unknown;
  refused: Generated<boolean>;
}

export interface BenefitStopTable {
  id: string;
  enrolmentId: string;
  personId: string;
  decisionId: string;
  endedBy: string | null;
}

export interface CaseClockTable {
  id: string;
  applicationId: string;
  step: string;
  unit: string;
  days: number;
  startedOn: string;
  runsFrom: string;
  runsDays: number;
  dueOn: string;
  provisional: boolean;
  pausedOn: string | null;
  daysLeft: number | null;
  metOn: string | null;
  missedOn: string | null;
  legalBasis: string;
}

export interface CaseClockPauseTable {
  clockId: string;
  pausedOn: string;
  reason: string;
  resumedOn: string | null;
  dueBefore: string;
  dueAfter: string | null;
  recordedAt: Timestamp;
}

export interface CertificateTable {
  id: string;
  enrolmentId: string;
  number: string;
  programme: string;
  divisionCode: string;
  state: string;
  validFrom: string;
  validTo: string;
  issuedOn: string;
  issuedBy: string;
  replaces: string | null;
  endedOn: string | null;
  reason: string | null;
  version: Generated<number>;
}

export interface DecisionTable {
  id: string;
  applicationId: string;
  outcome: string;
  decidedOn: string;
  notice: unknown;
  capsule: unknown;
  capsuleHash: string;
  seal: unknown;
  decidedBy: string;
  recordedAt: Timestamp;
  enrolmentId: string | null;
  cause: Generated<string>;
  fromMonth: string | null;
  preparedBy: string | null;
}

export interface DeclarationTable {
  applicationId: string;
  revision: number;
  body: unknown;
  sha256: string;
  recordedOn: string;
  recordedBy: string;
  recordedAt: Timestamp;
}

export interface DocumentTable {
  id: string;
  applicationId: string;
  kind: string;
  sha256: string;
  issuer: string | null;
  issuedOn: string | null;
  validTo: string | null;
  pages: number;
  attachedOn: string;
  attachedBy: string;
}

export interface DutyTermTable {
  id: string;
  step: string;
  subjectId: string;
  applicationId: string;
  divisionCode: string;
  startedOn: string;
  days: number;
  dueOn: string;
  provisional: boolean;
  metOn: string | null;
  missedOn: string | null;
  legalBasis: string;
}

export interface EnrolmentTable {
  id: string;
  applicationId: string;
  householdId: string;
  programme: string;
  state: string;
  class: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  fromMonth: string;
  lastMonth: string | null;
  amountFen: number;
  certificateNo: string;
  payeeId: string | null;
  payeeUsableFrom: string | null;
  nextReviewOn: string;
  decisionId: string;
  approvedBy: string;
  version: Generated<number>;
  createdAt: Timestamp;
  payeePersonId: string | null;
  endedCode: string | null;
  certificateWithdrawnOn: string | null;
}

export interface EnrolmentPauseTable {
  id: string;
  enrolmentId: string;
  reason: string;
  fromMonth: string;
  toMonth: string | null;
  endsBy: string;
  decisionId: string;
  resumedBy: string | null;
  missedOn: string | null;
}

export interface EnrolmentReviewTable {
  id: string;
  enrolmentId: string;
  kind: string;
  cause: string;
  detail: Generated<unknown>;
  state: string;
  openedOn: string;
  dueOn: string;
  startedOn: string | null;
  startedBy: string | null;
  verificationRequestId: string | null;
  reportId: string | null;
  reportVersion: number | null;
  verdict: string | null;
  reportValidTo: string | null;
  reportChecker: string | null;
  visit: unknown;
  visitedBy: string | null;
  visitNote: Buffer | null;
  proposal: unknown;
  proposedBy: string | null;
  proposalNote: Buffer | null;
  decidedOn: string | null;
  decisionId: string | null;
  outcome: string | null;
  coveredBy: string | null;
  warnedOn: string | null;
  publicity: unknown;
  version: Generated<number>;
  createdAt: Timestamp;
  missedOn: string | null;
}

export interface EntitlementTable {
  id: string;
  enrolmentId: string;
  benefitMonth: string;
  kind: string;
  causeId: string;
  amountFen: number;
  decisionId: string;
  shares: unknown;
  lineId: string | null;
  state: Generated<string>;
  holds: Generated<number>;
  months: unknown;
  failCode: string | null;
  suspendedOn: string | null;
  returnedCode: string | null;
}

export interface FineTable {
  id: string;
  fraudId: string;
  enrolmentId: string;
  decisionId: string;
  baseFen: number;
  amountFen: number;
  decidedBy: string;
  decidedOn: string;
}

export interface FormerDivisionTable {
  code: string;
  formerCode: string;
  effectiveOn: string;
  changeId: string;
}

export interface FraudCaseTable {
  id: string;
  enrolmentId: string;
  fromMonth: string;
  concealed: unknown;
  findings: Buffer;
  dropReason: Buffer | null;
  state: string;
  proposedBy: string;
  proposedOn: string;
  settledBy: string | null;
  settledOn: string | null;
  decisionId: string | null;
  unlawfulFen: number | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface HouseholdTable {
  id: string;
  applicationId: string;
  headPersonId: string;
  hukouDivision: string;
  residenceDivision: string;
  povertyCause: string;
  housingType: string;
  version: Generated<number>;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

export interface HouseholdMemberTable {
  id: string;
  householdId: string;
  personId: string;
  relationToHead: string;
  facts: unknown;
  counted: boolean;
  notCountedReason: string | null;
  benefitEligible: boolean;
  validFrom: string;
  validTo: string | null;
  recordedAt: Timestamp;
}

export interface KinHitTable {
  id: string;
  applicationId: string;
  enrolmentId: string | null;
  personId: string;
  office: string;
  state: string;
  foundOn: string;
  proposedBy: string | null;
  proposedOn: string | null;
  reason: Buffer | null;
  clearedBy: string | null;
  clearedOn: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface KinRosterTable {
  id: string;
  personId: string;
  office: string;
  divisionCode: string;
  validFrom: string;
  validTo: string | null;
  recordedBy: string;
  version: Generated<number>;
}

export interface LoadBatchTable {
  id: string;
  fileSha256: string;
  fileBytes: number;
  startedAt: Timestamp;
  finishedAt: Timestamp | null;
}

export interface LoadChunkTable {
  batchId: string;
  number: number;
  firstLine: number;
  lineCount: number;
  endByte: number;
  sha256: string;
  created: number;
  found: number;
  refused: number;
  refs: Buffer;
  badLines: Buffer;
  loadedAt: Timestamp;
}

export interface MemberChangeTable {
  id: string;
  enrolmentId: string;
  personId: string;
  act: string;
  reason: string;
  happenedOn: string;
  reportedOn: string;
  late: boolean;
  decisionId: string;
  recordedBy: string;
  recordedAt: Timestamp;
}

export interface NotReceivingCertificateTable {
  id: string;
  number: string;
  personId: string;
  applicationId: string;
  divisionCode: string;
  body: unknown;
  hash: string;
  seal: unknown;
  issuedOn: string;
  issuedBy: string;
}

export interface OverpaymentClaimTable {
  id: string;
  enrolmentId: string;
  adjustmentId: string;
  fault: string;
  amountFen: number;
  months: unknown;
  state: string;
  returnedFen: Generated<number>;
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

export interface PersonDeathTable {
  personId: string;
  deathDate: string;
  noticeId: string;
}

export interface PolicyParameterTable {
  id: string;
  key: string;
  divisionCode: string;
  regionGroup: string | null;
  value: unknown;
  validFrom: string;
  validTo: string | null;
  legalBasis: string;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface PolicyStandardTable {
  id: string;
  programme: string;
  divisionCode: string;
  amountFen: number;
  period: string;
  validFrom: string;
  validTo: string | null;
  publishedDocNo: string;
  publishedOn: string;
  consumptionFen: number | null;
  waiverDocNo: string | null;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface PublicNoticeTable {
  id: string;
  applicationId: string;
  round: number;
  postedOn: string;
  endsOn: string;
  places: string[];
  photoSha256: string;
  endPhotoSha256: string | null;
}

export interface RecoveryCopyTable {
  overpaymentId: string;
  enrolmentId: string;
  state: string;
  outstandingFen: number;
  offsetBp: number;
  version: number;
  recoveredFen: number | null;
}

export interface StandardApplicationTable {
  standardId: string;
  divisionCode: string;
  afterEnrolment: string | null;
  lookedAt: Generated<number>;
  startedOn: string;
  finishedOn: string | null;
}

export interface SweepTable {
  id: string;
  programme: string;
  divisionCode: string;
  benefitMonth: string;
  state: string;
  total: number;
  startedBy: string;
  startedAt: Timestamp;
  finishedAt: Timestamp | null;
  version: Generated<number>;
}

export interface SweepChunkTable {
  sweepId: string;
  no: number;
  enrolmentIds: string[];
  state: string;
  attempts: Generated<number>;
  leaseOwner: string | null;
  leaseUntil: Timestamp | null;
  lastError: string | null;
  tally: unknown;
}

export interface SweepResultTable {
  sweepId: string;
  enrolmentId: string;
  currentDivisionCode: string;
  outcome: string;
  storedFen: number;
  computedFen: number | null;
  reasonCode: string | null;
}

export interface TransferTable {
  id: string;
  enrolmentId: string;
  fromDivision: string;
  toDivision: string;
  programme: string;
  state: string;
  offeredOn: string;
  offeredBy: string;
  capsuleHash: string;
  facts: unknown;
  members: unknown;
  household: unknown;
  acceptedOn: string | null;
  acceptedBy: string | null;
  newApplicationId: string | null;
  newEnrolmentId: string | null;
  endedOn: string | null;
  reason: Buffer | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface VerificationBriefTable {
  requestId: string;
  applicationId: string;
  body: unknown;
  createdAt: Timestamp;
}

export interface VerificationNoteTable {
  applicationId: string;
  kind: string;
  causeId: string;
  reportId: string;
  fromVerdict: string;
  toVerdict: string;
  agencyCodes: Generated<string[]>;
  wrongCut: Generated<boolean>;
  notedOn: string;
}

export interface VerificationResultTable {
  reportId: string;
  reportVersion: number;
  applicationId: string;
  verdict: string;
  flags: string[];
  missingAgencies: string[];
  validTo: string;
  compilerId: string;
  checkerId: string;
  receivedAt: Timestamp;
}

export interface WorkOfferTable {
  id: string;
  enrolmentId: string;
  personId: string;
  offeredOn: string;
  answer: string;
  reasonCode: string | null;
  offeredBy: string;
  recordedAt: Timestamp;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  activeMembership: ActiveMembershipTable;
  adjustment: AdjustmentTable;
  appeal: AppealTable;
  application: ApplicationTable;
  applicationStep: ApplicationStepTable;
  assessment: AssessmentTable;
  authorizationCopy: AuthorizationCopyTable;
  batch: BatchTable;
  batchAnomaly: BatchAnomalyTable;
  batchLine: BatchLineTable;
  benefitStop: BenefitStopTable;
  caseClock: CaseClockTable;
  caseClockPause: CaseClockPauseTable;
  certificate: CertificateTable;
  decision: DecisionTable;
  declaration: DeclarationTable;
  document: DocumentTable;
  dutyTerm: DutyTermTable;
  enrolment: EnrolmentTable;
  enrolmentPause: EnrolmentPauseTable;
  enrolmentReview: EnrolmentReviewTable;
  entitlement: EntitlementTable;
  fine: FineTable;
  formerDivision: FormerDivisionTable;
  fraudCase: FraudCaseTable;
  household: HouseholdTable;
  householdMember: HouseholdMemberTable;
  kinHit: KinHitTable;
  kinRoster: KinRosterTable;
  loadBatch: LoadBatchTable;
  loadChunk: LoadChunkTable;
  memberChange: MemberChangeTable;
  notReceivingCertificate: NotReceivingCertificateTable;
  overpaymentClaim: OverpaymentClaimTable;
  personAlias: PersonAliasTable;
  personAliasStatement: PersonAliasStatementTable;
  personDeath: PersonDeathTable;
  policyParameter: PolicyParameterTable;
  policyStandard: PolicyStandardTable;
  publicNotice: PublicNoticeTable;
  recoveryCopy: RecoveryCopyTable;
  standardApplication: StandardApplicationTable;
  sweep: SweepTable;
  sweepChunk: SweepChunkTable;
  sweepResult: SweepResultTable;
  transfer: TransferTable;
  verificationBrief: VerificationBriefTable;
  verificationNote: VerificationNoteTable;
  verificationResult: VerificationResultTable;
  workOffer: WorkOfferTable;
}
