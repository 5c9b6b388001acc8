import { type Fen, fen } from './money.ts';

/** One party of a split; the weight is a whole number ≥ 0 (basis points, a count of months, 1 for equal parts). */
export type SplitWeight<K extends string = string> = { readonly key: K; readonly weight: number };

/** What one party of a split gets. */
export type SplitShare<K extends string = string> = { readonly key: K; readonly amountFen: Fen };

type Part<K extends string> = { key: K; base: bigint; remainder: bigint };

/**
 * Splits a total by largest remainder so that the parts add up to it exactly; equal remainders go to the earlier key,
 * so callers order by person id or by level from high to low (social-assistance §4.12, payments P2). A negative total
 * mirrors its positive twin. Throws RangeError WEIGHT_INVALID on a weight below zero, a fraction, or weights of 0 in all.
 */
export function splitLargestRemainder<K extends string>(
  total: Fen,
  weights: readonly SplitWeight<K>[],
): SplitShare<K>[] {
  const magnitude = BigInt(Math.abs(fen(total)));
  const sign = total < 0 ? -1n : 1n;
  const weightSum = weights.reduce((sum, { weight }) => sum + wholeWeight(weight), 0n);
  if (weightSum === 0n) throw new RangeError('WEIGHT_INVALID: the weights add up to zero');
  const parts = weights.map(({ key, weight }): Part<K> => {
    const product = magnitude * wholeWeight(weight);
    return { key, base: product / weightSum, remainder: product % weightSum };
  });
  const left = magnitude - parts.reduce((sum, part) => sum + part.base, 0n);
  // The sort is stable: of equal remainders the earlier stays before the later.
  const byRemainder = [...parts].sort((a, b) => Number(b.remainder - a.remainder));
  const favoured = new Set(byRemainder.slice(0, Number(left)));
  return parts.map((part) => ({
    key: part.key,
    amountFen: fen(sign * (favoured.has(part) ? part.base + 1n : part.base)),
  }));
}

function wholeWeight(weight: number): bigint {
  if (!Number.isSafeInteger(weight) || weight < 0) {
    throw new RangeError('WEIGHT_INVALID: a weight must be a whole number of at least zero');
  }
  return BigInt(weight);
}
