import { describe, expect, test } from 'vitest';
import {
  type AskedRow,
  faultSums,
  figuresOf,
  isInTime,
  listOf,
  percentileOf,
  percentOf,
  sumOf,
  toTwoDigits,
} from './rules.ts';

/** Asked on Friday 2014-09-26 with 10 working days (§5.1). */
const dueOf = (workingDays: number): string => (workingDays === 10 ? '2014-10-15' : '2014-09-28');
const row = (change: Partial<AskedRow> = {}): AskedRow => ({
  ...{ agencyCode: 'TAX', mode: 'RT', slaSeconds: 10, slaWorkingDays: null, state: 'ANSWERED', outcome: 'HIT' },
  ...{ answeredOn: '2014-09-26', delayMs: 100, count: 1 },
  ...change,
});

describe('IV-06: an answer within the term of its agreement (§4)', () => {
  test.each<[string, Partial<AskedRow>, boolean]>([
    ['real time: 10 s is in time', { delayMs: 10_000 }, true],
    ['real time: a millisecond more is late', { delayMs: 10_001 }, false],
    [
      'a file of 10 wd from 2014-09-26 is in time on 2014-10-15',
      { slaWorkingDays: 10, answeredOn: '2014-10-15' },
      true,
    ],
    ['and late the day after', { slaWorkingDays: 10, answeredOn: '2014-10-16' }, false],
    [
      'working days count, not 864,000 s',
      { slaWorkingDays: 10, answeredOn: '2014-10-15', delayMs: 1_641_600_000 },
      true,
    ],
    ['what nobody answered is not in time', { state: 'TIMED_OUT', answeredOn: null, delayMs: null }, false],
  ])('%s', (_name, change, expected) => {
    expect(isInTime(row(change), dueOf)).toBe(expected);
  });
});

test('a day by agency: answered, failed and open are what was asked; letters have no term; what was taken back is nobody’s', () => {
  const figures = figuresOf(
    [
      row({ count: 3 }),
      row({ state: 'ANSWERED_LATE', outcome: 'NO_RECORD', delayMs: 60_000 }),
      row({ state: 'FAILED', outcome: null, answeredOn: null, delayMs: null }),
      row({ state: 'RETRY_WAIT', outcome: null, answeredOn: null, delayMs: null, count: 2 }),
      row({ state: 'CANCELLED', count: 7 }),
      row({ agencyCode: 'LAND', mode: 'ML', slaWorkingDays: 10 }),
    ],
    dueOf,
  );
  expect(figures.get('TAX')).toEqual({
    ...{ asked: 7, open: 2, answered: 4, failed: 1, timed: 7, inTime: 3, late: 1 },
    ...{ outcomes: { HIT: 3, NO_RECORD: 1 }, delays: { 100: 3, 60000: 1 } },
  });
  expect(figures.get('LAND')).toMatchObject({ asked: 1, answered: 1, timed: 0, inTime: 0, late: 0 });
});

test.each([
  [0, 0],
  [7, 7],
  [99, 99],
  [100, 100],
  [101, 110],
  [1_234, 1_300],
  [1_300, 1_300],
  [86_400_000, 87_000_000],
])('a delay of %i ms is kept as %i', (ms, kept) => {
  expect(toTwoDigits(ms)).toBe(kept);
});

test.each([
  [{}, 50, null],
  [{ 10: 1 }, 95, 10],
  [{ 10: 50, 20: 50 }, 50, 10],
  [{ 10: 49, 20: 51 }, 50, 20],
  [{ 10: 95, 9000: 5 }, 95, 10],
  [{ 10: 94, 9000: 6 }, 95, 9_000],
  [{ 9: 1, 10: 1, 100: 1 }, 50, 10],
])('of the delays %o, %i of a hundred do not pass %s', (delays, percent, expected) => {
  expect(percentileOf(delays, percent)).toBe(expected);
});

test('days are added up by name', () => {
  const [day] = [...figuresOf([row()], dueOf).values()];
  if (day === undefined) throw new Error('no figures');
  expect(sumOf([day, day])).toMatchObject({ asked: 2, inTime: 2, outcomes: { HIT: 2 }, delays: { 100: 2 } });
  expect(sumOf([])).toMatchObject({ asked: 0, delays: {} });
});

test('faults: over-return, wrong signatures and wrong answers apart; an agency that is away answered nothing wrong', () => {
  const faults = {
    ...{ ANSWER_OVER_RETURN: 2, ANSWER_UNSIGNED: 1, FILE_SIGNATURE_INVALID: 1, NONCE_REPLAYED: 1 },
    ...{ ANSWER_INCONSISTENT: 4, FILE_STRUCTURE_INVALID: 1, TIMEOUT: 9, HTTP_STATUS: 9, ERROR: 9 },
  };
  expect(faultSums(faults)).toEqual({ overReturned: 2, wrongSignatures: 3, wrongAnswers: 5 });
  expect(listOf({ TIMEOUT: 1, ERROR: 2 })).toEqual([
    { code: 'ERROR', count: 2 },
    { code: 'TIMEOUT', count: 1 },
  ]);
});

test.each([
  [98, 100, 98],
  [1, 3, 33.33],
  [0, 0, null],
])('%i of %i are %s%%', (part, whole, expected) => {
  expect(percentOf(part, whole)).toBe(expected);
});
