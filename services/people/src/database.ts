// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AccessAlarmTable {
  id: string;
  kind: string;
  actor: string;
  personId: string | null;
  day: string;
  count: number;
  state: Generated<string>;
  divisionCode: string;
  raisedAt: Timestamp;
  outcome: string | null;
  note: string | null;
  reviewedBy: string | null;
  reviewedAt: Timestamp | null;
}

export interface AccessLedgerTable {
  id: string;
  personId: string | null;
  at: Timestamp;
  actor: string;
  role: string;
  unit: string;
  caseId: string | null;
  purpose: string;
  basis: string;
  channel: string;
  fieldClasses: string[];
  day: string | null;
  offHours: Generated<boolean>;
  reason: string | null;
}

export interface BreakGlassTable {
  id: string;
  divisionCode: string;
  openedBy: string;
  emergency: string;
  reason: string;
  openedAt: Timestamp;
  expiresAt: Timestamp;
  confirmBy: string;
  confirmedBy: string | null;
  confirmedAt: Timestamp | null;
  note: string | null;
}

export interface CaseAccessTable {
  caseId: string;
  stage: string;
  divisionCode: string;
  purpose: string;
  assigneeIds: Generated<string[]>;
  aggregateVersion: number;
  updatedAt: Timestamp;
}

export interface CasePersonTable {
  caseId: string;
  personId: string;
}

export interface ErasureProposalTable {
  id: string;
  personId: string;
  personIds: string[];
  classes: string[];
  dueOn: string;
  basis: string;
  state: Generated<string>;
  proposedBy: string;
  proposedAt: Timestamp;
  approvedBy: string | null;
  approvedAt: Timestamp | null;
}

export interface KinshipTable {
  id: string;
  personId: string;
  relativeId: string;
  kind: string;
  validFrom: string;
  validTo: string | null;
  source: string;
  recordedAt: Timestamp;
  recordedBy: string;
}

export interface LifeEventTable {
  id: string;
  personId: string;
  kind: string;
  eventDate: string;
  source: string;
  documentSha256: string | null;
  matchedBy: string;
  certainty: string;
  confirmBy: string | null;
  announced: boolean;
  revokesNoticeId: string | null;
  recordedAt: Timestamp;
  recordedBy: string;
  reason: string | null;
  recordedRole: string | null;
  recordedUnit: string | null;
  said: string | null;
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

export interface NotedPersonTable {
  id: string;
  personId: string;
  state: string;
  reason: string;
  divisionCode: string;
  proposedBy: string;
  proposedOn: string;
  listedBy: string | null;
  listedOn: string | null;
  removalReason: string | null;
  removalProposedBy: string | null;
  removedBy: string | null;
  removedOn: string | null;
}

export interface PersonTable {
  id: string;
  idType: string;
  idNo: Buffer | null;
  idNoIndex: Buffer | null;
  name: Buffer;
  nameBirthIndex: Buffer | null;
  nameVillageIndex: Buffer | null;
  sex: string;
  birthDate: string;
  ethnicity: string | null;
  maritalStatus: string | null;
  hukouDivision: string;
  hukouKind: string;
  residenceDivision: string | null;
  residenceAddress: Buffer | null;
  phone: Buffer | null;
  phoneIndex: Buffer | null;
  lifeStatus: Generated<string>;
  deathDate: string | null;
  deathSource: string | null;
  certainty: Generated<string>;
  version: Generated<number>;
  createdAt: Timestamp;
  createdBy: string;
  pinyinBirthIndex: Buffer | null;
  legacyIdNo: Buffer | null;
  householdHeadId: string | null;
  matchDue: Generated<boolean>;
  capacity: Generated<string>;
  inCustody: Generated<boolean>;
}

export interface PersonAliasTable {
  alias: string;
  canonical: string;
  since: Timestamp;
}

export interface PersonFactTable {
  id: string;
  personId: string;
  fact: string;
  value: Buffer;
  validFrom: string;
  source: string;
  reason: string | null;
  recordedAt: Timestamp;
  recordedBy: string;
}

export interface PersonKeyTable {
  personId: string;
  dataKeyId: string;
  wrapped: Buffer | null;
  createdAt: Timestamp;
  destroyedAt: Timestamp | null;
}

export interface PersonMatchTable {
  id: string;
  personA: string;
  personB: string;
  score: number;
  parts: unknown;
  state: string;
  divisionA: string;
  divisionB: string;
  foundAt: Timestamp;
  foundBy: string;
  decidedBy: string | null;
  decidedAt: Timestamp | null;
  reason: string | null;
}

export interface PersonMergeTable {
  id: string;
  kept: string;
  dropped: string;
  state: Generated<string>;
  reason: string;
  divisionCode: string;
  proposedBy: string;
  proposedAt: Timestamp;
  decidedBy: string | null;
  decidedAt: Timestamp | null;
  refusalReason: string | null;
  gained: Generated<string[]>;
  keptBefore: unknown;
  splitBy: string | null;
  splitAt: Timestamp | null;
  splitReason: string | null;
}

export interface PersonRegistrationTable {
  caseId: string;
  personId: string;
  registeredAt: Timestamp;
  registeredOn: string;
  settled: Generated<boolean>;
}

export interface PersonSearchTable {
  id: string;
  actor: string;
  at: Timestamp;
  day: string;
  caseId: string;
  keys: string;
  hits: number;
}

export interface PersonTaskTable {
  id: string;
  personId: string;
  divisionCode: string;
  kind: string;
  state: Generated<string>;
  raisedOn: string;
  raisedAt: Timestamp;
  about: Generated<string>;
  detail: unknown;
  raisedBy: string | null;
  outcome: string | null;
  note: string | null;
  resolvedBy: string | null;
  resolvedAt: Timestamp | null;
}

export interface PersonUnmaskingTable {
  id: string;
  personId: string;
  actor: string;
  at: Timestamp;
  day: string;
  caseId: string;
  field: string;
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

export interface RetentionHoldTable {
  id: string;
  personId: string;
  reason: string;
  legalBasis: string;
  placedBy: string;
  placedAt: Timestamp;
  liftedBy: string | null;
  liftedAt: Timestamp | null;
  liftReason: string | null;
}

export interface StaffUnitTable {
  personId: string;
  divisionCode: string;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  accessAlarm: AccessAlarmTable;
  accessLedger: AccessLedgerTable;
  breakGlass: BreakGlassTable;
  caseAccess: CaseAccessTable;
  casePerson: CasePersonTable;
  erasureProposal: ErasureProposalTable;
  kinship: KinshipTable;
  lifeEvent: LifeEventTable;
  loadBatch: LoadBatchTable;
  loadChunk: LoadChunkTable;
  notedPerson: NotedPersonTable;
  person: PersonTable;
  personAlias: PersonAliasTable;
  personFact: PersonFactTable;
  personKey: PersonKeyTable;
  personMatch: PersonMatchTable;
  personMerge: PersonMergeTable;
  personRegistration: PersonRegistrationTable;
  personSearch: PersonSearchTable;
  personTask: PersonTaskTable;
  personUnmasking: PersonUnmaskingTable;
  policyParameter: PolicyParameterTable;
  retentionHold: RetentionHoldTable;
  staffUnit: StaffUnitTable;
}
