import { refusal } from '@mz/service-kit';
import { checkHouseholdStructure } from '../rules/index.ts';
import type { MemberInput } from './assessment.ts';
import type { PersonFacts } from './facts.ts';

/** Members as sent, and the person who is the head. */
export type MemberList = { readonly members: readonly MemberInput[]; readonly headPersonId: string };

/** Requires one head, relatives only, nobody twice and no circle of kinship; throws HOUSEHOLD_STRUCTURE_INVALID with every fault. */
export function requireStructure(list: MemberList, facts?: ReadonlyMap<string, PersonFacts>): void {
  const members = list.members.map(({ personId, relationToHead }) => {
    const birthDate = facts?.get(personId)?.birthDate;
    return { personId, relationToHead, ...(birthDate === undefined ? {} : { birthDate }) };
  });
  const faults = checkHouseholdStructure(members, list.headPersonId);
  if (faults.length === 0) return;
  throw refusal(faults.map(({ code, detail, pointer }) => ({ code, detail, pointer: `/body${pointer}` })));
}

/** The same list under the ids that people keeps, so that an alias and its person are one member. */
export function canonicalList(list: MemberList, facts: ReadonlyMap<string, PersonFacts>): MemberList {
  const kept = (personId: string): string => facts.get(personId)?.canonicalId ?? personId;
  return {
    headPersonId: kept(list.headPersonId),
    members: list.members.map((member) => ({ ...member, personId: kept(member.personId) })),
  };
}

/** The facts by the ids that people keeps. */
export function canonicalFacts(facts: ReadonlyMap<string, PersonFacts>): ReadonlyMap<string, PersonFacts> {
  return new Map([...facts.values()].map((person) => [person.canonicalId, person]));
}
