import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  ceil,
  compare,
  divide,
  floor,
  isEqual,
  isGreater,
  isGreaterOrEqual,
  isLess,
  isLessOrEqual,
  multiply,
  type Rational,
  rational,
  roundHalfUp,
  subtract,
  toDecimalText,
  toFractionText,
} from './rational.ts';

const anyRational = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).filter((d) => d !== 0n),
  )
  .map(([n, d]) => rational(n, d));
const zero = rational(0);
const one = rational(1);

function absolute(r: Rational): Rational {
  return { ...r, numerator: r.numerator < 0n ? -r.numerator : r.numerator };
}

describe('a rational', () => {
  it('is always reduced and has a denominator above zero', () => {
    expect(rational(6, -4)).toEqual({ numerator: -3n, denominator: 2n });
    expect(rational(0, -7)).toEqual({ numerator: 0n, denominator: 1n });
    fc.assert(
      fc.property(anyRational, anyRational, (a, b) => {
        for (const r of [a, add(a, b), subtract(a, b), multiply(a, b)]) {
          expect(r.denominator > 0n).toBe(true);
          expect(rational(r.numerator, r.denominator)).toEqual(r);
        }
      }),
    );
  });

  it.each([
    ['a zero denominator', 1, 0],
    ['a float', 0.5, 1],
    ['an unsafe integer', 2 ** 53, 1],
    ['NaN', Number.NaN, 1],
  ])('refuses %s with RATIONAL_INVALID', (_name, n, d) => {
    expect(() => rational(n, d)).toThrow(/^RATIONAL_INVALID/);
  });

  it('refuses division by zero with RATIONAL_INVALID', () => {
    expect(() => divide(one, zero)).toThrow(/^RATIONAL_INVALID/);
  });
});

describe('the field laws hold', () => {
  it('addition and multiplication are associative and commutative, and multiplication distributes', () => {
    fc.assert(
      fc.property(anyRational, anyRational, anyRational, (a, b, c) => {
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(multiply(a, b), c)).toEqual(multiply(a, multiply(b, c)));
        expect(add(a, b)).toEqual(add(b, a));
        expect(multiply(a, b)).toEqual(multiply(b, a));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
      }),
    );
  });

  it('zero and one are neutral, subtraction undoes addition and division undoes multiplication', () => {
    fc.assert(
      fc.property(anyRational, anyRational, (a, b) => {
        expect(add(a, zero)).toEqual(a);
        expect(multiply(a, one)).toEqual(a);
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.numerator !== 0n) expect(divide(multiply(a, b), b)).toEqual(a);
      }),
    );
  });

  it('equal numbers are neither less nor greater, however they were written', () => {
    const [a, b] = [rational(6, 4), rational(-3, -2)];
    expect([compare(a, b), isLess(a, b), isLessOrEqual(a, b), isEqual(a, b)]).toEqual([0, false, true, true]);
    expect([isGreater(a, b), isGreaterOrEqual(a, b), isEqual(a, one)]).toEqual([false, true, false]);
  });

  it('the order is total and agrees with the sign of the difference', () => {
    fc.assert(
      fc.property(anyRational, anyRational, (a, b) => {
        const sign = compare(subtract(a, b), zero);
        expect(compare(a, b)).toBe(sign);
        expect([isLess(a, b), isEqual(a, b), isGreater(a, b)]).toEqual([sign < 0, sign === 0, sign > 0]);
        expect([isLessOrEqual(a, b), isGreaterOrEqual(a, b)]).toEqual([sign <= 0, sign >= 0]);
      }),
    );
  });
});

describe('rounding', () => {
  it('half up is never further than 1/2 away and mirrors for negatives', () => {
    fc.assert(
      fc.property(anyRational, (r) => {
        const error = absolute(subtract(r, rational(roundHalfUp(r))));
        expect(isLessOrEqual(error, rational(1, 2))).toBe(true);
        expect(roundHalfUp({ ...r, numerator: -r.numerator })).toBe(-roundHalfUp(r));
      }),
    );
  });

  it('floor ≤ r ≤ ceil, both less than 1 away', () => {
    fc.assert(
      fc.property(anyRational, (r) => {
        const [low, high] = [rational(floor(r)), rational(ceil(r))];
        expect(isLessOrEqual(low, r) && isLess(subtract(r, low), one)).toBe(true);
        expect(isGreaterOrEqual(high, r) && isLess(subtract(high, r), one)).toBe(true);
      }),
    );
  });

  it.each([
    [5, 2, 3n, 2n, 3n],
    [-5, 2, -3n, -3n, -2n],
    [7, 3, 2n, 2n, 3n],
    [-7, 3, -2n, -3n, -2n],
    [4, 1, 4n, 4n, 4n],
    [-4, 1, -4n, -4n, -4n],
  ])('%i/%i rounds to %i, floors to %i, ceils to %i', (n, d, rounded, low, high) => {
    const r = rational(n, d);
    expect([roundHalfUp(r), floor(r), ceil(r)]).toEqual([rounded, low, high]);
  });
});

describe('text', () => {
  it.each([
    [1, 3, 2, '0.33'],
    [700, 3, 2, '233.33'],
    [-1, 200, 2, '-0.01'],
    [-1, 300, 2, '0.00'],
    [5, 2, 0, '3'],
    [54001, 100, 2, '540.01'],
  ])('%i/%i with %i digits is %s', (n, d, digits, text) => {
    expect(toDecimalText(rational(n, d), digits)).toBe(text);
  });

  it('a number of digits outside 0–100 is refused', () => {
    expect(() => toDecimalText(one, -1)).toThrow(/^RATIONAL_INVALID/);
    expect(() => toDecimalText(one, 1.5)).toThrow(/^RATIONAL_INVALID/);
    expect(() => toDecimalText(one, 101)).toThrow(/^RATIONAL_INVALID/);
    expect(toDecimalText(one, 100)).toBe(`1.${'0'.repeat(100)}`);
  });

  it('the fraction text is exact', () => {
    expect([toFractionText(rational(700, 3)), toFractionText(rational(-540))]).toEqual(['700/3', '-540']);
  });
});
