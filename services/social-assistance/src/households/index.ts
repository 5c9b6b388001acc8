import { createHousehold as createOperation, getHousehold, replaceMembers as replaceOperation } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { createHousehold, replaceMembers } from './commands.ts';
import { householdsGraphql } from './graphql.ts';
import { findHousehold } from './queries.ts';

export { type AssessedMember, assessMembers, type MemberInput } from './assessment.ts';
export { type PersonFacts, readFacts } from './facts.ts';
export { type KnownMembers, knowMemberList, putAssessed } from './later-members.ts';
export { findHouseholdsById, listCaseMembers, listCurrentMembers, listMemberIds, toMemberInput } from './queries.ts';
export { recountMembers } from './recount.ts';

/** Who lives together and who of them counts (MF-220 art. 6, 2012-12-12). */
export function registerHouseholds(kit: AppKit): void {
  kit.operation(createOperation, (ctx, { body }) => createHousehold(kit, ctx, body));
  kit.operation(replaceOperation, (ctx, { params, body }) => replaceMembers(kit, ctx, params.id, body));
  kit.operation(getHousehold, (ctx, { params }) => findHousehold(kit, ctx, params.id));
  kit.graphql(householdsGraphql(kit));
}
