import { applyAlone } from './apply-alone.ts';
import { noBenefitReason } from './benefit-eligible.ts';
import { type CountedMember, countedMembers } from './counted-members.ts';
import { registerKinds } from './register-kind.ts';
import type { RuleContext } from './rule-context.ts';
import type { Member, MemberStatus, Reason } from './types.ts';

/** Who counts, who may benefit, and what stands against a single application. */
export type HouseholdMembers = {
  readonly statuses: MemberStatus[];
  readonly reasons: Reason[];
  readonly isSingle: boolean;
};

/** Members in person_id order, so that the order of the input changes nothing. */
function byPersonId(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => (a.personId < b.personId ? -1 : 1));
}

/** Puts the rules on members together: counted or not, register kind, reasons without a benefit. */
export function householdMembers(context: RuleContext): HouseholdMembers {
  const { members } = context.facts;
  const kinds = registerKinds(context, members);
  const isSingle = context.facts.applyAlone !== undefined;
  const single = isSingle ? applyAlone(context, members) : undefined;
  const counted: CountedMember[] =
    single === undefined
      ? countedMembers(context, members)
      : byPersonId(members).map((member) => ({ member, reason: member === single.applicant ? null : 'APPLIES_ALONE' }));
  const statuses = counted.map(({ member, reason }): MemberStatus => {
    const kind = kinds.get(member.personId) ?? 'URBAN';
    return { member, counted: reason === null, kind, reason: reason ?? noBenefitReason(context, member) };
  });
  return { statuses, reasons: single?.reasons ?? [], isSingle };
}
