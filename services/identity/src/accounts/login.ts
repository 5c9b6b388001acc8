import type { Role } from '@mz/contracts';
import type { RoleGrant } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { matchesPassword } from './password.ts';
import { type AccountRow, findAccount, listGrants } from './queries.ts';
import { isInForce } from './rules.ts';

/** Five failures lock for 15 minutes of the wall clock (people.md §5). */
const maxFailures = 5;
const lockMs = 15 * 60_000;

/** Who somebody is, for their tokens. */
export interface Login {
  readonly accountName: string;
  readonly subject: string;
  readonly personId: string | null;
  readonly roles: readonly RoleGrant[];
}

/** Checks name and password; undefined for any refusal, so that nobody learns which accounts exist or are locked. */
export async function logIn(kit: AppKit, accountName: string, password: string): Promise<Login | undefined> {
  const ctx = kit.system('accounts.login');
  const account = await kit.read(ctx, (db) => findAccount(db, accountName));
  if (account === undefined || account.status !== 'ACTIVE') return undefined;
  if (account.lockedUntil !== null && account.lockedUntil > kit.clock.wall()) return undefined;
  const good = await matchesPassword(password, account.passwordHash);
  await recordAttempt(kit, account, good);
  return good ? loginOf(kit, account) : undefined;
}

/** The log-in of an account without its password: for a token of somebody who has logged in before. */
export async function loginByName(kit: AppKit, accountName: string): Promise<Login | undefined> {
  const account = await kit.read(kit.system('accounts.login'), (db) => findAccount(db, accountName));
  return account === undefined || account.status !== 'ACTIVE' ? undefined : loginOf(kit, account);
}

async function loginOf(kit: AppKit, account: AccountRow): Promise<Login> {
  const grants = await kit.read(kit.system('accounts.login'), (db) => listGrants(db, account.id));
  const today = kit.clock.today();
  const roles = grants
    .filter((grant) => isInForce(grant, today))
    // Written by this service from the contract's list of roles.
    .map((grant) => ({ role: grant.role as Role, division: grant.divisionCode }));
  return { accountName: account.accountName, subject: account.subject, personId: account.personId, roles };
}

async function recordAttempt(kit: AppKit, account: AccountRow, good: boolean): Promise<void> {
  const now = kit.clock.wall();
  await kit.write(kit.system('accounts.login'), async ({ db, audit }) => {
    const failures = good ? 0 : account.failedAttempts + 1;
    const locks = failures >= maxFailures;
    await db
      .updateTable('account')
      .set((row) => ({
        failedAttempts: good || locks ? 0 : row('failedAttempts', '+', 1),
        ...(locks ? { lockedUntil: new Date(now.getTime() + lockMs) } : {}),
        ...(good ? { lastLoginAt: now, lockedUntil: null } : {}),
      }))
      .where('id', '=', account.id)
      .execute();
    audit({ action: good ? 'accounts.login' : 'accounts.loginFailed', recordType: 'account', recordId: account.id });
  });
}
