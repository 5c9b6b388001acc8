import { describe, expect, it } from 'vitest';
import { checkHouseholdStructure, type StructureMember } from './household-structure.ts';

const head: StructureMember = { personId: 'head', relationToHead: '01', birthDate: '1970-01-01' };

function aPerson(relationToHead: string, birthDate?: string, personId = 'other'): StructureMember {
  return { personId, relationToHead, ...(birthDate === undefined ? {} : { birthDate }) };
}

describe('HOUSEHOLD_STRUCTURE_INVALID (social-assistance §10)', () => {
  const rows: [string, StructureMember[], string[]][] = [
    ['a head alone', [head], []],
    ['a family', [head, aPerson('10'), aPerson('20', '1995-01-01', 'son'), aPerson('51', '1940-01-01', 'father')], []],
    ['no head', [aPerson('10')], ['NO_HEAD /members']],
    [
      'two heads',
      [head, aPerson('02')],
      ['TWO_HEADS /members/1/relationToHead', 'HEAD_DIFFERS /members/1/relationToHead'],
    ],
    [
      'two spouses',
      [head, aPerson('10'), aPerson('12', undefined, 'third')],
      ['TWO_SPOUSES /members/2/relationToHead'],
    ],
    ['a member who is not related', [head, aPerson('98')], ['NOT_RELATED /members/1/relationToHead']],
    ['another person, by the code for it', [head, aPerson('99')], ['NOT_RELATED /members/1/relationToHead']],
    [
      'a third head',
      [head, aPerson('02', undefined, 'head')],
      ['TWO_HEADS /members/1/relationToHead', 'LISTED_TWICE /members/1/personId'],
    ],
    ['the same person twice', [head, aPerson('51', undefined, 'head')], ['LISTED_TWICE /members/1/personId']],
    [
      'a circle: a son older than the head',
      [head, aPerson('20', '1969-12-31')],
      ['CIRCULAR /members/1/relationToHead'],
    ],
    [
      'a circle: a parent younger than the head',
      [head, aPerson('52', '1970-01-02')],
      ['CIRCULAR /members/1/relationToHead'],
    ],
    ['a step-child may be older', [head, aPerson('27', '1969-12-31')], []],
    ['without birth dates no circle is claimed', [head, aPerson('20')], []],
  ];
  it.each(rows)('%s', (_, members, expected) => {
    const faults = checkHouseholdStructure(
      members,
      members.some(({ relationToHead }) => relationToHead === '01') ? 'head' : undefined,
    );
    expect(faults.map(({ detail, pointer }) => `${detail} ${pointer}`)).toEqual(expected);
    expect(faults.every(({ code }) => code === 'HOUSEHOLD_STRUCTURE_INVALID')).toBe(true);
  });

  const codes = Array.from({ length: 90 }, (_, index) => String(index + 10));
  const circular = (birthDate: string) =>
    codes.filter((code) =>
      checkHouseholdStructure([head, aPerson(code, birthDate)]).some(({ detail }) => detail === 'CIRCULAR'),
    );
  // GB/T 4761: by blood, without step, adopted and in-law relations.
  const younger = [
    ...['20', '21', '22', '23', '24', '25', '26', '29'],
    ...['30', '31', '32', '33', '34', '35', '36', '39'],
  ];
  const descendants = [...younger, '40', '41', '42', '43'];
  const ancestors = ['50', '51', '52', '60', '61', '62', '63', '64'];

  it('of all relations only descendants by blood may not be older, and ancestors by blood not younger', () => {
    expect(circular('1969-12-31')).toEqual(descendants);
    expect(circular('1970-01-02')).toEqual(ancestors);
    expect(circular('1970-01-01')).toEqual([...descendants, ...ancestors]);
  });

  it('each fault names the rule', () => {
    const [fault] = checkHouseholdStructure([]);
    expect(fault).toEqual({
      ...{ code: 'HOUSEHOLD_STRUCTURE_INVALID', detail: 'NO_HEAD', pointer: '/members', ruleId: 'SA-R-21@1' },
    });
  });

  it('kinship is measured from the named head', () => {
    const other = aPerson('02', '2000-01-01', 'other-head');
    const son = aPerson('20', '1990-01-01', 'son');
    const details = (name?: string) => checkHouseholdStructure([head, other, son], name).map(({ detail }) => detail);
    expect(details('head')).toEqual(['TWO_HEADS', 'HEAD_DIFFERS']);
    expect(details('other-head')).toEqual(['HEAD_DIFFERS', 'TWO_HEADS', 'CIRCULAR']);
    expect(details()).toEqual(['TWO_HEADS']);
    expect(checkHouseholdStructure([aPerson('20', '1969-01-01')]).map(({ detail }) => detail)).toEqual(['NO_HEAD']);
  });

  it('the named head is the one of the relations', () => {
    expect(checkHouseholdStructure([head], 'somebody').map(({ detail }) => detail)).toEqual(['HEAD_DIFFERS']);
  });
});
