import { describe, expect, it } from 'vitest';
import { splitAs } from './level-split.ts';

describe('an amount is paid, returned and recovered by the levels that paid the whole (payments.md §6)', () => {
  it.each([
    ['the same amount gives the same parts', 54_001, [32_401, 8_100, 13_500]],
    ['a part of it goes by the same weights', 1_200, [720, 180, 300]],
    ['a fen that fits nobody goes to the largest remainder', 1, [1, 0, 0]],
    ['nothing is nothing', 0, [0, 0, 0]],
    ['taken back, the parts mirror', -1_200, [-720, -180, -300]],
  ])('%s', (_name, amountFen, parts) => {
    const like = ['PROVINCE', 'CITY', 'COUNTY'].map((level, index) => ({
      level,
      amountFen: [32_401, 8_100, 13_500][index] ?? 0,
    }));
    expect(splitAs(amountFen, like).map((part) => part.amountFen)).toEqual(parts);
  });

  it('of equal remainders the higher level takes the fen, in whatever order the levels come', () => {
    const like = ['COUNTY', 'PROVINCE', 'CENTRAL', 'CITY'].map((level) => ({ level, amountFen: 100 }));
    expect(splitAs(3, like)).toEqual([
      { level: 'CENTRAL', amountFen: 1 },
      { level: 'PROVINCE', amountFen: 1 },
      { level: 'CITY', amountFen: 1 },
      { level: 'COUNTY', amountFen: 0 },
    ]);
    expect(like[0]?.level).toBe('COUNTY');
  });
});
