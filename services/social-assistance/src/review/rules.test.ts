import { describe, expect, test } from 'vitest';
import { type Review, reviewFaults, reviewOutcome } from './rules.ts';

type Attendee = Review['attendees'][number];

function people(count: number, change: Partial<Attendee> = {}): Attendee[] {
  const attendee: Attendee = { role: 'VILLAGER_REPRESENTATIVE', nearRelative: false, vote: 'YES', signed: true };
  return Array.from({ length: count }, () => ({ ...attendee, ...change }));
}

function review(attendees: Attendee[], disputed = false): Review {
  return {
    heldOn: '2014-05-05',
    chairSubject: 'lead',
    attendees,
    disputed,
    minutesSha256: 'a'.repeat(64),
    conclusion: '评议通过',
  };
}

const staff = { role: 'TOWNSHIP_STAFF' } as const;
const committee = { role: 'VILLAGE_COMMITTEE' } as const;
const attendeesMin = 9;

function codes(attendees: Attendee[]): string[] {
  return reviewFaults(review(attendees), attendeesMin).map(({ code }) => code);
}

describe('REVIEW_QUORUM_NOT_MET: nine attendees, representatives at least two thirds, all signed (MF-220, §5.1)', () => {
  test.each([
    ['eight attendees', people(8), ['REVIEW_QUORUM_NOT_MET']],
    ['nine attendees', people(9), []],
    ['five of nine are representatives', [...people(5), ...people(4, committee)], ['REVIEW_QUORUM_NOT_MET']],
    ['six of nine are representatives: exactly two thirds', [...people(6), ...people(3, committee)], []],
    ['six of ten', [...people(6), ...people(4, staff)], ['REVIEW_QUORUM_NOT_MET']],
    ['seven of ten', [...people(7), ...people(3, staff)], []],
    [
      'party-member representatives count as representatives',
      [...people(6, { role: 'PARTY_REPRESENTATIVE' }), ...people(2, committee), ...people(1, staff)],
      [],
    ],
    ['one signature is missing', [...people(8), ...people(1, { signed: false })], ['REVIEW_QUORUM_NOT_MET']],
    ['nobody came', [], ['REVIEW_QUORUM_NOT_MET']],
  ])('%s', (_, attendees, expected) => {
    expect(codes(attendees)).toEqual(expected);
  });

  test('the least number of attendees is the parameter of the place', () => {
    expect(reviewFaults(review(people(9)), 10)).toHaveLength(1);
    expect(reviewFaults(review(people(7)), 7)).toEqual([]);
  });
});

describe('CONFLICT_OF_INTEREST: near relatives of the applicant recuse themselves', () => {
  test.each([
    ['votes yes', 'YES', ['CONFLICT_OF_INTEREST']],
    ['votes no', 'NO', ['CONFLICT_OF_INTEREST']],
    ['abstains', 'ABSTAIN', []],
  ] as const)('a near relative who %s', (_, vote, expected) => {
    expect(codes([...people(9), ...people(1, { nearRelative: true, vote })])).toEqual([...expected]);
  });
});

describe('the review is agreed by two thirds of those present; a dispute forces re-investigation (§11.20)', () => {
  test.each([
    ['six of nine say yes: exactly two thirds', [...people(6), ...people(3, { vote: 'NO' })], false, 'AGREED'],
    ['five of nine', [...people(5), ...people(4, { vote: 'NO' })], false, 'DISPUTED'],
    ['abstentions are no consent', [...people(5), ...people(4, { vote: 'ABSTAIN' })], false, 'DISPUTED'],
    ['all say yes but the findings are disputed', people(9), true, 'DISPUTED'],
  ] as const)('%s', (_, attendees, disputed, outcome) => {
    expect(reviewOutcome(review([...attendees], disputed))).toBe(outcome);
  });
});
