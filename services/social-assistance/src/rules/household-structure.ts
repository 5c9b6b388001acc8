import { ruleRef } from './registry.ts';

/** What the check needs of a member; birth dates only where they are known. */
export type StructureMember = {
  readonly personId: string;
  readonly relationToHead: string;
  readonly birthDate?: string;
};

/** One fault of the structure; `detail` says which, `pointer` where. */
export type StructureFault = {
  readonly code: 'HOUSEHOLD_STRUCTURE_INVALID';
  readonly detail:
    | 'NO_HEAD'
    | 'TWO_HEADS'
    | 'HEAD_DIFFERS'
    | 'TWO_SPOUSES'
    | 'NOT_RELATED'
    | 'CIRCULAR'
    | 'LISTED_TWICE';
  readonly pointer: string;
  readonly ruleId: string;
};

type Detail = StructureFault['detail'];

/** GB/T 4761: 98 not related, 99 other persons. */
const UNRELATED = ['98', '99'];
/** GB/T 4761 children and grandchildren by blood, without step, adopted and in-law relations. */
const YOUNGER = /^(2[0-69]|3[0-69]|4[0-3])$/;
/** GB/T 4761 parents and grandparents by blood. */
const OLDER = /^(5[0-2]|6[0-4])$/;

/**
 * SA-R-21: exactly one head, who is the named one; everybody related to the head; nobody listed twice; no circle of
 * kinship: nobody's parent younger than they, nobody's child older (social-assistance §10, GB/T 4761). All faults at once.
 */
export function checkHouseholdStructure(members: readonly StructureMember[], headPersonId?: string): StructureFault[] {
  const heads = members.filter(isHead);
  const head = heads.find(({ personId }) => headPersonId === undefined || personId === headPersonId) ?? heads[0];
  const faults = heads.length === 0 ? [fault('NO_HEAD', '/members')] : [];
  return [
    ...faults,
    ...members.flatMap((member, index) => memberFaults(member, index, { members, head, headPersonId })),
  ];
}

function memberFaults(
  member: StructureMember,
  index: number,
  household: {
    members: readonly StructureMember[];
    head: StructureMember | undefined;
    headPersonId: string | undefined;
  },
): StructureFault[] {
  const { members, head, headPersonId } = household;
  const earlier = members.slice(0, index);
  const details: Detail[] = [];
  if (isHead(member) && earlier.some(isHead)) details.push('TWO_HEADS');
  if (isHead(member) && headPersonId !== undefined && member.personId !== headPersonId) details.push('HEAD_DIFFERS');
  if (isSpouse(member) && earlier.some(isSpouse)) details.push('TWO_SPOUSES');
  if (UNRELATED.includes(member.relationToHead)) details.push('NOT_RELATED');
  if (earlier.some(({ personId }) => personId === member.personId)) details.push('LISTED_TWICE');
  if (head !== undefined && isCircular(member, head)) details.push('CIRCULAR');
  return details.map((detail) =>
    fault(detail, `/members/${index}/${detail === 'LISTED_TWICE' ? 'personId' : 'relationToHead'}`),
  );
}

function isCircular(member: StructureMember, head: StructureMember): boolean {
  if (member.birthDate === undefined || head.birthDate === undefined) return false;
  if (YOUNGER.test(member.relationToHead)) return member.birthDate <= head.birthDate;
  return OLDER.test(member.relationToHead) && member.birthDate >= head.birthDate;
}

function isHead({ relationToHead }: StructureMember): boolean {
  return relationToHead.startsWith('0');
}

function isSpouse({ relationToHead }: StructureMember): boolean {
  return relationToHead.startsWith('1');
}

function fault(detail: Detail, pointer: string): StructureFault {
  return { code: 'HOUSEHOLD_STRUCTURE_INVALID', detail, pointer, ruleId: ruleRef('householdStructure') };
}
