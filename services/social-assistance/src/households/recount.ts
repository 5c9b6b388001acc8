import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { assess, type MemberFacts, putMembers } from './members.ts';
import { listCurrentMembers, toMemberInput } from './queries.ts';

/** Applies the counted-member rule again to the members of a case, after something that it depends on has changed. */
export async function recountMembers(work: Work, row: ApplicationRow, given: MemberFacts): Promise<void> {
  if (row.householdId === null) return;
  const members = (await listCurrentMembers(work.unit.db, row.householdId)).map(toMemberInput);
  await putMembers(work, row.householdId, await assess(work, row, members, given));
  await work.unit.db
    .updateTable('household')
    .set((one) => ({ version: one('version', '+', 1), updatedAt: work.kit.clock.wall() }))
    .where('id', '=', row.householdId)
    .execute();
}
