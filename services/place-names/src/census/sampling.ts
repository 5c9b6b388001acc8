import { createHash } from 'node:crypto';
import { ceil, compare, isGreater, type Rational, rational, toDecimalText } from '@mz/domain';

/** A record as the draw sees it; strata are drawn from in proportion. */
export interface Drawable {
  readonly id: string;
  readonly stratum: string;
}

/** How many records of a batch are inspected: the share rounded up, 251 of 1,001 at 25 per cent (place-names.md §7). */
export function sampleSize(population: number, percent: number): number {
  return Number(ceil(rational(population * percent, 100)));
}

/**
 * The ids that a seed draws: each stratum gets its share of the sample by the largest remainders, and within a stratum the
 * records follow the hash of seed and id. The same records and the same seed give the same ids, in whatever order they come.
 */
export function drawSample(records: readonly Drawable[], seed: string, percent: number): string[] {
  const strata = [...Map.groupBy(records, ({ stratum }) => stratum)].sort(([a], [b]) => (a < b ? -1 : 1));
  const size = sampleSize(records.length, percent);
  const shares = strata.map(([stratum, of]) => {
    const exact = rational(size * of.length, records.length);
    const whole = Number(exact.numerator / exact.denominator);
    return { stratum, of, whole, rest: rational(size * of.length - whole * records.length, records.length) };
  });
  const left = size - shares.reduce((sum, { whole }) => sum + whole, 0);
  const rounded = new Set(
    shares
      .toSorted((a, b) => compare(b.rest, a.rest) || (a.stratum < b.stratum ? -1 : 1))
      .slice(0, left)
      .map(({ stratum }) => stratum),
  );
  return shares.flatMap(({ stratum, of, whole }) =>
    inOrderOf(of, seed)
      .slice(0, whole + (rounded.has(stratum) ? 1 : 0))
      .map(({ id }) => id),
  );
}

function inOrderOf(records: readonly Drawable[], seed: string): Drawable[] {
  return records
    .map((record) => ({ record, rank: createHash('sha256').update(`${seed}\n${record.id}`).digest('hex') }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ record }) => record);
}

/** What an inspection found: records with a wrong required field, and with another wrong field. */
export interface Inspection {
  readonly sampled: number;
  readonly requiredWrong: number;
  readonly otherWrong: number;
}

/** The most that may be wrong, in per cent of the sampled records. */
export interface DefectLimits {
  readonly requiredPercent: number;
  readonly otherPercent: number;
}

/** A wrong share as people read it: 6 of 251 is 2.39 per cent. */
export function rateText(wrong: number, sampled: number): string {
  return toDecimalText(rateOf(wrong, sampled), 2);
}

/** Whether a batch may go on after an inspection; the exact shares are compared, not what is shown of them. */
export function decideInspection(found: Inspection, limits: DefectLimits): 'ACCEPT' | 'RETURN' {
  const tooMany =
    isGreater(rateOf(found.requiredWrong, found.sampled), rational(limits.requiredPercent)) ||
    isGreater(rateOf(found.otherWrong, found.sampled), rational(limits.otherPercent));
  return tooMany ? 'RETURN' : 'ACCEPT';
}

function rateOf(wrong: number, sampled: number): Rational {
  return rational(wrong * 100, Math.max(sampled, 1));
}
