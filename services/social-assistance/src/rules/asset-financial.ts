import { add, isGreater, multiply, type Rational, rational } from '@mz/domain';
import { type AssetBreach, type Holding, heldValue } from './asset-holdings.ts';
import { yuan } from './income-test.ts';
import { codesOf, numberOf, type RuleContext } from './rule-context.ts';
import type { StandardFigures } from './standards.ts';

/** The financial limit per head: 24 × S_month [A], exact. */
export function financialLimitPerHead(context: RuleContext, standard: StandardFigures): Rational {
  return multiply(standard.monthExact, rational(numberOf(context, 'asset.financial_months')));
}

/** The holdings that count as financial assets. */
export function financialHoldings(context: RuleContext, holdings: readonly Holding[]): Holding[] {
  const kinds = codesOf(context, 'asset.financial_kinds');
  return holdings.filter(({ asset }) => kinds.includes(asset.kind));
}

/** The sum of values in fen, exact. */
export function totalValue(holdings: readonly Holding[]): Rational {
  return holdings.reduce((sum, holding) => add(sum, heldValue(holding)), rational(0));
}

/**
 * Financial assets per head above the limit; an estimated value alone is never a breach, a person looks at it
 * (income-verification §6.1.4).
 */
export function financialBreach(
  context: RuleContext,
  holdings: readonly Holding[],
  limits: { perHead: Rational; n: number },
): AssetBreach[] {
  const financial = financialHoldings(context, holdings);
  const limit = multiply(limits.perHead, rational(limits.n));
  const known = totalValue(financial.filter(({ asset }) => asset.provenance !== 'ASSESSED'));
  if (!isGreater(known, limit)) {
    if (isGreater(totalValue(financial), limit)) context.reviewFlags.add('ESTIMATED_VALUE');
    return [];
  }
  const text = `家庭金融资产${yuan(known)}元,超过每人${yuan(limits.perHead)}元、共${yuan(limit)}元的上限。`;
  return [{ detail: 'FINANCIAL_ASSETS', field: '/assets', text, indexes: financial.map(({ index }) => index) }];
}
