import { approveGrant, createAccount, endGrant, getAccount, listStaffUnits, proposeGrant } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { addAccount, approveRole, endRole, proposeRole, readAccount } from './commands.ts';
import { readStaffUnits } from './staff-units.ts';

export { type Login, logIn, loginByName } from './login.ts';
export { hashPassword } from './password.ts';
export { isInForce } from './rules.ts';

/** Accounts and their roles. */
export function registerAccounts(kit: AppKit): void {
  kit.operation(createAccount, (ctx, { body }) => addAccount(kit, ctx, body));
  kit.operation(getAccount, (ctx, { params }) => readAccount(kit, ctx, params.id));
  kit.operation(proposeGrant, (ctx, input) => proposeRole(kit, ctx, input));
  kit.operation(approveGrant, (ctx, { params }) => approveRole(kit, ctx, params.id));
  kit.operation(endGrant, (ctx, input) => endRole(kit, ctx, input));
  kit.operation(listStaffUnits, (ctx) => readStaffUnits(kit, ctx));
}
