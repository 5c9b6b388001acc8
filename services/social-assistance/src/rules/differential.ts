import {
  type Fen,
  fenToRational,
  isLess,
  multiply,
  ParameterError,
  type Rational,
  type RoundingMode,
  rational,
  roundToFen,
  subtract,
  toFractionText,
} from '@mz/domain';
import { numberOf, type RuleContext, record, textOf } from './rule-context.ts';
import type { StandardFigures } from './standards.ts';

/**
 * SA-R-11: M = (S_y × n − I) × e / (12 n), rounded once (SA-649 art. 12, in force 2014-05-01); a household that passed
 * the income test gets at least the minimum grant [A]; without an eligible member there is no entitlement.
 */
export function differential(
  context: RuleContext,
  household: { incomeYear: Rational; n: number; e: number; standard: StandardFigures },
): Fen {
  const { incomeYear, n, e, standard } = household;
  if (e === 0) return 0;
  const gap = subtract(rational(BigInt(standard.yearFen) * BigInt(n)), incomeYear);
  const exact = multiply(gap, rational(e, 12 * n));
  const minimumFen = numberOf(context, 'grant.minimum_fen');
  const roundedFen = roundToFen(exact, roundingModeOf(context));
  const isRaised = isLess(exact, fenToRational(minimumFen)) && roundedFen < minimumFen;
  const amountFen = isRaised ? minimumFen : roundedFen;
  record(context, 'differential', () => ({
    inputs: { incomeYear: toFractionText(incomeYear), n, e, standardYearFen: standard.yearFen, minimumFen },
    output: amountFen,
    note: `exact ${toFractionText(exact)}`,
  }));
  return amountFen;
}

function roundingModeOf(context: RuleContext): RoundingMode {
  const mode = textOf(context, 'rounding_mode');
  if (mode === 'FEN_HALF_UP' || mode === 'YUAN_CEIL') return mode;
  throw new ParameterError('PARAMETER_TYPE_INVALID', 'rounding_mode', context.facts.decidedOn);
}
