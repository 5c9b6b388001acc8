import { expect, it } from 'vitest';
import type { Counts } from './queries.ts';
import { indicatorsOf } from './report.ts';

const counts: Counts = {
  settled: 100,
  settledFirst: 99,
  failedFirst: 1,
  onTime: 95,
  weightedDays: 1_400,
  weight: 100,
  heldOverdue: 2,
  overpaidFen: 48_000,
  recoveredFen: 1_200,
};

it('indicators: 99 of 100 at the first try, 95 of 100 by the pay day, 14 days to the account, 2.5% recovered', () => {
  expect(indicatorsOf(counts)).toEqual({
    firstTimeSuccessBp: 9_900,
    paidByPayDayBp: 9_500,
    daysToAccount: 14,
    heldOverdue: 2,
    recoveredShareBp: 250,
  });
});

it('a share of nothing is no share', () => {
  const none = { ...counts, settled: 0, settledFirst: 0, failedFirst: 0, onTime: 0, weightedDays: null, weight: 0 };
  expect(indicatorsOf({ ...none, overpaidFen: 0, recoveredFen: 0 })).toEqual({
    firstTimeSuccessBp: null,
    paidByPayDayBp: null,
    daysToAccount: null,
    heldOverdue: 2,
    recoveredShareBp: null,
  });
});
