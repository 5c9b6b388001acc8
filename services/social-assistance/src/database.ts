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

export interface OverpaymentClaimTable {
  id: string;
  enrolmentId: string;
  adjustmentId: string;
  fault: string;
  amountFen: number;
  months: unknown;
  state: string;
}

export interface PersonAliasTable {
  alias: string;
  canonical: string;
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
}

export interface VerificationBriefTable {
  requestId: string;
  applicationId: string;
  body: unknown;
  createdAt: Timestamp;
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

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  activeMembership: ActiveMembershipTable;
  adjustment: AdjustmentTable;
  application: ApplicationTable;
  applicationStep: ApplicationStepTable;
  assessment: AssessmentTable;
  authorizationCopy: AuthorizationCopyTable;
  batch: BatchTable;
  batchAnomaly: BatchAnomalyTable;
  batchLine: BatchLineTable;
  caseClock: CaseClockTable;
  caseClockPause: CaseClockPauseTable;
  decision: DecisionTable;
  declaration: DeclarationTable;
  document: DocumentTable;
  enrolment: EnrolmentTable;
  enrolmentPause: EnrolmentPauseTable;
  entitlement: EntitlementTable;
  household: HouseholdTable;
  householdMember: HouseholdMemberTable;
  overpaymentClaim: OverpaymentClaimTable;
  personAlias: PersonAliasTable;
  personDeath: PersonDeathTable;
  policyParameter: PolicyParameterTable;
  policyStandard: PolicyStandardTable;
  publicNotice: PublicNoticeTable;
  recoveryCopy: RecoveryCopyTable;
  verificationBrief: VerificationBriefTable;
  verificationResult: VerificationResultTable;
}
