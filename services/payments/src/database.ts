// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AccountTable {
  id: string;
  payeeId: string;
  number: Buffer;
  numberIndex: Buffer;
  bankCode: string;
  kind: string;
  holderName: Buffer;
  idNo: Buffer | null;
  status: string;
  reason: string | null;
  usableFrom: string | null;
  validFrom: string | null;
  validTo: string | null;
  enteredBy: string;
  enteredOn: string;
  verifiedBy: string | null;
  currentDivisionCode: string;
  holderMatches: Generated<boolean>;
  closeProposedBy: string | null;
}

export interface AccountNoticeTable {
  id: string;
  payeeId: string;
  accountId: string;
  kind: string;
  content: string;
  madeOn: string;
  dueOn: string;
  sentOn: string | null;
  sentBy: string | null;
  currentDivisionCode: string;
}

export interface AccountWhiteListTable {
  numberIndex: Buffer;
  title: string;
  listedBy: string;
  approvedBy: string | null;
  listedOn: string;
  id: Generated<string>;
  bankCode: string | null;
  numberMasked: string | null;
  approvedOn: string | null;
  divisionCode: Generated<string>;
}

export interface AppropriationTable {
  id: string;
  docNo: string;
  fromFundId: string;
  fromLevel: string;
  fromDivisionCode: string;
  fundClass: string;
  donorPurpose: string | null;
  programmes: string[];
  toLevel: string;
  year: number;
  amountFen: number;
  state: Generated<string>;
  sentOn: string;
  sentBy: string;
  receivedOn: string | null;
  receivedBy: string | null;
  toFundId: string | null;
  warnedOn: string | null;
  version: Generated<number>;
  currentDivisionCode: string;
}

export interface BankTable {
  code: string;
  title: string;
  separator: string;
  encoding: string;
  amountUnit: string;
  headerFields: Generated<string[]>;
  lineFields: Generated<string[]>;
  trailerFields: Generated<string[]>;
  fileName: Generated<string>;
  quoting: Generated<string>;
  returnFields: Generated<string[]>;
}

export interface BankChaseTable {
  bankFileId: string;
  chasedOn: string;
  ageWorkingDays: number;
}

export interface BankFileTable {
  id: string;
  runId: string;
  fileNo: string;
  fileName: string;
  bankCode: string;
  lineCount: number;
  totalFen: number;
  sha256: string;
  content: Buffer | null;
  writtenOn: string;
  writtenBy: string;
  state: string;
  currentDivisionCode: string;
  sentOn: string | null;
  contentDeletedOn: string | null;
}

export interface BankFileLineTable {
  bankFileId: string;
  seq: number;
  lineId: string;
  amountFen: number;
}

export interface BankReturnTable {
  fileNo: string;
  bankFileId: string;
  contentHash: string;
  settled: number;
  failed: number;
  uploadedBy: string;
  uploadedAt: Timestamp;
  currentDivisionCode: string;
}

export interface BankReturnKeyTable {
  id: string;
  bankCode: string;
  key: unknown;
  keyId: string | null;
  state: string;
  proposedBy: string;
  proposedOn: string;
  approvedBy: string | null;
  approvedOn: string | null;
}

export interface BankReturnLineTable {
  fileNo: string;
  seq: number;
  result: string;
  failCode: string | null;
  postedOn: string;
}

export interface BatchStagingTable {
  pullId: string;
  lineId: string;
  enrolmentId: string;
  benefitMonth: string;
  kind: string;
  causeId: string;
  payeeId: string;
  amountFen: number;
  deductionFen: number;
  decisionId: string;
  shares: unknown;
  fundSplit: unknown;
  stagedAt: Generated<Timestamp>;
  batchId: string | null;
}

export interface BenefitEntryTable {
  personId: string;
  lineId: string;
  programme: string;
  bureau: string;
  benefitMonth: string;
  amountFen: number;
  state: string;
  decisionId: string;
  currentDivisionCode: string;
  recoveredFen: Generated<number>;
}

export interface BenefitEntryHistoryTable {
  id: GeneratedAlways<number>;
  personId: string;
  lineId: string;
  benefitMonth: string;
  amountFen: number;
  state: string;
  changedAt: Generated<Timestamp>;
  currentDivisionCode: string;
}

export interface BenefitQuestionTable {
  questionId: string;
  position: number;
  personId: string;
  askedAt: Generated<Timestamp>;
}

export interface DeathNoticeTable {
  noticeId: string;
  personId: string;
  kind: string;
  deathDate: string;
  revokedByNotice: string | null;
  notedOn: string;
  lapsedOn: string | null;
}

export interface EnrolmentCopyTable {
  id: string;
  programme: string;
  householdId: string;
  caseId: string;
  personIds: string[];
  fromMonth: string;
  lastMonth: string | null;
  payeeVersion: Generated<number>;
  eventDivisionCode: string;
  currentDivisionCode: string;
  amountFen: number | null;
  statedVersion: Generated<number>;
}

export interface EntryTable {
  journalId: string;
  seq: number;
  account: string;
  level: string | null;
  fundId: string;
  programme: string | null;
  month: string;
  year: number;
  debitFen: Generated<number>;
  creditFen: Generated<number>;
  currentDivisionCode: string;
}

export interface ExportRequestTable {
  id: string;
  kind: string;
  runId: string | null;
  benefitMonth: string | null;
  reason: string;
  state: string;
  requestedBy: string;
  requestedOn: string;
  approvedBy: string | null;
  approvedOn: string | null;
  expiresOn: string | null;
  downloadedAt: Timestamp | null;
  rowCount: number | null;
  encoding: string | null;
  version: Generated<number>;
  currentDivisionCode: string;
}

export interface FiscalParentTable {
  divisionCode: string;
  parentCode: string;
  validFrom: string;
  validTo: string | null;
  legalBasis: string;
}

export interface FundTable {
  id: string;
  fundCode: string;
  fundClass: string;
  level: string;
  currentDivisionCode: string;
  year: number;
  programmes: string[];
  status: Generated<string>;
  openedBy: string;
  openedAt: Timestamp;
  donorPurpose: string | null;
}

export interface FundBalanceCheckTable {
  id: string;
  fundId: string;
  level: string;
  year: number;
  checkedOn: string;
  checkedAt: Timestamp;
  checkedBy: string;
  receivedFen: number;
  allocatedFen: number;
  paidFen: number;
  returnedOnHandFen: number;
  onHandFen: number;
  differenceFen: GeneratedAlways<number>;
  currentDivisionCode: string;
}

export interface FundReceiptTable {
  id: string;
  fundId: string;
  docNo: string;
  fromLevel: string;
  amountFen: number;
  appropriatedOn: string;
  receivedOn: string;
  receivedBy: string;
  currentDivisionCode: string;
  appropriationId: string | null;
}

export interface FundStopTable {
  id: string;
  fundId: string;
  checkId: string;
  differenceFen: number;
  state: string;
  openedOn: string;
  liftProposedBy: string | null;
  liftReason: string | null;
  liftedBy: string | null;
  liftedOn: string | null;
  currentDivisionCode: string;
}

export interface HoldTable {
  id: string;
  lineId: string;
  runId: string;
  code: string;
  owner: string;
  openedOn: string;
  dueOn: string;
  state: string;
  proposedBy: string | null;
  reason: string | null;
  releasedBy: string | null;
  currentDivisionCode: string;
  escalatedOn: string | null;
  endProposedBy: string | null;
  endReason: string | null;
  endedBy: string | null;
}

export interface JournalTable {
  id: string;
  kind: string;
  referenceType: string;
  referenceId: string;
  reverses: string | null;
  reason: string | null;
  month: string;
  postedOn: string;
  postedBy: string;
  postedAt: Timestamp;
  currentDivisionCode: string;
}

export interface LedgerMonthTable {
  currentDivisionCode: string;
  month: string;
  closedOn: string;
  closedBy: string;
}

export interface LedgerYearTable {
  currentDivisionCode: string;
  year: number;
  closedOn: string;
  closedBy: string;
  report: unknown;
}

export interface LineTable {
  id: string;
  runId: string;
  enrolmentId: string;
  benefitMonth: string;
  kind: string;
  causeId: string;
  payeeId: string;
  amountFen: number;
  deductionFen: number;
  decisionId: string;
  fundSplit: unknown;
  fundId: string | null;
  state: string;
  failCode: string | null;
  failCount: Generated<number>;
  postedOn: string | null;
  version: Generated<number>;
  currentDivisionCode: string;
  liability: Generated<string>;
  failedOn: string | null;
}

export interface OverpaymentTable {
  id: string;
  enrolmentId: string;
  programme: string;
  debtorIds: string[];
  fault: string;
  partnerCode: string | null;
  amountFen: number;
  decisionId: string;
  openedOn: string;
  openedAt: Timestamp;
  journalId: string;
  withdrawnOn: string | null;
  withdrawnReason: string | null;
  currentDivisionCode: string;
}

export interface OverpaymentMonthTable {
  overpaymentId: string;
  lineId: string;
  benefitMonth: string;
  paidFen: number;
  dueFen: number;
  amountFen: GeneratedAlways<number>;
  recoveredFen: Generated<number>;
  writtenOffFen: Generated<number>;
  fundId: string;
  fundSplit: unknown;
  sameYear: boolean;
  currentDivisionCode: string;
}

export interface PayeeTable {
  id: string;
  kind: string;
  enrolmentId: string | null;
  personId: string | null;
  relationDocumentSha256: string | null;
  currentDivisionCode: string;
  version: Generated<number>;
  createdBy: string;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  organisationName: string | null;
  creditCode: string | null;
  twinOf: string | null;
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

export interface PolicyParameterTable {
  key: string;
  divisionCode: string;
  validFrom: string;
  validTo: string | null;
  value: unknown;
  legalBasis: string;
  proposedBy: string;
  approvedBy: string;
}

export interface ProgrammeTable {
  code: string;
  bureau: string;
  title: string;
  payDay: number;
  exclusivityGroup: string | null;
  payableAfterDeath: string;
  fundClasses: string[];
  validFrom: string;
  validTo: string | null;
  payeeKinds: Generated<string[]>;
  category: string;
}

export interface RecoveryEntryTable {
  id: string;
  overpaymentId: string;
  kind: string;
  means: string;
  amountFen: number;
  lineId: string | null;
  documentNo: string | null;
  receivedOn: string;
  journalId: string;
  recordedBy: string;
  recordedAt: Timestamp;
  currentDivisionCode: string;
}

export interface RecoveryPlanTable {
  overpaymentId: string;
  state: string;
  offsetBp: number;
  resumeState: string | null;
  resumeBp: number | null;
  hardshipBp: number | null;
  hardshipReason: string | null;
  hardshipProposedBy: string | null;
  hardshipApprovedBy: string | null;
  writeOffReason: string | null;
  writeOffDocumentNo: string | null;
  writeOffProposedBy: string | null;
  writeOffApprovedBy: string | null;
  recallFrom: string | null;
  recallPersonId: string | null;
  recallDueOn: string | null;
  recallDocumentNo: string | null;
  recalledBy: string | null;
  version: Generated<number>;
  currentDivisionCode: string;
}

export interface RecoverySuspensionTable {
  enrolmentId: string;
  suspended: boolean;
  reason: string;
}

export interface RefusedLineTable {
  runId: string;
  lineId: string;
  enrolmentId: string;
  code: string;
  amountFen: number;
}

export interface ReturnAfterDebitTable {
  id: string;
  lineId: string;
  failCode: string;
  docNo: string;
  returnedOn: string;
  recordedBy: string;
  recordedAt: Timestamp;
  currentDivisionCode: string;
}

export interface ReturnArrivalTable {
  id: string;
  bankCode: string;
  fileName: string;
  sha256: string;
  content: Buffer | null;
  state: string;
  refusedCode: string | null;
  arrivedOn: string;
  arrivedBy: string;
  currentDivisionCode: string;
}

export interface RunTable {
  id: string;
  bureau: string;
  programme: string;
  eventDivisionCode: string;
  currentDivisionCode: string;
  benefitMonth: string;
  state: string;
  refusedCode: string | null;
  waitingFor: string | null;
  lineCount: number;
  totalFen: number;
  sha256: string;
  seal: unknown;
  sealedOn: string;
  separatedFrom: string[];
  confirmedBy: string | null;
  confirmedOn: string | null;
  cancelProposedBy: string | null;
  cancelReason: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  closedBy: string | null;
  closedOn: string | null;
  fundId: string | null;
}

export interface WithdrawnLineTable {
  lineId: string;
  enrolmentId: string;
  decisionId: string;
  reason: string;
  withdrawnOn: string;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  account: AccountTable;
  accountNotice: AccountNoticeTable;
  accountWhiteList: AccountWhiteListTable;
  appropriation: AppropriationTable;
  bank: BankTable;
  bankChase: BankChaseTable;
  bankFile: BankFileTable;
  bankFileLine: BankFileLineTable;
  bankReturn: BankReturnTable;
  bankReturnKey: BankReturnKeyTable;
  bankReturnLine: BankReturnLineTable;
  batchStaging: BatchStagingTable;
  benefitEntry: BenefitEntryTable;
  benefitEntryHistory: BenefitEntryHistoryTable;
  benefitQuestion: BenefitQuestionTable;
  deathNotice: DeathNoticeTable;
  enrolmentCopy: EnrolmentCopyTable;
  entry: EntryTable;
  exportRequest: ExportRequestTable;
  fiscalParent: FiscalParentTable;
  fund: FundTable;
  fundBalanceCheck: FundBalanceCheckTable;
  fundReceipt: FundReceiptTable;
  fundStop: FundStopTable;
  hold: HoldTable;
  journal: JournalTable;
  ledgerMonth: LedgerMonthTable;
  ledgerYear: LedgerYearTable;
  line: LineTable;
  overpayment: OverpaymentTable;
  overpaymentMonth: OverpaymentMonthTable;
  payee: PayeeTable;
  personAlias: PersonAliasTable;
  personAliasStatement: PersonAliasStatementTable;
  policyParameter: PolicyParameterTable;
  programme: ProgrammeTable;
  recoveryEntry: RecoveryEntryTable;
  recoveryPlan: RecoveryPlanTable;
  recoverySuspension: RecoverySuspensionTable;
  refusedLine: RefusedLineTable;
  returnAfterDebit: ReturnAfterDebitTable;
  returnArrival: ReturnArrivalTable;
  run: RunTable;
  withdrawnLine: WithdrawnLineTable;
}
