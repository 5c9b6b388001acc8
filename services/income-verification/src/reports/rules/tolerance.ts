import { compare, isLessOrEqual, multiply, type Rational, rational, subtract } from '@mz/domain';
import type { VerificationParameters } from './types.ts';

/** |verified − declared| ≤ max(share of verified, floor) (income-verification.md §6 [A]). */
export function isWithinTolerance(
  verified: Rational,
  declared: Rational,
  kind: 'INCOME' | 'ASSET',
  parameters: VerificationParameters,
): boolean {
  const bp = kind === 'INCOME' ? parameters.incomeToleranceBp : parameters.assetToleranceBp;
  const floor = kind === 'INCOME' ? parameters.incomeToleranceFloorFen : parameters.assetToleranceFloorFen;
  const byShare = multiply(verified, rational(BigInt(bp), 10_000n));
  const byFloor = rational(BigInt(floor));
  const allowed = compare(byShare, byFloor) > 0 ? byShare : byFloor;
  return isLessOrEqual(magnitude(subtract(verified, declared)), allowed);
}

function magnitude(value: Rational): Rational {
  return value.numerator < 0n ? subtract(rational(0n), value) : value;
}
