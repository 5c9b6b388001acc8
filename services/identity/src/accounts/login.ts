import { randomBytes } from 'node:crypto';
import type { Role } from '@mz/contracts';
import type { RoleGrant } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { hashPassword, matchesPassword } from './password.ts';
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

/**
 * Checks name and password; undefined for any refusal, so that nobody learns which accounts exist or are locked: not from
 * the answer, and not from its time, because the same work is done for every name.
 */
export async function logIn(kit: AppKit, accountName: string, password: string): Promise<Login | undefined> {
  const account = await countAttempt(kit, accountName);
  const matches = await matchesPassword(password, account?.passwordHash ?? (await decoy));
  const good = account !== undefined && matches;
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
    .map((grant) => ({
      role: grant.role as Role,
      division: grant.divisionCode,
      ...(grant.readOnly ? { readOnly: true as const } : {}),
    }));
  return { accountName: account.accountName, subject: account.subject, personId: account.personId, roles };
}

/** What the password of a name without an account, or of a locked one, is compared with. */
const decoy = hashPassword(randomBytes(32).toString('base64url'));

/**
 * Counts the attempt before the password is looked at, so that a hundred at once get no more than five answers; undefined
 * when there is no such account or it is locked. The fifth locks; if its password is right, the lock goes again.
 */
async function countAttempt(kit: AppKit, accountName: string): Promise<AccountRow | undefined> {
  const now = kit.clock.wall();
  const until = new Date(now.getTime() + lockMs);
  return kit.write(kit.system('accounts.login'), ({ db }) =>
    db
      .updateTable('account')
      .set({
        failedAttempts: sql`case when failed_attempts >= ${maxFailures - 1}::int then 0 else failed_attempts + 1 end`,
        lockedUntil: sql`case when failed_attempts >= ${maxFailures - 1}::int then ${until}::timestamptz end`,
      })
      .where('accountName', '=', accountName)
      .where('status', '=', 'ACTIVE')
      .where((row) => row.or([row('lockedUntil', 'is', null), row('lockedUntil', '<=', now)]))
      .returningAll()
      .executeTakeFirst(),
  );
}

async function recordAttempt(kit: AppKit, account: AccountRow | undefined, good: boolean): Promise<void> {
  const now = kit.clock.wall();
  await kit.write(kit.system('accounts.login'), async ({ db, audit }) => {
    if (account !== undefined && good) {
      const clean = { failedAttempts: 0, lockedUntil: null, lastLoginAt: now };
      await db.updateTable('account').set(clean).where('id', '=', account.id).execute();
    }
    // What was typed as a name may be anything, a password too: it is not kept.
    const recordId = account?.id ?? 'refused';
    audit({ action: good ? 'accounts.login' : 'accounts.loginFailed', recordType: 'account', recordId });
  });
}
