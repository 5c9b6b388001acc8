import type { createAccount, endGrant, OperationInputOf, OperationOutputOf, proposeGrant } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { hashPassword } from './password.ts';
import { findAccount, type GrantRow, getAccountRow, listGrants, toAccount, toGrant } from './queries.ts';
import { incompatibleWith, isStrongPassword } from './rules.ts';

type Account = OperationOutputOf<typeof createAccount>;
type Grant = OperationOutputOf<typeof proposeGrant>;

/** Creates an account without any role; its subject is its own name. */
export async function addAccount(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof createAccount>['body'],
): Promise<Account> {
  if (!isStrongPassword(body.password, body.accountName))
    throw fail('PASSWORD_TOO_WEAK', { pointer: '/body/password' });
  const passwordHash = await hashPassword(body.password);
  return kit.write(ctx, async (unit) => {
    if (await findAccount(unit.db, body.accountName)) throw fail('ACCOUNT_EXISTS', { pointer: '/body/accountName' });
    const id = kit.newId();
    const row = {
      id,
      accountName: body.accountName,
      subject: body.accountName,
      personId: body.personId ?? null,
      passwordHash,
      createdAt: kit.clock.wall(),
      createdBy: ctx.actor.subject,
    };
    await unit.db.insertInto('account').values(row).execute();
    unit.audit({
      action: 'accounts.create',
      recordType: 'account',
      recordId: id,
      after: { accountName: body.accountName },
    });
    return toAccount(await getAccountRow(unit.db, id), [], kit.clock.wall());
  });
}

/** One account with its grants. */
export async function readAccount(kit: AppKit, ctx: Context, id: string): Promise<Account> {
  return kit.read(ctx, async (db) =>
    toAccount(await getAccountRow(db, id), await listGrants(db, id), kit.clock.wall()),
  );
}

/** First administrator: proposes a role; never for themselves, never beside an incompatible one. */
export async function proposeRole(
  kit: AppKit,
  ctx: Context,
  input: OperationInputOf<typeof proposeGrant>,
): Promise<Grant> {
  const { role, divisionCode, validFrom, validTo = null } = input.body;
  if (validTo !== null && validTo < validFrom) throw fail('DATE_ORDER_INVALID', { pointer: '/body/validTo' });
  const division = kit.divisions().validate(divisionCode, validFrom);
  if (!division.ok) throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  return kit.write(ctx, async (unit) => {
    const account = await getAccountRow(unit.db, input.params.id);
    if (account.subject === ctx.actor.subject) throw fail('GRANT_TO_SELF');
    kit.authorize(ctx, { divisionCode });
    const held = await listGrants(unit.db, account.id);
    if (incompatibleWith({ role, validFrom, validTo }, held))
      throw fail('ROLES_INCOMPATIBLE', { pointer: '/body/role' });
    const grant: GrantRow = {
      id: kit.newId(),
      accountId: account.id,
      role,
      divisionCode,
      validFrom,
      validTo,
      status: 'PROPOSED',
      proposedBy: ctx.actor.subject,
      approvedBy: null,
      createdAt: kit.clock.wall(),
      readOnly: false,
      follows: null,
      changeId: null,
    };
    await unit.db.insertInto('roleGrant').values(grant).execute();
    unit.audit({ action: 'grants.propose', recordType: 'role_grant', recordId: grant.id, after: toGrant(grant) });
    return toGrant(grant);
  });
}

/** Second administrator: neither the proposer nor the holder. */
export async function approveRole(kit: AppKit, ctx: Context, id: string): Promise<Grant> {
  return changeGrant(kit, ctx, id, 'grants.approve', async (grant, unit) => {
    if (grant.status !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    if (grant.proposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const account = await getAccountRow(unit, grant.accountId);
    if (account.subject === ctx.actor.subject) throw fail('GRANT_TO_SELF');
    const others = (await listGrants(unit, grant.accountId)).filter((other) => other.id !== grant.id);
    if (incompatibleWith(grant, others)) throw fail('ROLES_INCOMPATIBLE');
    return { status: 'IN_FORCE', approvedBy: ctx.actor.subject };
  });
}

/** Ends a role on a day; the tokens in use run out within ten minutes. */
export async function endRole(kit: AppKit, ctx: Context, input: OperationInputOf<typeof endGrant>): Promise<Grant> {
  const { validTo } = input.body;
  return changeGrant(kit, ctx, input.params.id, 'grants.end', async (grant) => {
    if (grant.status !== 'IN_FORCE') throw fail('STATE_TRANSITION_INVALID');
    if (validTo < grant.validFrom) throw fail('DATE_ORDER_INVALID', { pointer: '/body/validTo' });
    return { validTo };
  });
}

type GrantChange = Partial<Pick<GrantRow, 'status' | 'approvedBy' | 'validTo'>>;
type Decide = (grant: GrantRow, db: Parameters<typeof getAccountRow>[0]) => Promise<GrantChange>;

async function changeGrant(kit: AppKit, ctx: Context, id: string, action: string, decide: Decide): Promise<Grant> {
  return kit.write(ctx, async (unit) => {
    const grant = await unit.db.selectFrom('roleGrant').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (grant === undefined) throw fail('GRANT_UNKNOWN');
    kit.authorize(ctx, { divisionCode: grant.divisionCode });
    const change = await decide(grant, unit.db);
    await unit.db.updateTable('roleGrant').set(change).where('id', '=', id).execute();
    unit.audit({ action, recordType: 'role_grant', recordId: id, after: change });
    return toGrant({ ...grant, ...change });
  });
}
