import type { Db } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import type { StatedMember } from './content.ts';
import type { Brief } from './rules/index.ts';

/** The persons of a check with the numbers of their authorizations. */
export async function statedMembers(db: Db, { members }: Brief): Promise<StatedMember[]> {
  const ids = members.flatMap(({ authorizationId }) => (authorizationId === null ? [] : [authorizationId]));
  const authorizations = await findAuthorizations(db, ids);
  return members.map(({ personId, role, adult, authorizationId }) => ({
    ...{ personId, role, adult },
    authorizationNo: authorizations.get(authorizationId ?? '')?.no ?? null,
  }));
}
