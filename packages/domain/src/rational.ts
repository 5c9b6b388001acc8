/** An exact fraction in lowest terms; the denominator is always greater than zero. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** Builds the reduced fraction n/d; numbers must be safe integers; throws RangeError RATIONAL_INVALID, also for d = 0. */
export function rational(n: bigint | number, d: bigint | number = 1n): Rational {
  const numerator = exact(n);
  const denominator = exact(d);
  if (denominator === 1n) return { numerator, denominator };
  if (denominator === 0n) throw new RangeError('RATIONAL_INVALID: denominator is zero');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = sign * greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** The sum a + b. */
export function add(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The difference a − b. */
export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The product a × b. */
export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** The quotient a ÷ b; throws RangeError RATIONAL_INVALID when b is zero. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Orders by cross-multiplication, never by a rounded quotient: −1 when a < b, 0 when equal, 1 when a > b. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** True when a < b. */
export function isLess(a: Rational, b: Rational): boolean {
  return compare(a, b) < 0;
}

/** True when a ≤ b. */
export function isLessOrEqual(a: Rational, b: Rational): boolean {
  return compare(a, b) <= 0;
}

/** True when a > b. */
export function isGreater(a: Rational, b: Rational): boolean {
  return compare(a, b) > 0;
}

/** True when a ≥ b. */
export function isGreaterOrEqual(a: Rational, b: Rational): boolean {
  return compare(a, b) >= 0;
}

/** True when both are the same number. */
export function isEqual(a: Rational, b: Rational): boolean {
  return compare(a, b) === 0;
}

/** The nearest integer; a half goes away from zero (2.5 → 3, −2.5 → −3), so a reversal rounds like its original. */
export function roundHalfUp(r: Rational): bigint {
  const magnitude = r.numerator < 0n ? -r.numerator : r.numerator;
  const rounded = (2n * magnitude + r.denominator) / (2n * r.denominator);
  return r.numerator < 0n ? -rounded : rounded;
}

/** The greatest integer ≤ r (toward −∞). */
export function floor(r: Rational): bigint {
  const quotient = r.numerator / r.denominator;
  return r.numerator < 0n && quotient * r.denominator !== r.numerator ? quotient - 1n : quotient;
}

/** The smallest integer ≥ r (toward +∞). */
export function ceil(r: Rational): bigint {
  return -floor({ numerator: -r.numerator, denominator: r.denominator });
}

/** Decimal text for display only, rounded half away from zero to 0–100 digits: 1/3 with 2 digits → '0.33'. */
export function toDecimalText(r: Rational, digits: number): string {
  if (!Number.isInteger(digits) || digits < 0 || digits > 100) {
    throw new RangeError('RATIONAL_INVALID: digits must be an integer from 0 to 100');
  }
  const scaled = roundHalfUp(multiply(r, rational(10n ** BigInt(digits))));
  const sign = scaled < 0n ? '-' : '';
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Exact text for traces and capsules, where a bigint cannot stand: '700/3', or '540' for a whole number. */
export function toFractionText(r: Rational): string {
  return r.denominator === 1n ? r.numerator.toString() : `${r.numerator}/${r.denominator}`;
}

function exact(value: bigint | number): bigint {
  if (typeof value === 'bigint') return value;
  if (!Number.isSafeInteger(value)) throw new RangeError('RATIONAL_INVALID: a number must be a safe integer');
  return BigInt(value);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
