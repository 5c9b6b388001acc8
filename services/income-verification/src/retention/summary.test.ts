import { expect, test } from 'vitest';
import { summarize } from './summary.ts';

const row = { bank: '甲', balanceFen: 100_000, balanceOn: '2014-05-01' };

test.each([
  [[], { bankCount: 0, totalBand: 'WITHIN_LIMIT', totalFen: 0, balanceOn: '2014-05-20' }],
  [
    [row, { ...row, balanceOn: '2014-05-03' }],
    { bankCount: 1, totalBand: 'WITHIN_LIMIT', totalFen: 200_000, balanceOn: '2014-05-03' },
  ],
  [
    [row, { ...row, bank: '乙', balanceFen: 100_001 }],
    { bankCount: 2, totalBand: 'ABOVE_LIMIT', totalFen: 200_001, balanceOn: '2014-05-01' },
  ],
] as const)('of a bank answer stay count, band, total and date (§9): %#', (rows, summary) => {
  expect(summarize(rows, { limitFen: 200_000, sourceAsOf: '2014-05-20' })).toEqual(summary);
});
