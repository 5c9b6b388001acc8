import { describe, expect, it } from 'vitest';
import { decideNotice, type EarlierNotice, gradeOf, type LifeRecord, type Notice } from './rules.ts';

const today = '2014-06-02';
const alive: LifeRecord = { birthDate: '1950-06-15', deathDate: null, notices: [] };
const cremation: EarlierNotice = {
  id: 'n1',
  kind: 'DEATH',
  eventDate: '2014-05-10',
  source: 'CREMATION',
  certainty: 'CONFIRMED',
  announced: true,
  revokesNoticeId: null,
};
const dead: LifeRecord = { ...alive, deathDate: '2014-05-10', notices: [cremation] };

function notice(overrides: Partial<Notice>): Notice {
  return {
    kind: 'DEATH',
    eventDate: '2014-05-10',
    source: 'CREMATION',
    documented: true,
    matchedBy: 'NUMBER',
    ...overrides,
  };
}

function outcome(given: Partial<Notice>, record: LifeRecord): string {
  const decision = decideNotice(notice(given), record, today);
  return decision.ok ? decision.value.kind : decision.code;
}

describe('the grade of a death (people.md §3)', () => {
  it.each<[string, Partial<Notice>]>([
    ['CONFIRMED', { source: 'CREMATION' }],
    ['CONFIRMED', { source: 'PSB_CANCEL', documented: false }],
    ['REPORTED', { source: 'VILLAGE_REPORT' }],
    ['REPORTED', { source: 'FAMILY' }],
    ['REPORTED', { source: 'PARTNER' }],
    // H12: matched by name and birth only.
    ['REPORTED', { source: 'CREMATION', matchedBy: 'NAME_BIRTH' }],
    ['REPORTED', { source: 'PSB_CANCEL', matchedBy: 'NAME_BIRTH' }],
  ])('%s: %j', (grade, given) => {
    expect(gradeOf(notice(given))).toBe(grade);
  });
});

describe('what a notice does', () => {
  it.each<[string, Partial<Notice>, LifeRecord]>([
    ['DIES', {}, alive],
    ['REPORTED', { source: 'FAMILY' }, alive],
    ['DATE_ORDER_INVALID', { eventDate: '1950-06-14' }, alive],
    ['DIES', { eventDate: '1950-06-15' }, alive],
    ['DIES', { eventDate: today }, alive],
    ['DATE_ORDER_INVALID', { eventDate: '2014-06-03' }, alive],
    ['DOCUMENT_MISSING', { documented: false }, alive],
    ['NOTHING_NEW', { source: 'PSB_CANCEL' }, dead],
    ['DIFFERS', { source: 'PSB_CANCEL', eventDate: '2014-05-12' }, dead],
    ['CONFLICT', { kind: 'LIVING_CLAIM', eventDate: today }, dead],
    ['STATE_TRANSITION_INVALID', { kind: 'LIVING_CLAIM', eventDate: today }, alive],
    ['REVOKES', { kind: 'DEATH_REVOKED', eventDate: today, revokesNoticeId: 'n1' }, dead],
    ['DOCUMENT_MISSING', { kind: 'DEATH_REVOKED', eventDate: today, revokesNoticeId: 'n1', documented: false }, dead],
    ['NOTICE_UNKNOWN', { kind: 'DEATH_REVOKED', eventDate: today, revokesNoticeId: 'n2' }, dead],
    ['INPUT_INVALID', { kind: 'DEATH_REVOKED', eventDate: today }, dead],
    [
      'STATE_TRANSITION_INVALID',
      { kind: 'DEATH_REVOKED', eventDate: today, revokesNoticeId: 'n1' },
      { ...alive, notices: [{ ...cremation, certainty: 'REVOKED' }] },
    ],
  ])('%s: %j', (expected, given, record) => {
    expect(outcome(given, record)).toBe(expected);
  });

  it('the earlier of two confirmed dates counts, a report never moves it', () => {
    const dates = [
      notice({ eventDate: '2014-05-12' }),
      notice({ eventDate: '2014-05-09' }),
      notice({ eventDate: '2014-05-09', source: 'FAMILY' }),
    ].map((one) => decideNotice(one, dead, today));
    expect(dates.map((one) => one.ok && one.value.kind === 'DIFFERS' && one.value.deathDate)).toEqual([
      '2014-05-10',
      '2014-05-09',
      '2014-05-10',
    ]);
  });
});
