import type { CaseFacts } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { type PersonFacts, readFacts } from './facts.ts';
import { assess, putMembers } from './members.ts';
import { canonicalFacts, canonicalList, type MemberList, requireStructure } from './structure.ts';

/** Members whose persons people knows, under the ids that people keeps. */
export type KnownMembers = {
  readonly list: MemberList;
  readonly facts: ReadonlyMap<string, PersonFacts>;
  /** The kept id of each that was sent. */
  readonly canonical: ReadonlyMap<string, string>;
};

/** Asks people about members before a transaction is open, and checks that they make a household; throws HOUSEHOLD_STRUCTURE_INVALID. */
export async function knowMemberList(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
  list: MemberList,
): Promise<KnownMembers> {
  requireStructure(list);
  const facts = await readFacts(kit, ctx, { applicationId, personIds: list.members.map(({ personId }) => personId) });
  const kept = canonicalList(list, facts);
  requireStructure(kept, canonicalFacts(facts));
  const canonical = new Map([...facts].map(([personId, { canonicalId }]) => [personId, canonicalId]));
  return { list: kept, facts: canonicalFacts(facts), canonical };
}

/** Makes these the members of a household from today, assessed and claimed; throws PERSON_ALREADY_IN_HOUSEHOLD. */
export async function putAssessed(
  work: Work,
  row: ApplicationRow,
  given: {
    readonly householdId: string;
    readonly known: KnownMembers;
    readonly applyAlone: CaseFacts['applyAlone'] | undefined;
  },
): Promise<void> {
  const { householdId, known, applyAlone } = given;
  await work.unit.db
    .updateTable('household')
    .set((one) => ({
      headPersonId: known.list.headPersonId,
      version: one('version', '+', 1),
      updatedAt: work.kit.clock.wall(),
    }))
    .where('id', '=', householdId)
    .execute();
  await putMembers(work, householdId, await assess(work, row, known.list.members, { facts: known.facts, applyAlone }));
}
