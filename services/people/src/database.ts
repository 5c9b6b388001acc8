// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AccessLedgerTable {
  id: string;
  personId: string;
  at: Timestamp;
  actor: string;
  role: string;
  unit: string;
  caseId: string | null;
  purpose: string;
  basis: string;
  channel: string;
  fieldClasses: string[];
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
}

export interface PersonTable {
  id: string;
  idType: string;
  idNo: Buffer | null;
  idNoIndex: Buffer | null;
  name: Buffer;
  nameBirthIndex: Buffer;
  nameVillageIndex: Buffer;
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

export interface PersonRegistrationTable {
  caseId: string;
  personId: string;
  registeredAt: Timestamp;
}

export interface PersonTaskTable {
  id: string;
  personId: string;
  divisionCode: string;
  kind: string;
  state: Generated<string>;
  raisedOn: string;
  raisedAt: Timestamp;
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

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  accessLedger: AccessLedgerTable;
  caseAccess: CaseAccessTable;
  casePerson: CasePersonTable;
  kinship: KinshipTable;
  lifeEvent: LifeEventTable;
  person: PersonTable;
  personAlias: PersonAliasTable;
  personFact: PersonFactTable;
  personRegistration: PersonRegistrationTable;
  personTask: PersonTaskTable;
  policyParameter: PolicyParameterTable;
}
