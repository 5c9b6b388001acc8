import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, personId } from './factories.ts';
import type { Member } from './types.ts';

type Row = [guarantee: string, member: Partial<Member>, reason: string | null];

function reasonFor(member: Partial<Member>): string | null | undefined {
  const facts = aCase({ members: [aMember(1), aMember(2, { legalDutyOfSupport: false, ...member })] });
  return decideCase(facts).counted.find((one) => one.personId === personId(2))?.reason;
}

const adult = '1990-01-01';
const rows: Row[] = [
  ['a spouse counts', { relationToHead: '10' }, null],
  ['a parent counts', { relationToHead: '51' }, null],
  ['a parent with an own household does not', { relationToHead: '51', ownHousehold: true }, 'OWN_HOUSEHOLD'],
  [
    'a child of 17 on the first day of the benefit month counts',
    { relationToHead: '20', birthDate: '1996-06-02' },
    null,
  ],
  ['a child of 18 on that day does not', { relationToHead: '20', birthDate: '1996-06-01' }, 'ADULT_CHILD_INDEPENDENT'],
  [
    'an adult child who cannot live alone counts',
    { relationToHead: '30', birthDate: adult, dependentAdult: true },
    null,
  ],
  [
    'an adult child with a duty and a common life counts',
    { relationToHead: '20', birthDate: adult, legalDutyOfSupport: true },
    null,
  ],
  [
    'a full-time bachelor student counts',
    { relationToHead: '30', birthDate: adult, inSchool: 'BACHELOR', fullTime: true },
    null,
  ],
  [
    'a student who is not full-time does not',
    { relationToHead: '30', birthDate: adult, inSchool: 'BACHELOR' },
    'ADULT_CHILD_INDEPENDENT',
  ],
  [
    'a postgraduate does not',
    { relationToHead: '30', birthDate: adult, inSchool: 'POSTGRAD', fullTime: true },
    'POSTGRADUATE',
  ],
  [
    'a married-out child is a supporter, not a member',
    { relationToHead: '30', birthDate: adult, ownHousehold: true },
    'OWN_HOUSEHOLD',
  ],
  ['a son-in-law is not a child', { relationToHead: '28', birthDate: '2000-01-01' }, 'NO_LEGAL_DUTY'],
  [
    'a grandchild without a duty of support does not count',
    { relationToHead: '40', birthDate: '2005-01-01' },
    'NO_LEGAL_DUTY',
  ],
  ['a sibling with a duty of support counts', { relationToHead: '70', legalDutyOfSupport: true }, null],
  ['a migrant worker counts', { relationToHead: '10', awayReason: 'MIGRANT_WORK', awaySince: '2010-01-01' }, null],
  [
    'religious staff away for three years to the day do not',
    { relationToHead: '10', awayReason: 'RELIGIOUS', awaySince: '2011-05-16' },
    'RELIGIOUS_AWAY',
  ],
  [
    'religious staff away for a day less still count',
    { relationToHead: '10', awayReason: 'RELIGIOUS', awaySince: '2011-05-17' },
    null,
  ],
  [
    'a person serving a sentence does not',
    { relationToHead: '10', awayReason: 'SERVING_SENTENCE' },
    'SERVING_SENTENCE',
  ],
  ['a conscript does not', { relationToHead: '20', birthDate: adult, awayReason: 'CONSCRIPT' }, 'CONSCRIPT'],
  ['a person declared missing does not', { relationToHead: '10', lifeStatus: 'MISSING_DECLARED' }, 'DECLARED_MISSING'],
  ['a dead person does not', { relationToHead: '10', lifeStatus: 'DEAD' }, 'DEAD'],
];

describe('counted members (MF-220 art. 6)', () => {
  it.each(rows)('%s', (_, member, reason) => {
    expect(reasonFor(member)).toBe(reason);
  });

  it('an unknown start of religious life keeps the person counted and is shown to a person', () => {
    const facts = aCase({ members: [aMember(1), aMember(2, { relationToHead: '10', awayReason: 'RELIGIOUS' })] });
    const result = decideCase(facts);
    expect(result.parts[0]?.countedMembers).toBe(2);
    expect(result.reviewFlags).toContain('AWAY_SINCE_MISSING');
  });

  it('an orphan with the basic-living allowance stays in n and leaves e', () => {
    const orphan = aMember(2, { relationToHead: '40', specialIdentities: ['ORPHAN'] });
    const part = decideCase(aCase({ members: [aMember(1), orphan] })).parts[0];
    expect([part?.countedMembers, part?.eligibleMembers, part?.differentialFen]).toEqual([2, 1, 48_000]);
  });
});

describe('register kind (MF-220 art. 5)', () => {
  const kindRows: [string, Partial<Member>, boolean][] = [
    [
      'a unified register is urban when land and distribution are known to be absent',
      { hasContractLand: false, inCollectiveDistribution: false },
      true,
    ],
    ['contract land makes it rural', { hasContractLand: true, inCollectiveDistribution: false }, false],
    ['collective distribution makes it rural', { hasContractLand: false, inCollectiveDistribution: true }, false],
    ['what is not known is not absent', {}, false],
  ];
  it.each(kindRows)('%s', (_, facts, isUrban) => {
    const result = decideCase(aCase({ members: [aMember(1, { hukouKind: 'RESIDENT', ...facts })] }));
    expect(result.outcome).toBe(isUrban ? 'GRANT' : 'REFUSE');
    expect(result.reviewFlags.length).toBe(1);
  });

  it('a programme of the other kind has nobody to support: NO_ELIGIBLE_MEMBER', () => {
    const result = decideCase(aCase({ members: [aMember(1, { hukouKind: 'AGRI' })] }));
    expect(result.reasons.map(({ code }) => code)).toEqual(['NO_ELIGIBLE_MEMBER']);
    expect(result.counterfactuals).toEqual([]);
  });
});
