import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SplitWeight, splitLargestRemainder } from './split.ts';

function levels(province: number, city: number, county: number): SplitWeight<'PROVINCE' | 'CITY' | 'COUNTY'>[] {
  return [
    { key: 'PROVINCE', weight: province * 100 },
    { key: 'CITY', weight: city * 100 },
    { key: 'COUNTY', weight: county * 100 },
  ];
}

function amounts(total: number, weights: SplitWeight[]): number[] {
  return splitLargestRemainder(total, weights).map(({ amountFen }) => amountFen);
}

const anyWeights = fc
  .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => weights.map((weight, position) => ({ key: `k${position}`, weight })));

describe('splitLargestRemainder', () => {
  it.each([
    [
      'example P2 a (also social-assistance 23): 60/15/25 of 540.01',
      54_001,
      levels(60, 15, 25),
      [32_401, 8_100, 13_500],
    ],
    [
      'example P2 b: 60/20/20 of 516.67, the tie goes to the higher level',
      51_667,
      levels(60, 20, 20),
      [31_000, 10_334, 10_333],
    ],
    ['example P2 c: 40/30/30 of 100.01', 10_001, levels(40, 30, 30), [4_001, 3_000, 3_000]],
  ])('%s', (_name, total, weights, expected) => {
    expect(amounts(total, weights)).toEqual(expected);
  });

  it('member attribution: 516.67 over four equal members is 129.17 three times and 129.16 for the last id', () => {
    const members = ['b4', 'b5', 'b6', 'b7'].map((key) => ({ key, weight: 1 }));
    expect(splitLargestRemainder(51_667, members)).toEqual([
      { key: 'b4', amountFen: 12_917 },
      { key: 'b5', amountFen: 12_917 },
      { key: 'b6', amountFen: 12_917 },
      { key: 'b7', amountFen: 12_916 },
    ]);
  });

  it('the parts add up to the total, keep the order, and none is a fen or more from its exact share', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), anyWeights, (total, weights) => {
        const shares = splitLargestRemainder(total, weights);
        const weightSum = weights.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
        expect(shares.map(({ key }) => key)).toEqual(weights.map(({ key }) => key));
        expect(shares.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(total);
        for (const [position, { weight }] of weights.entries()) {
          const scaled = BigInt(shares[position]?.amountFen ?? Number.NaN) * weightSum;
          const distance = scaled - BigInt(total) * BigInt(weight);
          expect(distance < weightSum && distance > -weightSum).toBe(true);
        }
      }),
    );
  });

  it('a reversal is the mirror of its original, and a weight of zero gets nothing', () => {
    expect(amounts(-51_667, levels(60, 20, 20))).toEqual([-31_000, -10_334, -10_333]);
    expect(amounts(10_001, levels(50, 0, 50))).toEqual([5_001, 0, 5_000]);
  });

  it.each([
    ['no weights', []],
    ['weights of zero in all', levels(0, 0, 0)],
    ['a negative weight', [{ key: 'a', weight: -1 }]],
    ['a fractional weight', [{ key: 'a', weight: 0.5 }]],
  ])('WEIGHT_INVALID: throws on %s', (_name, weights) => {
    expect(() => splitLargestRemainder(100, weights)).toThrow(/^WEIGHT_INVALID/);
  });
});
