// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

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
}

export interface AccountWhiteListTable {
  numberIndex: Buffer;
  title: string;
  listedBy: string;
  approvedBy: string;
  listedOn: string;
}

export interface BankTable {
  code: string;
  title: string;
  separator: string;
  encoding: string;
  amountUnit: string;
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
  content: Buffer;
  writtenOn: string;
  writtenBy: string;
  state: string;
  currentDivisionCode: string;
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
}

export interface DeathNoticeTable {
  noticeId: string;
  personId: string;
  kind: string;
  deathDate: string;
  revokedByNotice: string | null;
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
}

export interface PersonAliasTable {
  alias: string;
  canonical: string;
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
}

export interface RefusedLineTable {
  runId: string;
  lineId: string;
  enrolmentId: string;
  code: string;
  amountFen: number;
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
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  account: AccountTable;
  accountWhiteList: AccountWhiteListTable;
  bank: BankTable;
  bankFile: BankFileTable;
  bankFileLine: BankFileLineTable;
  bankReturn: BankReturnTable;
  bankReturnLine: BankReturnLineTable;
  batchStaging: BatchStagingTable;
  benefitEntry: BenefitEntryTable;
  deathNotice: DeathNoticeTable;
  enrolmentCopy: EnrolmentCopyTable;
  entry: EntryTable;
  fund: FundTable;
  fundReceipt: FundReceiptTable;
  hold: HoldTable;
  journal: JournalTable;
  ledgerMonth: LedgerMonthTable;
  line: LineTable;
  payee: PayeeTable;
  personAlias: PersonAliasTable;
  policyParameter: PolicyParameterTable;
  programme: ProgrammeTable;
  refusedLine: RefusedLineTable;
  run: RunTable;
}
