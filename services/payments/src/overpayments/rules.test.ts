import { describe, expect, it } from 'vitest';
import {
  allocate,
  decideHardship,
  decideRecall,
  decideRefund,
  firstPlan,
  instalmentOf,
  isSameYear,
  type Recall,
  shareOfRecovery,
} from './rules.ts';

describe('instalments (payments.md §7)', () => {
  it.each<[string, number, number | null, number, number | null, number | null]>([
    ['example P8: 480.00 at 20% of 60.00 are 12.00 and 40 months', 48_000, 6_000, 2_000, 1_200, 40],
    ['one fen more is a month more', 48_001, 6_000, 2_000, 1_200, 41],
    ['one fen less is the same month', 47_999, 6_000, 2_000, 1_200, 40],
    ['the share is rounded down to the fen', 100, 9, 2_000, 1, 100],
    ['a share below a fen never ends it', 100, 4, 2_000, 0, null],
    ['nothing outstanding', 0, 6_000, 2_000, 1_200, 0],
    ['nothing is offset', 48_000, 6_000, 0, null, null],
    ['no monthly amount is known', 48_000, null, 2_000, null, null],
  ])('%s', (_, outstanding, monthly, bp, instalmentFen, monthsLeft) => {
    expect(instalmentOf(outstanding, monthly, bp)).toEqual({ instalmentFen, monthsLeft });
  });
});

describe('first plan', () => {
  it.each([
    ['NONE', false, { state: 'OFFSETTING', offsetBp: 2_000, resumeState: null, resumeBp: null }],
    ['AGENCY', false, { state: 'OFFSETTING', offsetBp: 2_000, resumeState: null, resumeBp: null }],
    ['PARTNER', false, { state: 'OFFSETTING', offsetBp: 2_000, resumeState: null, resumeBp: null }],
    ['CITIZEN', false, { state: 'DEMANDED', offsetBp: 0, resumeState: null, resumeBp: null }],
    ['NONE', true, { state: 'SUSPENDED', offsetBp: 0, resumeState: 'OFFSETTING', resumeBp: 2_000 }],
    ['CITIZEN', true, { state: 'SUSPENDED', offsetBp: 0, resumeState: 'DEMANDED', resumeBp: 0 }],
  ])('fault %s, appealed %s', (fault, suspended, plan) => {
    expect(firstPlan(fault, 2_000, suspended)).toEqual(plan);
  });
});

describe('who and what is recovered first', () => {
  const parts = [
    { id: 'old', outstandingFen: 500 },
    { id: 'new', outstandingFen: 700 },
  ];
  it.each<[number, [string, number][], number]>([
    [1, [['old', 1]], 0],
    [500, [['old', 500]], 0],
    [
      501,
      [
        ['old', 500],
        ['new', 1],
      ],
      0,
    ],
    [
      1_201,
      [
        ['old', 500],
        ['new', 700],
      ],
      1,
    ],
  ])('%d fen: the oldest first', (amount, taken, restFen) => {
    const result = allocate(amount, parts);
    expect(result.taken.map(({ part, amountFen }) => [part.id, amountFen])).toEqual(taken);
    expect(result.restFen).toBe(restFen);
  });

  const share = (personId: string, isDead = false) => ({ personId, amountFen: 18_000, isDead });
  it.each<[string, number, Record<string, number>]>([
    ['first the share of the dead', 1_200, { b2: 1_200 }],
    ['then the others by their amounts, to the fen', 18_003, { b2: 18_000, a1: 2, c3: 1 }],
    ['all', 54_000, { b2: 18_000, a1: 18_000, c3: 18_000 }],
    ['nothing', 0, {}],
    ['more than was paid', 54_001, { b2: 18_000, a1: 18_000, c3: 18_000 }],
  ])('%s', (_, recovered, parts2) => {
    const shares = [share('a1'), share('b2', true), share('c3')];
    expect(Object.fromEntries(shareOfRecovery(recovered, shares))).toEqual(parts2);
  });

  it('where only the dead had a share, the rest fits nowhere', () => {
    expect(Object.fromEntries(shareOfRecovery(20_000, [share('b2', true)]))).toEqual({ b2: 18_000 });
  });

  it('nobody gets a part of nothing', () => {
    expect(allocate(500, [{ outstandingFen: 0 }, ...parts]).taken.map(({ amountFen }) => amountFen)).toEqual([500]);
    expect(allocate(0, parts)).toEqual({ taken: [], restFen: 0 });
  });

  it.each([
    ['2014-01', '2014-12-31', true],
    ['2013-12', '2014-01-01', false],
  ])('month %s found on %s: same year %s', (month, today, same) => {
    expect(isSameYear(month, today)).toBe(same);
  });
});

describe('refusals', () => {
  const offsetting = { fault: 'NONE', state: 'OFFSETTING', offsetBp: 2_000 };
  it.each<[string, object, number, string | null]>([
    ['waived', {}, 0, null],
    ['one point lower', {}, 1_999, null],
    ['OFFSET_NOT_LOWER', {}, 2_000, 'OFFSET_NOT_LOWER'],
    ['HARDSHIP_NOT_ALLOWED', { fault: 'CITIZEN', state: 'DEMANDED' }, 0, 'HARDSHIP_NOT_ALLOWED'],
    ['STATE_TRANSITION_INVALID', { state: 'SUSPENDED' }, 0, 'STATE_TRANSITION_INVALID'],
  ])('hardship: %s', (_, change, bp, code) => {
    const decision = decideHardship({ ...offsetting, ...change }, bp);
    expect(decision.ok ? null : decision.code).toBe(code);
  });

  const money = {
    state: 'DEMANDED',
    outstandingFen: 100,
    amountFen: 100,
    receivedOn: '2014-06-30',
    today: '2014-06-30',
  };
  it.each<[string, object, string | null]>([
    ['all of it today', {}, null],
    ['REFUND_EXCEEDS_DEBT', { amountFen: 101 }, 'REFUND_EXCEEDS_DEBT'],
    ['DATE_NOT_ALLOWED', { receivedOn: '2014-07-01' }, 'DATE_NOT_ALLOWED'],
    ['written off', { state: 'WRITTEN_OFF' }, 'STATE_TRANSITION_INVALID'],
    ['withdrawn', { state: 'WITHDRAWN' }, 'STATE_TRANSITION_INVALID'],
    ['recovered', { state: 'RECOVERED' }, 'STATE_TRANSITION_INVALID'],
    ['while it is offset', { state: 'OFFSETTING' }, null],
    ['while an appeal runs', { state: 'SUSPENDED' }, null],
  ])('refund: %s', (_, change, code) => {
    const decision = decideRefund({ ...money, ...change });
    expect(decision.ok ? null : decision.code).toBe(code);
  });

  const dead = { personId: 'a1', isPayee: true, isDead: true };
  const living = { personId: 'c3', isPayee: false, isDead: false };
  const base: Recall = {
    from: 'BANK',
    recipients: [dead, living],
    openedOn: '2014-06-01',
    bankDays: 30,
    askedBank: false,
    today: '2014-07-01',
  };
  it.each<[string, Partial<Recall>, string | null]>([
    ['the bank on its last day', {}, null],
    ['RECALL_TOO_LATE: a day later', { today: '2014-07-02' }, 'RECALL_TOO_LATE'],
    ['RECALL_WITHOUT_DEATH', { recipients: [living] }, 'RECALL_WITHOUT_DEATH'],
    [
      'RECALL_WITHOUT_DEATH: only a member is dead',
      { recipients: [{ ...dead, isPayee: false }] },
      'RECALL_WITHOUT_DEATH',
    ],
    ['RECALL_BANK_FIRST', { from: 'ESTATE' }, 'RECALL_BANK_FIRST'],
    ['the estate after the bank', { from: 'ESTATE', askedBank: true }, null],
    ['the estate after the bank’s days', { from: 'ESTATE', today: '2014-07-02' }, null],
    ['a person who received it', { from: 'PERSON', personId: 'c3', askedBank: true }, null],
    ['DEBTOR_NOT_RECIPIENT', { from: 'PERSON', personId: 'x9', askedBank: true }, 'DEBTOR_NOT_RECIPIENT'],
    ['RECALL_BANK_FIRST: a person', { from: 'PERSON', personId: 'c3' }, 'RECALL_BANK_FIRST'],
    ['RECALL_WITHOUT_DEATH: the payee lives', { recipients: [{ ...dead, isDead: false }] }, 'RECALL_WITHOUT_DEATH'],
    ['nobody is named', { from: 'PERSON', askedBank: true }, 'DEBTOR_NOT_RECIPIENT'],
    ['the dead are no debtors', { from: 'PERSON', personId: 'a1', askedBank: true }, 'DEBTOR_NOT_RECIPIENT'],
  ])('recall: %s', (_, change, code) => {
    const decision = decideRecall({ ...base, ...change });
    // Whoever is asked: the last day of the bank is told.
    expect(decision).toEqual(code === null ? { ok: true, value: '2014-07-01' } : { ok: false, code });
  });
});
