import { type Fen, splitLargestRemainder, sumFen } from '@mz/domain';
import { type RuleContext, record } from './rule-context.ts';
import type { MemberStatus, Share, TopUp } from './types.ts';

/**
 * SA-R-13: M is split equally over the eligible members, at least one and in person_id order, by largest remainder; each
 * top-up goes to the member who causes it, so that Σ shares = M + Σ top-ups (social-assistance §4.12, reading 6).
 */
export function attribution(
  context: RuleContext,
  eligible: readonly MemberStatus[],
  amounts: { differentialFen: Fen; topUps: readonly TopUp[] },
): Share[] {
  const weights = eligible.map(({ member }) => ({ key: member.personId, weight: 1 }));
  const shares = splitLargestRemainder(amounts.differentialFen, weights).map(({ key, amountFen }) => {
    const own = amounts.topUps.filter(({ personId }) => personId === key).map((topUp) => topUp.amountFen);
    return { personId: key, amountFen: sumFen([amountFen, ...own]) };
  });
  record(context, 'attribution', () => ({ inputs: { differentialFen: amounts.differentialFen }, output: shares }));
  return shares;
}
