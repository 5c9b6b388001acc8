import { addMonths, ageOn, type LegalDay } from '@mz/domain';
import { flagOf, numberOf, type RuleContext, record } from './rule-context.ts';
import type { Member } from './types.ts';

/** A member and whether the household counts them; the reason says why not. */
export type CountedMember = { readonly member: Member; readonly reason: string | null };

/**
 * SA-R-01: the members who live together and are counted (MF-220 art. 6, 2012-12-12): spouse; parents and minor children;
 * adult children who cannot live on their own, full-time students up to bachelor level among them; others with a legal
 * duty of support and a common life. Migrants who work away are counted.
 */
export function countedMembers(context: RuleContext, members: readonly Member[]): CountedMember[] {
  const ordered = [...members].sort((a, b) => (a.personId < b.personId ? -1 : 1));
  const counted = ordered.map((member) => ({ member, reason: notCountedReason(context, member) }));
  record(context, 'countedMembers', () => ({
    inputs: { onDay: context.onDay, members: ordered.length },
    output: counted.map(({ member, reason }) => ({ personId: member.personId, counted: reason === null, reason })),
  }));
  return counted;
}

function notCountedReason(context: RuleContext, member: Member): string | null {
  return lifeReason(context, member) ?? awayReason(context, member) ?? relationReason(context, member);
}

function lifeReason(context: RuleContext, { lifeStatus }: Member): string | null {
  if (lifeStatus === 'DEAD') return 'DEAD';
  const isMissing = lifeStatus === 'MISSING_DECLARED' && flagOf(context, 'members.exclude_declared_missing');
  return isMissing ? 'DECLARED_MISSING' : null;
}

/** Religious staff away for three continuous years and people who serve a sentence [L]; conscripts and the missing by the province [A]. */
function awayReason(context: RuleContext, member: Member): string | null {
  switch (member.awayReason) {
    case 'RELIGIOUS':
      return isReligiousAway(context, member) ? 'RELIGIOUS_AWAY' : null;
    case 'SERVING_SENTENCE':
      return 'SERVING_SENTENCE';
    case 'CONSCRIPT':
      return flagOf(context, 'members.exclude_conscripts') ? 'CONSCRIPT' : null;
    case 'DECLARED_MISSING':
      return flagOf(context, 'members.exclude_declared_missing') ? 'DECLARED_MISSING' : null;
    default:
      return null; // at home, or away for work or study, which changes nothing
  }
}

function isReligiousAway(context: RuleContext, member: Member): boolean {
  if (member.awaySince === undefined) {
    context.reviewFlags.add('AWAY_SINCE_MISSING');
    return false;
  }
  return hasYearsPassed(context, member.awaySince);
}

/** Whether the years of religious life (3 [L], the third year included) have passed on the decision day. */
export function hasYearsPassed(context: RuleContext, since: LegalDay): boolean {
  const years = numberOf(context, 'members.religious_years');
  return addMonths(since, 12 * years) <= context.facts.decidedOn;
}

/** GB/T 4761: 0 head, 1 spouse, 2 and 3 children (28 and 38 are their spouses), 5 parents. */
function relationReason(context: RuleContext, member: Member): string | null {
  const group = member.relationToHead.charAt(0);
  if (group === '0' || group === '1') return null;
  if (member.ownHousehold === true) return 'OWN_HOUSEHOLD';
  if (group === '5') return null;
  const isChild = (group === '2' || group === '3') && member.relationToHead.charAt(1) !== '8';
  if (isChild) return childReason(context, member);
  return member.legalDutyOfSupport === true ? null : 'NO_LEGAL_DUTY';
}

function childReason(context: RuleContext, member: Member): string | null {
  if (isMinor(context, member) || member.dependentAdult === true) return null;
  if (member.inSchool === 'POSTGRAD') return 'POSTGRADUATE';
  if (member.inSchool !== 'NONE' && member.fullTime) return null;
  return member.legalDutyOfSupport === true ? null : 'ADULT_CHILD_INDEPENDENT';
}

/** Under 18 on the first day of the benefit month (reading 5). */
export function isMinor(context: RuleContext, member: Member): boolean {
  return ageOn(member.birthDate, context.onDay) < numberOf(context, 'members.adult_age');
}
