import { authorizeRecord } from '../context.ts';
import { fail } from '../errors.ts';
import type { Context } from '../kit.ts';
import type { PermissionTable } from '../permissions.ts';

/** Permissions of the operator's pages, the same in every service: the gateway's token beside the operator's own. */
export const operatorPermissions = {
  'operations:read': { roles: ['PLATFORM_OPERATOR'], services: ['gateway'] },
  'deadLetters:decide': { roles: ['PLATFORM_OPERATOR'], services: ['gateway'] },
} as const satisfies PermissionTable;

/** The platform is of the province; an operator of less may not look into it. */
const province = '370000000000';

/** Refuses a person who comes past the gateway (SERVICE_ONLY) or is no operator of the province (SCOPE_FORBIDDEN). */
export function throughOperatorPages(ctx: Context): void {
  if (ctx.actor.caller !== 'gateway') throw fail('SERVICE_ONLY');
  authorizeRecord(ctx, operatorPermissions['operations:read'], { divisionCode: province });
}
