import { ageOn, type Fen, multiply, type Rational, rational, roundToFen, sumFen } from '@mz/domain';
import { isMinor } from './counted-members.ts';
import { numberOf, type RuleContext, record } from './rule-context.ts';
import type { StandardFigures } from './standards.ts';
import type { Member, MemberStatus, TopUp } from './types.ts';

/** In the order in which an equal share is named. */
const CATEGORIES = ['SEVERE_DISABILITY', 'SERIOUS_ILLNESS', 'AGE', 'MINOR', 'SINGLE_PARENT_CHILD', 'PREGNANT'] as const;
type Category = (typeof CATEGORIES)[number];

/**
 * SA-R-12: for each eligible member the single highest category, as a share of S_month rounded once per member (SA-649
 * art. 12 para. 2, in force 2014-05-01; shares and ages [A]); ages on the first day of the benefit month (reading 5).
 */
export function topUps(context: RuleContext, eligible: readonly MemberStatus[], standard: StandardFigures): TopUp[] {
  const granted = eligible.flatMap(({ member }) => topUpOf(context, member, standard.monthExact) ?? []);
  record(context, 'topUps', () => ({
    inputs: { onDay: context.onDay, standardYearFen: standard.yearFen },
    output: granted,
  }));
  return granted;
}

/** Σ of the top-ups in fen. */
export function topUpTotal(granted: readonly TopUp[]): Fen {
  return sumFen(granted.map(({ amountFen }) => amountFen));
}

function topUpOf(context: RuleContext, member: Member, monthExact: Rational): TopUp | undefined {
  const shares = CATEGORIES.filter((category) => belongsTo(context, member, category)).map((category) => ({
    category,
    shareBp: numberOf(context, `topup.${category}.share_bp`),
  }));
  const [highest] = shares.sort((a, b) => b.shareBp - a.shareBp);
  if (highest === undefined || highest.shareBp === 0) return undefined;
  const exact = multiply(monthExact, rational(highest.shareBp, 10_000));
  return { personId: member.personId, category: highest.category, amountFen: roundToFen(exact, 'FEN_HALF_UP') };
}

function belongsTo(context: RuleContext, member: Member, category: Category): boolean {
  const identities = member.specialIdentities ?? [];
  switch (category) {
    case 'AGE':
      return ageOn(member.birthDate, context.onDay) >= numberOf(context, 'topup.AGE.from_years');
    case 'SEVERE_DISABILITY':
      return (member.disabilityLevel ?? Number.POSITIVE_INFINITY) <= numberOf(context, 'disability.severe_max_level');
    case 'SERIOUS_ILLNESS':
      return member.seriousIllness === true;
    case 'MINOR':
      return isMinor(context, member);
    case 'SINGLE_PARENT_CHILD':
      return isSingleParentChild(context, member);
    case 'PREGNANT':
      return identities.includes('PREGNANT');
  }
}

/** A child of the head who is a minor or in full-time school, when the head raises the children alone. */
function isSingleParentChild(context: RuleContext, member: Member): boolean {
  const head = context.facts.members.find(({ relationToHead }) => relationToHead.startsWith('0'));
  if (head?.specialIdentities?.includes('SINGLE_PARENT') !== true) return false;
  const isChild = member.relationToHead.startsWith('2') || member.relationToHead.startsWith('3');
  return isChild && (isMinor(context, member) || (member.inSchool !== 'NONE' && member.fullTime));
}
