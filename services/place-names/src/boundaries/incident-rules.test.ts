import { describe, expect, it } from 'vitest';
import {
  agreedCause,
  decideAfterBoth,
  decidePenalty,
  decideReset,
  type IncidentFacts,
  isIncidentOverdue,
} from './incident-rules.ts';

const facts = (state: IncidentFacts['state'], cause: IncidentFacts['cause'] = 'UNKNOWN') => ({ state, cause });

describe('setting a marker again (handbook §5.1)', () => {
  it.each([
    ['unilateral moves are void: before both sides have verified', 'REPORTED', 'BOTH_SIDES_REQUIRED'],
    ['again', 'RESTORED', 'STATE_TRANSITION_INVALID'],
    ['after it was found in place', 'DISMISSED', 'STATE_TRANSITION_INVALID'],
  ] as const)('%s', (_, state, code) => {
    expect(decideAfterBoth(facts(state))).toEqual({ ok: false, code });
  });

  it('after both', () => expect(decideAfterBoth(facts('VERIFIED')).ok).toBe(true));

  it('tolerance for re-set ≤ 0.1 m: 100 mm pass, 101 do not', () => {
    expect(decideReset(100, 100).ok).toBe(true);
    expect(decideReset(101, 100)).toEqual({ ok: false, code: 'RESET_TOLERANCE' });
  });
});

describe('penalties: fine ≤ 1,000 yuan (Order 353)', () => {
  it.each([
    ['wilful damage, 1,000.00 yuan', 'VERIFIED', 'WILFUL_DAMAGE', 100_000],
    ['a unilateral move, after it stands again', 'RESTORED', 'UNILATERAL_MOVE', 1],
  ] as const)('%s may be punished', (_, state, cause, fineFen) => {
    expect(decidePenalty(facts(state, cause), fineFen).ok).toBe(true);
  });

  it.each([
    ['1,000.01 yuan', 'VERIFIED', 'WILFUL_DAMAGE', 100_001, 'FINE_TOO_HIGH'],
    ['nothing', 'VERIFIED', 'WILFUL_DAMAGE', 0, 'AMOUNT_INVALID'],
    ['a flood', 'VERIFIED', 'NATURAL', 100, 'PENALTY_NOT_ALLOWED'],
    ['before it is verified', 'REPORTED', 'WILFUL_DAMAGE', 100, 'PENALTY_NOT_ALLOWED'],
    ['a marker found in place', 'DISMISSED', 'WILFUL_DAMAGE', 100, 'PENALTY_NOT_ALLOWED'],
  ] as const)('%s may not', (_, state, cause, fineFen, code) => {
    expect(decidePenalty(facts(state, cause), fineFen)).toEqual({ ok: false, code });
  });
});

it('a cause is what both sides say; where they differ it is not known', () => {
  expect(agreedCause('WILFUL_DAMAGE', 'WILFUL_DAMAGE')).toBe('WILFUL_DAMAGE');
  expect(agreedCause('WILFUL_DAMAGE', 'NATURAL')).toBe('UNKNOWN');
});

describe('terms', () => {
  it.each([
    ['on the last day of the verification', 'REPORTED', null, '2014-05-13', false],
    ['the day after', 'REPORTED', null, '2014-05-14', true],
    ['on the last day of the restoration', 'VERIFIED', '2014-07-01', '2014-07-01', false],
    ['the day after that', 'VERIFIED', '2014-07-01', '2014-07-02', true],
    ['once it stands', 'RESTORED', '2014-07-01', '2015-01-01', false],
  ] as const)('%s', (_, state, restoreDueOn, today, overdue) => {
    expect(isIncidentOverdue({ state, verifyDueOn: '2014-05-13', restoreDueOn }, today)).toBe(overdue);
  });
});
