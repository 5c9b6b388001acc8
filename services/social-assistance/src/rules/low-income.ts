import { isGreater, isLess, multiply, type Rational, rational, toFractionText } from '@mz/domain';
import { financialBreach, financialLimitPerHead } from './asset-financial.ts';
import { type AssetBreach, holdingsOf } from './asset-holdings.ts';
import { numberOf, type RuleContext, record } from './rule-context.ts';
import type { StandardFigures } from './standards.ts';
import type { MemberStatus } from './types.ts';

/**
 * SA-R-16: whether the family may be recognised as low-income: S_y × n ≤ I ≤ k × S_y × n, inclusive (k [A]), and the
 * asset rules with the looser financial limit [A] (民发〔2008〕156号).
 */
export function isLowIncome(
  context: RuleContext,
  household: { incomeYear: Rational; n: number; standard: StandardFigures; statuses: readonly MemberStatus[] },
  breaches: readonly AssetBreach[],
): boolean {
  const { incomeYear, n, standard, statuses } = household;
  const line = rational(BigInt(standard.yearFen) * BigInt(n));
  const upper = multiply(line, rational(numberOf(context, 'low_income.k_bp'), 10_000));
  const isInBand = n > 0 && !isLess(incomeYear, line) && !isGreater(incomeYear, upper);
  const isOffered = isInBand && areAssetsAllowed(context, { n, standard, statuses }, breaches);
  record(context, 'lowIncome', () => ({
    inputs: { incomeYear: toFractionText(incomeYear), upperFen: toFractionText(upper), n },
    output: isOffered,
  }));
  return isOffered;
}

function areAssetsAllowed(
  context: RuleContext,
  household: { n: number; standard: StandardFigures; statuses: readonly MemberStatus[] },
  breaches: readonly AssetBreach[],
): boolean {
  if (breaches.some(({ detail }) => detail !== 'FINANCIAL_ASSETS')) return false;
  const factor = rational(numberOf(context, 'low_income.asset_factor_bp'), 10_000);
  const perHead = multiply(financialLimitPerHead(context, household.standard), factor);
  return financialBreach(context, holdingsOf(context, household.statuses), { perHead, n: household.n }).length === 0;
}
