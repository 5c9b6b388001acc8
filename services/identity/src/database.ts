// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AccountTable {
  id: string;
  accountName: string;
  subject: string;
  personId: string | null;
  passwordHash: string;
  status: Generated<string>;
  failedAttempts: Generated<number>;
  lockedUntil: Timestamp | null;
  lastLoginAt: Timestamp | null;
  createdAt: Timestamp;
  createdBy: string;
}

export interface OidcStateTable {
  model: string;
  id: string;
  payload: unknown;
  grantId: string | null;
  uid: string | null;
  userCode: string | null;
  consumedAt: Timestamp | null;
  expiresAt: Timestamp | null;
}

export interface PartnerClientTable {
  id: string;
  partnerCode: string;
  name: string;
  key: unknown;
  keyId: string;
  validFrom: string;
  validTo: string | null;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  createdAt: Timestamp;
}

export interface RoleGrantTable {
  id: string;
  accountId: string;
  role: string;
  divisionCode: string;
  validFrom: string;
  validTo: string | null;
  status: string;
  proposedBy: string;
  approvedBy: string | null;
  createdAt: Timestamp;
  readOnly: Generated<boolean>;
  follows: string | null;
  changeId: string | null;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  account: AccountTable;
  oidcState: OidcStateTable;
  partnerClient: PartnerClientTable;
  roleGrant: RoleGrantTable;
}
