import { type RuleContext, record } from './rule-context.ts';
import type { Member, RegisterKind } from './types.ts';

/**
 * SA-R-03: which system each member's register belongs to (MF-220 art. 5, 2012-12-12; social-assistance §2.1). A unified
 * register is urban only when contract land and collective distribution are both known to be absent; the years of town
 * residence are not among the facts, so a person confirms them. A collective register takes the family's kind (reading 18).
 */
export function registerKinds(context: RuleContext, members: readonly Member[]): Map<string, RegisterKind> {
  const family = familyKind(members);
  const kinds = new Map(members.map((member) => [member.personId, ownKind(member) ?? family]));
  if (members.some((member) => member.hukouKind === 'RESIDENT')) context.reviewFlags.add(residentFlag(members));
  record(context, 'registerKind', () => ({ inputs: { family }, output: Object.fromEntries(kinds) }));
  return kinds;
}

function ownKind(member: Member): RegisterKind | undefined {
  switch (member.hukouKind) {
    case 'NON_AGRI':
      return 'URBAN';
    case 'AGRI':
      return 'RURAL';
    case 'RESIDENT':
      return member.hasContractLand === false && member.inCollectiveDistribution === false ? 'URBAN' : 'RURAL';
    case 'COLLECTIVE':
      return undefined;
  }
}

/** The head's kind, or that of the first member by id who has one of their own; a purely collective family is urban. */
function familyKind(members: readonly Member[]): RegisterKind {
  const head = members.find(({ relationToHead }) => relationToHead.startsWith('0'));
  const others = [...members].sort((a, b) => (a.personId < b.personId ? -1 : 1));
  const first = [...(head === undefined ? [] : [head]), ...others].map(ownKind).find((kind) => kind !== undefined);
  return first ?? 'URBAN';
}

function residentFlag(members: readonly Member[]): string {
  const isUnknown = members.some(
    (member) =>
      member.hukouKind === 'RESIDENT' &&
      (member.hasContractLand === undefined || member.inCollectiveDistribution === undefined),
  );
  return isUnknown ? 'LAND_FACTS_MISSING' : 'TOWN_RESIDENCE_TO_CONFIRM';
}
