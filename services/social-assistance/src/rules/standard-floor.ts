import { type Fen, isLess, multiply, type Rational, rational } from '@mz/domain';

/** What a floor is computed from: last year's local consumption per head in fen and the ratio in basis points. */
export type FloorBasis = {
  readonly consumptionYearFen: Fen;
  readonly ratioBp: number;
  readonly period: 'MONTH' | 'YEAR';
};

/**
 * SA-R-19: the lowest lawful standard, exact and in fen for the period: urban 25%, rural 30% of last year's consumption per
 * head (work plan 2014; standards are set under SA-649 art. 10, in force 2014-05-01).
 */
export function standardFloor({ consumptionYearFen, ratioBp, period }: FloorBasis): Rational {
  const year = multiply(rational(consumptionYearFen), rational(ratioBp, 10_000));
  return period === 'YEAR' ? year : multiply(year, rational(1, 12));
}

/** Whether a proposed standard stays below its floor (STANDARD_BELOW_FLOOR without a waiver); the floor itself is enough. */
export function isBelowFloor(amountFen: Fen, basis: FloorBasis): boolean {
  return isLess(rational(amountFen), standardFloor(basis));
}
