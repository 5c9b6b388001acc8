import { describe, expect, test } from 'vitest';
import { areaOf, canRehearse, differencesBetween, isOverdue, isSwitchDone, statusOf, totalsOf } from './rules.ts';

describe('the area of a change', () => {
  test.each([
    ['CH-04 lies in one prefecture', ['371081000000', '371002000000', '371003000000'], '371000000000'],
    ['CH-14 lies in two', ['371200000000', '370100000000'], '370000000000'],
    ['CH-03 in one county', ['371324000000', '371324000000'], '371324000000'],
    ['a prefecture alone', ['371200000000', '371202000000'], '371200000000'],
    ['a township of a county', ['370102001000', '370102002000'], '370102000000'],
  ])('%s', (_name, codes, expected) => {
    expect(areaOf(codes)).toBe(expected);
  });
});

test.each([
  ['2014-01-24', true],
  ['2014-01-25', false],
  ['2014-01-26', false],
])('a change of 2014-01-25 can be rehearsed on %s: %s', (today, expected) => {
  expect(canRehearse({ effectiveOn: '2014-01-25' }, today)).toBe(expected);
});

const table = (name: string, full: number, ambiguous = 0, unmapped = 0) => ({
  table: name,
  full,
  ambiguous,
  unmapped,
  moves: [],
});
const said = (service: string, ...tables: ReturnType<typeof table>[]) => ({
  service,
  answered: true,
  error: null,
  tables,
  undecided: [],
  undecidedCount: 0,
});

test('totals add up over services', () => {
  expect(totalsOf([table('a', 3, 1), table('b', 4, 0, 2)])).toEqual({ full: 7, ambiguous: 1, unmapped: 2 });
});

test('a rehearsal with a silent service is PARTIAL', () => {
  expect(statusOf([said('people')])).toBe('COMPLETE');
  expect(statusOf([said('people'), { ...said('payments'), answered: false }])).toBe('PARTIAL');
});

describe('two rehearsals compared', () => {
  const nothing = { full: 0, ambiguous: 0, unmapped: 0 };

  test('tables with the same counts are left out', () => {
    expect(differencesBetween([said('people', table('person', 3))], [said('people', table('person', 3))])).toEqual([]);
  });

  test('what changed, came and went is told by service and table', () => {
    const before = [said('people', table('person', 3), table('case_access', 1))];
    const after = [said('people', table('person', 3, 1)), said('payments', table('payee', 2))];
    expect(differencesBetween(before, after)).toEqual([
      { service: 'payments', table: 'payee', before: nothing, after: { full: 2, ambiguous: 0, unmapped: 0 } },
      { service: 'people', table: 'case_access', before: { full: 1, ambiguous: 0, unmapped: 0 }, after: nothing },
      {
        service: 'people',
        table: 'person',
        before: { full: 3, ambiguous: 0, unmapped: 0 },
        after: { full: 3, ambiguous: 1, unmapped: 0 },
      },
    ]);
  });
});

describe('a switch closes at UNMAPPED = 0 and Σ before = Σ after (handbook §9.3)', () => {
  const closed = { state: 'CLOSED', before: 5, after: 5, unmapped: 0 } as const;

  test.each([
    ['all closed', [closed, closed], true],
    ['one waits for a person', [closed, { state: 'WAITING', before: 5, after: 4, unmapped: 1 } as const], false],
    ['one has not heard of it', [closed, { ...closed, state: 'NONE' } as const], false],
    ['one is silent', [closed, { ...closed, state: 'SILENT' } as const], false],
    ['the sums differ', [closed, { ...closed, after: 4 }], false],
  ])('%s: %s', (_name, services, expected) => {
    expect(isSwitchDone(services)).toBe(expected);
  });
});

test.each([
  ['SENT', '2014-02-11', '2014-02-11', false],
  ['SENT', '2014-02-11', '2014-02-12', true],
  ['CLOSED', '2014-02-11', '2014-02-12', false],
  ['HISTORY', null, '2014-02-12', false],
])('%s, due %s, on %s is overdue: %s', (state, dueOn, today, expected) => {
  expect(isOverdue({ state, dueOn }, today)).toBe(expected);
});
