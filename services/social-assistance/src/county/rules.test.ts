import { describe, expect, test } from 'vitest';
import { isObjectionOpen, requiredVisits, spotChecksSuffice } from './rules.ts';

const shareBp = 3_000;

describe('§11.19: the county must have visited ⌈0.3 × received⌉ of a township’s cases of the month', () => {
  test.each([
    [0, 0],
    [1, 1],
    [3, 1],
    [4, 2],
    [6, 2],
    [7, 3],
    [10, 3],
    [11, 4],
    [100, 30],
    [101, 31],
  ])('of %i received, %i', (received, visits) => {
    expect(requiredVisits(received, shareBp)).toBe(visits);
  });
});

describe('SPOT_CHECK_INSUFFICIENT: approval while spot checks are too few or a near-relative case is unvisited (§10)', () => {
  const batch = { received: 10, visited: 3, shareBp, nearRelativeCase: false, thisCaseVisited: false };
  test.each([
    ['two of ten', { visited: 2 }, false],
    ['three of ten, this one not among them', {}, true],
    ['the only case of the month, unvisited', { received: 1, visited: 0 }, false],
    ['the only case of the month, visited', { received: 1, visited: 1, thisCaseVisited: true }, true],
    ['a near-relative case unvisited though the share is met', { nearRelativeCase: true }, false],
    ['a near-relative case visited', { nearRelativeCase: true, thisCaseVisited: true }, true],
    [
      'a near-relative case visited, the share not met',
      { nearRelativeCase: true, thisCaseVisited: true, visited: 2 },
      false,
    ],
  ])('%s → %s', (_, change, enough) => {
    expect(spotChecksSuffice({ ...batch, ...change })).toBe(enough);
  });
});

describe('§11.20: a second notice hangs again only when the objection is settled', () => {
  test.each([
    ['no objection', ['postNotice'], false],
    ['an objection', ['postNotice', 'object'], true],
    ['visited, not settled', ['postNotice', 'object', 'recordSpotCheck'], true],
    ['settled', ['postNotice', 'object', 'resolveObjection'], false],
    ['settled, then objected again', ['object', 'resolveObjection', 'postNotice', 'object'], true],
  ])('%s → %s', (_, actions, open) => {
    expect(isObjectionOpen(actions.map((action) => ({ action })))).toBe(open);
  });
});
