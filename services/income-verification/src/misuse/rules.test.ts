import { nationalCalendar } from '@mz/domain';
import { describe, expect, test } from 'vitest';
import { isOffHours, protectedAfter, raised, reviewed } from './rules.ts';

const office = { calendar: nationalCalendar(), hours: { from: 7, to: 20 } };

describe('off-hours (§9 alarms)', () => {
  test.each([
    ['a Monday at nine', '2014-04-28', '09:00', false],
    ['the minute before seven', '2014-04-28', '06:59', true],
    ['seven sharp', '2014-04-28', '07:00', false],
    ['the minute before twenty', '2014-04-28', '19:59', false],
    ['twenty sharp', '2014-04-28', '20:00', true],
    ['midnight', '2014-04-28', '00:00', true],
    ['a Saturday at ten', '2014-04-26', '10:00', true],
    ['the make-up workday Sunday 2014-05-04 at ten', '2014-05-04', '10:00', false],
    ['the holiday Thursday 2014-05-01 at ten', '2014-05-01', '10:00', true],
  ])('%s', (_, day, time, expected) => {
    expect(isOffHours(new Date(`${day}T${time}:00+08:00`), day, office)).toBe(expected);
  });
});

describe('alarms RAISED → CONFIRMED / DISMISSED', () => {
  test.each([
    ['RAISED', 'CONFIRMED', 'CONFIRMED'],
    ['RAISED', 'DISMISSED', 'DISMISSED'],
    ['CONFIRMED', 'DISMISSED', undefined],
    ['DISMISSED', 'CONFIRMED', undefined],
    ['CONFIRMED', 'CONFIRMED', undefined],
  ] as const)('%s, an auditor says %s: %s', (from, outcome, to) => {
    expect(reviewed(from, outcome)).toBe(to);
  });

  test.each([
    ['none yet', undefined, 1, 'RAISED'],
    ['the same count', { state: 'RAISED', count: 3 }, 3, undefined],
    ['a smaller one', { state: 'RAISED', count: 3 }, 2, undefined],
    ['it grows', { state: 'RAISED', count: 3 }, 4, 'RAISED'],
    ['it grows after it was dismissed', { state: 'DISMISSED', count: 3 }, 4, 'RAISED'],
    ['it grows after it was confirmed', { state: 'CONFIRMED', count: 3 }, 4, 'CONFIRMED'],
  ] as const)('what a count makes of an alarm: %s', (_, found, count, state) => {
    expect(raised(found, count)).toBe(state);
  });
});

test.each([
  ['PROPOSED', 'AGREE', 'LISTED'],
  ['PROPOSED', 'DISAGREE', 'REFUSED'],
  ['PROPOSED', 'PROPOSE_REMOVAL', undefined],
  ['LISTED', 'PROPOSE_REMOVAL', 'REMOVAL_PROPOSED'],
  ['LISTED', 'AGREE', undefined],
  ['REMOVAL_PROPOSED', 'AGREE', 'REMOVED'],
  ['REMOVAL_PROPOSED', 'DISAGREE', 'LISTED'],
  ['REMOVED', 'AGREE', undefined],
  ['REFUSED', 'AGREE', undefined],
] as const)('the protected list: %s, %s: %s', (from, action, to) => {
  expect(protectedAfter(from, action)).toBe(to);
});
