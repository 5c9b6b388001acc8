import type { Role } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';

/** The role under which a person acts; throws ROLE_NOT_PERMITTED for whoever acts under none. */
export function roleOf({ grant }: Context): Role {
  if (grant === undefined) throw fail('ROLE_NOT_PERMITTED');
  return grant.role;
}
