import { accept, type Decision, refuse } from './decision.ts';
import { ceil, type Rational, rational, roundHalfUp } from './rational.ts';

/** An amount in fen (分, 1/100 yuan): an integer in the safe range, checked by `fen()`. */
export type Fen = number;

/** How an exact amount becomes whole fen (parameter `rounding_mode`, social-assistance §1). */
export type RoundingMode = 'FEN_HALF_UP' | 'YUAN_CEIL';

/** The largest amount that a caller may hand in: 10^12 fen, ten thousand million yuan (social-assistance §10). */
export const MAX_INPUT_FEN: Fen = 1_000_000_000_000;

/** Takes an integer as fen, either sign; throws RangeError AMOUNT_INVALID unless it is a safe integer. */
export function fen(value: number | bigint): Fen {
  const amount = Number(value);
  if (!Number.isSafeInteger(amount)) throw new RangeError('AMOUNT_INVALID: fen must be a safe integer');
  return amount === 0 ? 0 : amount;
}

/** Reads fen from outside, without coercion: refuses AMOUNT_INVALID when not a number, negative, fractional or > 10^12. */
export function parseFen(input: unknown): Decision<Fen, 'AMOUNT_INVALID'> {
  if (typeof input !== 'number' && typeof input !== 'bigint') return refuse('AMOUNT_INVALID');
  const amount = Number(input);
  if (!Number.isInteger(amount) || amount < 0 || amount > MAX_INPUT_FEN) return refuse('AMOUNT_INVALID');
  return accept(fen(amount));
}

/** Fen from trusted yuan text with 0–2 decimals, '540.01' → 54001; throws RangeError AMOUNT_INVALID on anything else. */
export function fenFromYuanText(text: string): Fen {
  const match = /^(-?)(\d{1,14})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) throw new RangeError('AMOUNT_INVALID: not an amount in yuan');
  const [, sign, yuan, decimals = ''] = match;
  return fen(BigInt(`${sign}${yuan}${decimals.padEnd(2, '0')}`));
}

/** Yuan text with two decimals and no grouping: 54001 → '540.01'. */
export function formatYuan(amount: Fen): string {
  const digits = Math.abs(fen(amount)).toString().padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The amount as an exact rational, in fen. */
export function fenToRational(amount: Fen): Rational {
  return rational(fen(amount));
}

/** The one rounding of an exact amount in fen: half up to the fen (half away from zero), or up to the next whole yuan. */
export function roundToFen(exactFen: Rational, mode: RoundingMode): Fen {
  switch (mode) {
    case 'FEN_HALF_UP':
      return fen(roundHalfUp(exactFen));
    case 'YUAN_CEIL':
      return fen(ceil(rational(exactFen.numerator, exactFen.denominator * 100n)) * 100n);
  }
}

/** The sum; throws RangeError AMOUNT_INVALID when a term or a running total leaves the safe range. */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = 0;
  for (const amount of amounts) total = fen(total + fen(amount));
  return total;
}
