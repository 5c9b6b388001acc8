import type { Role } from '@mz/contracts';
import { describe, expect, it } from 'vitest';
import {
  approverOf,
  deciderOf,
  decideStep,
  filerOf,
  mayApply,
  needsExperts,
  type Route,
  type StepFacts,
  touches,
  waivesAt,
} from './rules.ts';

const street = '370181001000';

describe('place-names.md §5.3, §4.4: who approves a name', () => {
  it.each<[string, Partial<Route>, string]>([
    ['a street', { subject: 'STREET' }, 'COUNTY'],
    ['an estate', { subject: 'ESTATE' }, 'COUNTY'],
    ['a village', { subject: 'VILLAGE' }, 'COUNTY'],
    ['a hill in one county', { subject: 'FEATURE' }, 'COUNTY'],
    ['a river through two counties', { divisions: [street, '370125000000'] }, 'CITY'],
    ['a river through two cities', { divisions: [street, '370321000000'] }, 'PROVINCE'],
    ['a river through two provinces', { divisions: [street, '130100000000'] }, 'STATE_COUNCIL'],
    ['a nationally known mountain', { nationallyKnown: true }, 'STATE_COUNCIL'],
    ['a railway station', { subject: 'STATION' }, 'DEPARTMENT'],
    ['a township', { subject: 'TOWNSHIP' }, 'PROVINCE'],
    ['a subdistrict', { subject: 'SUBDISTRICT' }, 'CITY'],
    ['a county', { subject: 'COUNTY_OR_ABOVE' }, 'STATE_COUNCIL'],
  ])('%s', (_, route, level) => {
    expect(approverOf({ subject: 'FEATURE', divisions: [street], nationallyKnown: false, ...route })).toBe(level);
  });

  it('each level has a role that decides, and its superior one that files', () => {
    const levels = ['COUNTY', 'DEPARTMENT', 'CITY', 'PROVINCE', 'STATE_COUNCIL'] as const;
    expect(levels.map((level) => [deciderOf(level), filerOf(level)])).toEqual([
      ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER'],
      ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER'],
      ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'],
      ['PLACE_PROVINCE_CHECKER', 'PLACE_PROVINCE_OFFICER'],
      ['PLACE_PROVINCE_CHECKER', 'PLACE_PROVINCE_OFFICER'],
    ]);
  });

  it.each<[Role, string[], boolean]>([
    ['VILLAGE_ASSISTANT', [street], true],
    ['PLACE_TOWN_CLERK', [street, '370181002000'], false],
    ['PLACE_COUNTY_CLERK', [street, '370125000000'], true],
    ['PLACE_COUNTY_CLERK', [street, '370321000000'], false],
    ['PLACE_CITY_OFFICER', [street, '370321000000'], true],
  ])('§12: %s applies for a street in %j', (role, divisions, allowed) => {
    expect(mayApply(role, { subject: 'STREET', divisions })).toBe(allowed);
  });

  it('§12: a township does not apply for a mountain or a township', () => {
    expect(mayApply('PLACE_TOWN_CLERK', { subject: 'FEATURE', divisions: [street] })).toBe(false);
    expect(mayApply('PLACE_TOWN_CLERK', { subject: 'TOWNSHIP', divisions: [street] })).toBe(false);
  });

  it.each([
    ['370181000000', '370100000000', ['370181000000', '370125000000'], true],
    ['370182000000', '370100000000', ['370181000000', '370125000000'], false],
    ['370100000000', '370181001000', [], true],
  ])('an office of %s and a feature in %s that crosses %j', (office, division, crossed, expected) => {
    expect(touches(office, division, crossed)).toBe(expected);
  });

  it('other letters are let pass by the city, homophones and personal names by the county’s checker', () => {
    expect([waivesAt('PINYIN_MISMATCH'), waivesAt('HOMOPHONE'), waivesAt('PERSONAL_NAME')]).toEqual([
      'PLACE_CITY_OFFICER',
      'PLACE_COUNTY_CHECKER',
      'PLACE_COUNTY_CHECKER',
    ]);
  });

  it('experts review heritage and what is a township or more', () => {
    const subjects = ['COUNTY_OR_ABOVE', 'TOWNSHIP', 'SUBDISTRICT', 'VILLAGE', 'STREET'] as const;
    expect(subjects.map((subject) => needsExperts(subject, false))).toEqual([true, true, true, false, false]);
    expect(needsExperts('STREET', true)).toBe(true);
  });
});

describe('place-names.md §5.3: the machine of an application', () => {
  const plain: StepFacts = {
    needsExperts: false,
    needsProvince: false,
    expertFavourable: null,
    provinceFavourable: null,
    publicityEndsOn: '2014-05-05',
    today: '2014-05-06',
  };
  type Way = Parameters<typeof decideStep>;

  it.each<[string, Way[0], Way[1], Way[2], Partial<StepFacts>, string]>([
    ['taken in', 'SUBMITTED', 'accept', 'PLACE_COUNTY_CLERK', {}, 'ACCEPTED'],
    ['checked', 'ACCEPTED', 'check', 'PLACE_COUNTY_CLERK', {}, 'AUTO_CHECKED'],
    ['surveyed', 'AUTO_CHECKED', 'survey', 'PLACE_COUNTY_CLERK', {}, 'SURVEYED'],
    ['straight to the notice', 'SURVEYED', 'publicise', 'PLACE_COUNTY_CLERK', {}, 'PUBLICISED'],
    ['experts first', 'SURVEYED', 'publicise', 'PLACE_COUNTY_CLERK', { needsExperts: true }, 'EXPERT_REVIEW_MISSING'],
    ['experts', 'SURVEYED', 'review', 'PLACE_EXPERT', { needsExperts: true }, 'EXPERT_REVIEWED'],
    ['no experts needed', 'SURVEYED', 'review', 'PLACE_EXPERT', {}, 'OPINION_NOT_NEEDED'],
    [
      'the province before the notice',
      'EXPERT_REVIEWED',
      'publicise',
      'PLACE_COUNTY_CLERK',
      { needsProvince: true },
      'PROVINCE_OPINION_MISSING',
    ],
    [
      'the province’s opinion',
      'EXPERT_REVIEWED',
      'opine',
      'PLACE_PROVINCE_OFFICER',
      { needsProvince: true },
      'EXPERT_REVIEWED',
    ],
    ['no opinion needed', 'EXPERT_REVIEWED', 'opine', 'PLACE_PROVINCE_OFFICER', {}, 'OPINION_NOT_NEEDED'],
    [
      'the last day of the notice',
      'PUBLICISED',
      'approve',
      'PLACE_COUNTY_CHECKER',
      { today: '2014-05-05' },
      'PUBLICITY_RUNNING',
    ],
    ['the day after', 'PUBLICISED', 'approve', 'PLACE_COUNTY_CHECKER', {}, 'APPROVED'],
    [
      'experts against',
      'PUBLICISED',
      'approve',
      'PLACE_COUNTY_CHECKER',
      { expertFavourable: false },
      'EXPERT_OPINION_NEGATIVE',
    ],
    [
      'the province against',
      'PUBLICISED',
      'approve',
      'PLACE_CITY_OFFICER',
      { provinceFavourable: false },
      'EXPERT_OPINION_NEGATIVE',
    ],
    [
      'rejected against the experts’ favour',
      'PUBLICISED',
      'reject',
      'PLACE_COUNTY_CHECKER',
      { expertFavourable: true },
      'REJECTED',
    ],
    ['rejected after the check failed', 'ACCEPTED', 'reject', 'PLACE_COUNTY_CHECKER', {}, 'REJECTED'],
    ['announced', 'APPROVED', 'announce', 'PLACE_COUNTY_CLERK', {}, 'ANNOUNCED'],
    ['filed', 'ANNOUNCED', 'file', 'PLACE_CITY_OFFICER', {}, 'FILED'],
    ['signed', 'FILED', 'sign', 'SYSTEM', {}, 'SIGNED'],
    ['no step twice', 'ACCEPTED', 'accept', 'PLACE_COUNTY_CLERK', {}, 'STATE_TRANSITION_INVALID'],
    ['no approval without a notice', 'SURVEYED', 'approve', 'PLACE_COUNTY_CHECKER', {}, 'STATE_TRANSITION_INVALID'],
    ['a rejected one stays so', 'REJECTED', 'announce', 'PLACE_COUNTY_CLERK', {}, 'STATE_TRANSITION_INVALID'],
    ['a clerk does not decide', 'PUBLICISED', 'approve', 'PLACE_COUNTY_CLERK', {}, 'ROLE_NOT_PERMITTED'],
  ])('%s', (_, state, step, role, facts, expected) => {
    const decision = decideStep(state, step, role, { ...plain, ...facts });
    expect(decision.ok ? decision.value.to : decision.code).toBe(expected);
  });
});
