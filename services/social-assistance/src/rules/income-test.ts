import { isLess, multiply, type Rational, rational, toDecimalText, toFractionText } from '@mz/domain';
import { type RuleContext, reasonOf, record } from './rule-context.ts';
import type { StandardFigures } from './standards.ts';
import type { Reason } from './types.ts';

/** SA-R-09: eligible only when I < S_y × n, compared exactly; equality is refused (SA-649 art. 9, in force 2014-05-01; MF-220 art. 4). */
export function incomeTest(
  context: RuleContext,
  household: { incomeYear: Rational; n: number; standard: StandardFigures },
): Reason[] {
  const { incomeYear, n, standard } = household;
  const limit = rational(BigInt(standard.yearFen) * BigInt(n));
  const passes = isLess(incomeYear, limit);
  record(context, 'incomeTest', () => ({
    inputs: {
      incomeYear: toFractionText(incomeYear),
      n,
      standardId: standard.id,
      standardYearFen: standard.yearFen,
      limitFen: toFractionText(limit),
    },
    output: passes,
  }));
  if (passes || n === 0) return [];
  const text = `家庭年可支配收入${yuan(incomeYear)}元,不低于保障线${yuan(limit)}元(每人每年${yuan(rational(standard.yearFen))}元×${n}人)。`;
  return [reasonOf(context, 'incomeTest', { code: 'INCOME_NOT_BELOW_STANDARD', text, field: '/incomes' })];
}

/** p = I / (12 n) in yuan with two decimals, for display only. */
export function perCapitaMonth(incomeYear: Rational, n: number): string {
  return n === 0 ? '0.00' : yuan(multiply(incomeYear, rational(1, 12 * n)));
}

/** Yuan text of an exact amount in fen. */
export function yuan(exactFen: Rational): string {
  return toDecimalText(multiply(exactFen, rational(1, 100)), 2);
}
