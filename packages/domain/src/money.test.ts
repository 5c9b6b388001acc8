import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fen,
  fenFromYuanText,
  fenToRational,
  formatYuan,
  MAX_INPUT_FEN,
  parseFen,
  roundToFen,
  sumFen,
} from './money.ts';
import { divide, rational } from './rational.ts';

const anyFen = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

describe('fen', () => {
  it.each([0, -54001, Number.MAX_SAFE_INTEGER, 54001n])('takes the safe integer %s', (value) => {
    expect(fen(value)).toBe(Number(value));
  });

  it('has one zero', () => {
    expect(Object.is(fen(-0), 0)).toBe(true);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2n ** 53n])('AMOUNT_INVALID: throws on %s', (value) => {
    expect(() => fen(value)).toThrow(/^AMOUNT_INVALID/);
  });
});

describe('parseFen', () => {
  it.each([0, 1, 54001, MAX_INPUT_FEN, 54001n])('accepts %s', (input) => {
    expect(parseFen(input)).toEqual({ ok: true, value: Number(input) });
  });

  it.each([
    ['negative', -1],
    ['fractional', 540.01],
    ['above 10^12', MAX_INPUT_FEN + 1],
    ['above 10^12, as bigint', 2n ** 80n],
    ['NaN', Number.NaN],
    ['text', '54001'],
    ['null, which is never 0', null],
    ['missing', undefined],
    ['boolean', true],
  ])('AMOUNT_INVALID: refuses %s', (_name, input) => {
    expect(parseFen(input)).toEqual({ ok: false, code: 'AMOUNT_INVALID' });
  });
});

describe('yuan text', () => {
  it.each([
    ['540.01', 54001],
    ['540.1', 54010],
    ['540', 54000],
    ['0.05', 5],
    ['-540.01', -54001],
    ['-0.01', -1],
  ])('%s is %i fen', (text, amount) => {
    expect(fenFromYuanText(text)).toBe(amount);
  });

  it.each(['', '540.', '.01', '540.001', '1,000.00', '¥540', ' 540', '5e2', '+540', '５４０', '99999999999999'])(
    'AMOUNT_INVALID: throws on "%s"',
    (text) => {
      expect(() => fenFromYuanText(text)).toThrow(/^AMOUNT_INVALID/);
    },
  );

  it.each([
    [54001, '540.01'],
    [5, '0.05'],
    [0, '0.00'],
    [-5, '-0.05'],
    [-54001, '-540.01'],
  ])('%i fen is written %s', (amount, text) => {
    expect(formatYuan(amount)).toBe(text);
  });

  it('reading what was written gives the same amount, whatever the amount', () => {
    fc.assert(
      fc.property(anyFen, (amount) => {
        expect(fenFromYuanText(formatYuan(amount))).toBe(fen(amount));
      }),
    );
  });
});

describe('roundToFen', () => {
  it('example 2: (11,200 − 5,000) / 12 yuan is 516.67', () => {
    expect(roundToFen(divide(fenToRational(620_000), rational(12)), 'FEN_HALF_UP')).toBe(51_667);
  });

  it.each([
    [1, 2, 1, 100],
    [49, 100, 0, 100],
    [-1, 2, -1, 0],
    [54_000, 1, 54_000, 54_000],
    [54_001, 1, 54_001, 54_100],
    [-54_001, 1, -54_001, -54_000],
    [0, 1, 0, 0],
  ])('%i/%i fen: half up gives %i, whole yuan upwards gives %i', (n, d, halfUp, yuanCeil) => {
    const exact = rational(n, d);
    expect([roundToFen(exact, 'FEN_HALF_UP'), roundToFen(exact, 'YUAN_CEIL')]).toEqual([halfUp, yuanCeil]);
  });

  it('AMOUNT_INVALID: throws when the result leaves the safe range', () => {
    expect(() => roundToFen(rational(2n ** 60n), 'FEN_HALF_UP')).toThrow(/^AMOUNT_INVALID/);
  });
});

describe('sumFen', () => {
  it('adds up exactly, and nothing is zero', () => {
    expect([sumFen([54_000, 51_667]), sumFen([]), sumFen([1, -1])]).toEqual([105_667, 0, 0]);
  });

  it('AMOUNT_INVALID: throws on a fraction and when the total leaves the safe range', () => {
    expect(() => sumFen([1, 0.5])).toThrow(/^AMOUNT_INVALID/);
    expect(() => sumFen([Number.MAX_SAFE_INTEGER, 1])).toThrow(/^AMOUNT_INVALID/);
  });
});
