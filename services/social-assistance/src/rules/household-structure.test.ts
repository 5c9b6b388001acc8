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

  it('the named head is the one of the relations', () => {
    expect(checkHouseholdStructure([head], 'somebody').map(({ detail }) => detail)).toEqual(['HEAD_DIFFERS']);
  });
});
