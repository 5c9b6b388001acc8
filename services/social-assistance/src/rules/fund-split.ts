import { type Fen, splitLargestRemainder } from '@mz/domain';

/** The levels that pay, from high to low: of equal remainders the higher level takes the fen. */
const FUND_LEVELS = ['PROVINCE', 'CITY', 'COUNTY'] as const;
export type FundLevel = (typeof FUND_LEVELS)[number];

/** The share table of a region on a day, in basis points that add up to 10,000. */
export type FundShares = Readonly<Record<FundLevel, number>>;

/** SA-R-18: splits a payment over the levels by largest remainder (财社〔2012〕171号; table [A]); throws RangeError WEIGHT_INVALID unless the shares make a whole. */
export function fundSplit(amountFen: Fen, shares: FundShares): { level: FundLevel; amountFen: Fen }[] {
  const whole = FUND_LEVELS.reduce((sum, level) => sum + shares[level], 0);
  if (whole !== 10_000) throw new RangeError('WEIGHT_INVALID: the shares must add up to 10,000 basis points');
  const weights = FUND_LEVELS.map((level) => ({ key: level, weight: shares[level] }));
  return splitLargestRemainder(amountFen, weights).map((part) => ({ level: part.key, amountFen: part.amountFen }));
}

/** The parameter keys of the share table. */
export function fundShareKey(level: FundLevel): string {
  return `fund.share_bp.${level}`;
}
