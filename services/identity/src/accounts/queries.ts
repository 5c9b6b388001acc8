import type { RoleGrantRecord, StaffAccount } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import type { AccountTable, DB, RoleGrantTable } from '../database.ts';

/** A row of `account`. */
export type AccountRow = Selectable<AccountTable>;
/** A row of `role_grant`. */
export type GrantRow = Selectable<RoleGrantTable>;

/** The account of a name; undefined when there is none. */
export async function findAccount(db: Transaction<DB>, accountName: string): Promise<AccountRow | undefined> {
  return db.selectFrom('account').selectAll().where('accountName', '=', accountName).executeTakeFirst();
}

/** The account of an id; throws ACCOUNT_UNKNOWN. */
export async function getAccountRow(db: Transaction<DB>, id: string): Promise<AccountRow> {
  const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('ACCOUNT_UNKNOWN');
  return row;
}

/** All grants of an account, oldest first. */
export async function listGrants(db: Transaction<DB>, accountId: string): Promise<GrantRow[]> {
  return db.selectFrom('roleGrant').selectAll().where('accountId', '=', accountId).orderBy('id').execute();
}

/** The account as the interface shows it. */
export function toAccount(row: AccountRow, grants: readonly GrantRow[], now: Date): Static<typeof StaffAccount> {
  const locked = row.lockedUntil !== null && row.lockedUntil > now;
  return {
    id: row.id,
    accountName: row.accountName,
    subject: row.subject,
    personId: row.personId,
    status: locked ? 'LOCKED' : row.status,
    grants: grants.map(toGrant),
  };
}

/** The grant as the interface shows it. */
export function toGrant({
  id,
  role,
  divisionCode,
  validFrom,
  validTo,
  status,
  readOnly,
}: GrantRow): Static<typeof RoleGrantRecord> {
  return { id, role, divisionCode, validFrom, validTo, status, readOnly };
}
