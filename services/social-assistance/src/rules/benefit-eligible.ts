import { flagOf, type RuleContext, record } from './rule-context.ts';
import type { Member, MemberStatus, Programme, RegisterKind } from './types.ts';

/**
 * SA-R-04: why a counted member has no benefit and yet stays in n: an orphan with the basic-living allowance [A, §3], or
 * a person who refused suitable work three times (SA-649 art. 45, in force 2014-05-01; reading 7: e − 1, n unchanged).
 */
export function noBenefitReason(context: RuleContext, member: Member): string | null {
  if (member.benefitStopped === 'WORK_REFUSAL') return 'WORK_REFUSED';
  const identities = member.specialIdentities ?? [];
  const isOrphan = identities.includes('ORPHAN') && flagOf(context, 'members.orphan_without_dibao');
  return isOrphan ? 'ORPHAN_ALLOWANCE' : null;
}

/** The register kind whose members a programme supports. */
export function kindOfProgramme(programme: Programme): RegisterKind {
  return programme === 'URBAN_DIBAO' ? 'URBAN' : 'RURAL';
}

/** e: the counted members of a programme's kind who have no reason against them, in person_id order. */
export function eligibleMembers(
  context: RuleContext,
  programme: Programme,
  statuses: readonly MemberStatus[],
): MemberStatus[] {
  const kind = kindOfProgramme(programme);
  const eligible = statuses.filter((status) => status.counted && status.kind === kind && status.reason === null);
  record(context, 'benefitEligible', () => ({
    inputs: { programme, n: statuses.filter(({ counted }) => counted).length },
    output: eligible.map(({ member }) => member.personId),
  }));
  return eligible;
}
