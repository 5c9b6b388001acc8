import { add, isLess, multiply, type Rational, rational, subtract, toFractionText } from '@mz/domain';
import { numberOf, type RuleContext, record } from './rule-context.ts';
import type { MemberStatus, Supporter } from './types.ts';

type Support = { readonly source: 'ON_ASSISTANCE' | 'JUDGMENT' | 'RECEIPTS' | 'FORMULA'; readonly yearFen: Rational };

const ZERO = rational(0);

/**
 * SA-R-07: support owed by relatives outside the household, in fen a year (social-assistance §4 item 3): a supporter on
 * assistance pays nothing; else judgment or agreement, else actual receipts, else the formula, the first alone.
 */
export function supportIncome(context: RuleContext, members: readonly MemberStatus[]): Rational {
  const countedIds = new Set(members.filter(({ counted }) => counted).map(({ member }) => member.personId));
  const supporters = [...context.facts.supporters].sort((a, b) => (a.personId < b.personId ? -1 : 1));
  const steps = supporters.map((supporter) => {
    const supported = supporter.supportedPersonIds.filter((id) => countedIds.has(id)).length;
    return { supporter, ...supportOf(context, supporter, supported) };
  });
  const total = steps.reduce((sum, { yearFen }) => add(sum, yearFen), ZERO);
  record(context, 'support', () => ({
    inputs: {
      supporters: steps.map(({ supporter, source, yearFen }) => ({
        personId: supporter.personId,
        source,
        yearFen: toFractionText(yearFen),
      })),
    },
    output: toFractionText(total),
  }));
  return total;
}

function supportOf(context: RuleContext, supporter: Supporter, supported: number): Support {
  if (supporter.onAssistance || supported === 0) return { source: 'ON_ASSISTANCE', yearFen: ZERO };
  if (supporter.judgmentFen !== undefined) return { source: 'JUDGMENT', yearFen: rational(supporter.judgmentFen) };
  if (areReceiptsKnown(supporter)) return { source: 'RECEIPTS', yearFen: rational(supporter.receiptsFen) };
  const perPersonMonth = formulaPerMonth(context, supporter);
  return { source: 'FORMULA', yearFen: multiply(perPersonMonth, rational(12 * supported)) };
}

/** Receipts of zero displace the formula only when verified or on paper (reading 15). */
function areReceiptsKnown(supporter: Supporter): supporter is Supporter & { receiptsFen: number } {
  if (supporter.receiptsFen === undefined) return false;
  const isProven = supporter.receiptsProvenance === 'VERIFIED' || supporter.receiptsProvenance === 'DOCUMENT';
  return supporter.receiptsFen > 0 || isProven;
}

/** max(0, (p_s − 1.5 × S_s) × m_s × 50%) / k_s for one supported person and month, exact [A factors]. */
function formulaPerMonth(context: RuleContext, supporter: Supporter): Rational {
  const factor = rational(numberOf(context, 'support.standard_factor_bp'), 10_000);
  const share = rational(numberOf(context, 'support.share_bp'), 10_000);
  const surplus = subtract(rational(supporter.perCapitaFen), multiply(factor, rational(supporter.standardFen)));
  if (isLess(surplus, ZERO)) return ZERO;
  return multiply(multiply(surplus, share), rational(supporter.householdSize, supporter.supportedCount));
}
