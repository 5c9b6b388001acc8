import { addDays, type LegalDay } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';
import type { MemberInput } from '../households/index.ts';

/** When a change happened and when the household told it. */
export type Told = { readonly happenedOn: LegalDay; readonly reportedOn: LegalDay };

/** The relations of those who stay, told anew when the head is another one. */
export type Heading = {
  readonly headPersonId?: string;
  readonly relations?: readonly { readonly personId: string; readonly relationToHead: string }[];
};

/** Whoever is away for one of these stays a member and does not count (MF-220 art. 6, 2012-12-12). */
const away = { SERVING_SENTENCE: true, CONSCRIPT: true, DECLARED_MISSING: true } as const;

/** Neither lies in the future, and nothing is told before it happened. */
export function toldFaults({ happenedOn, reportedOn }: Told, today: LegalDay): ProblemReason[] {
  const faults: ProblemReason[] = [];
  if (happenedOn > today) faults.push({ code: 'DATE_NOT_ALLOWED', pointer: '/body/happenedOn' });
  if (reportedOn > today) faults.push({ code: 'DATE_NOT_ALLOWED', pointer: '/body/reportedOn' });
  if (reportedOn < happenedOn) faults.push({ code: 'DATE_ORDER_INVALID', pointer: '/body/reportedOn' });
  return faults;
}

/** Whether a change was told later than within so many days (30 [A], §5.4). */
export function isLate({ happenedOn, reportedOn }: Told, days: number): boolean {
  return reportedOn > addDays(happenedOn, days);
}

/** The members with somebody more; who was there already is there anew. */
export function withMember(members: readonly MemberInput[], member: MemberInput, heading: Heading): MemberInput[] {
  return related([...members.filter(({ personId }) => personId !== member.personId), member], heading);
}

/** The members without somebody, or with them away. */
export function withoutMember(
  members: readonly MemberInput[],
  left: { readonly personId: string; readonly reason: string } & Told,
  heading: Heading,
): MemberInput[] {
  const { personId, reason, happenedOn } = left;
  if (!isAway(reason)) {
    return related(
      members.filter((member) => member.personId !== personId),
      heading,
    );
  }
  const marked = members.map((member) =>
    member.personId === personId ? { ...member, awayReason: reason, awaySince: happenedOn } : member,
  );
  return related(marked, heading);
}

function isAway(reason: string): reason is keyof typeof away {
  return reason in away;
}

function related(members: readonly MemberInput[], { relations = [] }: Heading): MemberInput[] {
  const told = new Map(relations.map(({ personId, relationToHead }) => [personId, relationToHead]));
  return members.map((member) => ({
    ...member,
    relationToHead: told.get(member.personId) ?? member.relationToHead,
  }));
}
