import { expect, test } from 'vitest';
import { decidedState, shownState } from './rules.ts';

test.each([
  ['REQUESTED', true, 'GRANTED'],
  ['REQUESTED', false, 'REFUSED'],
  ['GRANTED', true, undefined],
  ['REFUSED', true, undefined],
] as const)('a ticket that is %s, granted %s: %s', (from, granted, to) => {
  expect(decidedState(from, granted)).toBe(to);
});

test.each([
  ['REQUESTED', null, '2014-05-01', 'REQUESTED'],
  ['GRANTED', '2014-05-01', '2014-05-01', 'GRANTED'],
  ['GRANTED', '2014-05-01', '2014-05-02', 'EXPIRED'],
  ['REFUSED', null, '2014-05-02', 'REFUSED'],
] as const)('a ticket %s until %s is told on %s as %s: it ends by itself', (state, validTo, today, shown) => {
  expect(shownState({ state, validTo }, today)).toBe(shown);
});
