import { describe, expect, test } from 'vitest';
import { pinyinKey } from './pinyin.ts';
import { type MatchFacts, type MatchWeights, scoreMatch, swapped } from './rules.ts';

/** The start data of policy_parameter (people.md §1.2). */
const weights: MatchWeights = {
  idNoEqual: 100,
  nameEqual: 30,
  nameVariant: 20,
  namePinyin: 12,
  birthEqual: 30,
  birthSwapped: 15,
  sexEqual: 5,
  villageEqual: 15,
  townshipEqual: 8,
  householdHeadEqual: 10,
  phoneEqual: 10,
  idNoDifferent: -100,
  impossible: -60,
  proposedFrom: 85,
  listedFrom: 60,
  ageGapYears: 12,
};

function aRecord(overrides: Partial<MatchFacts> = {}): MatchFacts {
  const name = overrides.name ?? '张伟';
  return {
    id: 'a',
    name,
    pinyin: pinyinKey(name),
    birthDate: '1982-03-10',
    sex: '1',
    division: '370102001001',
    verified: false,
    relatives: [],
    parentBirths: [],
    childBirths: [],
    ...overrides,
  };
}

const score = (a: Partial<MatchFacts>, b: Partial<MatchFacts>) =>
  scoreMatch(aRecord({ id: 'a', ...a }), aRecord({ id: 'b', ...b }), weights);

describe('the score of two records (people.md §1.2)', () => {
  test('example H4: no number, name 30 + birth 30 + sex 5 + village 15 = 80: listed, not proposed', () => {
    expect(score({}, {})).toEqual({
      score: 80,
      parts: [
        { part: 'NAME_EQUAL', points: 30 },
        { part: 'BIRTH_EQUAL', points: 30 },
        { part: 'SEX_EQUAL', points: 5 },
        { part: 'VILLAGE_EQUAL', points: 15 },
      ],
      state: 'LISTED',
    });
  });

  test('example H5: as H4 with the same phone 10 = 90: proposed', () => {
    expect(score({ phone: 'p' }, { phone: 'p' })).toMatchObject({ score: 90, state: 'PROPOSED' });
  });

  test('example H6: as H5 but both have verified, different numbers: −10, not listed', () => {
    const [a, b] = [
      { phone: 'p', idNo: 'x', verified: true },
      { phone: 'p', idNo: 'y', verified: true },
    ];
    expect(score(a, b)).toMatchObject({ score: -10, state: 'NOT_LISTED' });
  });

  const none = { name: '王芳', birthDate: '1980-01-01', sex: '2', division: '370103001001' };
  const cases: [what: string, a: Partial<MatchFacts>, b: Partial<MatchFacts>, points: number][] = [
    ['nothing in common', {}, none, 0],
    ['the same number', { idNo: 'x' }, { ...none, idNo: 'x' }, 100],
    ['different numbers, one of them only declared', { idNo: 'x', verified: true }, { idNo: 'y' }, 80],
    ['a number on one side only', { idNo: 'x', verified: true }, { verified: true }, 80],
    ['a traditional form of the name', { name: '張偉' }, { ...none, name: '张伟' }, 20],
    ['a missing dot', { name: '买买提·艾力' }, { ...none, name: '买买提艾力' }, 20],
    ['the same sound', {}, { ...none, name: '张玮' }, 12],
    ['another sound', {}, { ...none, name: '张未末' }, 0],
    ['the same birth', {}, { ...none, birthDate: '1982-03-10' }, 30],
    ['day and month changed over', {}, { ...none, birthDate: '1982-10-03' }, 15],
    ['the same sex', {}, { ...none, sex: '1' }, 5],
    ['an unknown sex on both sides', { sex: '0' }, { ...none, sex: '0' }, 0],
    ['the same village', {}, { ...none, division: '370102001001' }, 15],
    ['the same township, other villages', {}, { ...none, division: '370102001002' }, 8],
    ['the same township, villages unknown', { division: '370102001000' }, { ...none, division: '370102001000' }, 8],
    ['the same county only', {}, { ...none, division: '370102002001' }, 0],
    ['the same county, township unknown', { division: '370102000000' }, { ...none, division: '370102000000' }, 0],
    ['the same household head', { householdHeadId: 'h' }, { ...none, householdHeadId: 'h' }, 10],
    ['the same phone', { phone: 'p' }, { ...none, phone: 'p' }, 10],
    ['phones unknown on both sides', {}, none, 0],
    ['one is a relative of the other', { relatives: ['b'] }, none, -60],
    ['births 12 years apart to the day', {}, { ...none, birthDate: '1970-03-10' }, 0],
    ['births more than 12 years apart', {}, { ...none, birthDate: '1970-03-09' }, -60],
    [
      'one died before the other was born',
      { birthDate: '1980-01-01', deathDate: '1981-01-01' },
      { ...none, birthDate: '1985-05-05' },
      -60,
    ],
    ['a child of one is 12 years younger than the other', { childBirths: ['1992-01-01'] }, none, 0],
    ['a child of one is less than 12 years younger than the other', { childBirths: ['1991-12-31'] }, none, -60],
    ['a parent of one is less than 12 years older than the other', { parentBirths: ['1968-01-02'] }, none, -60],
  ];

  test.each(cases)('%s', (_what, a, b, points) => {
    expect(score(a, b).score).toBe(points);
    // Whichever record comes first.
    const swappedSides = scoreMatch(aRecord({ id: 'b', ...b }), aRecord({ id: 'a', ...a }), weights);
    expect(swappedSides.score).toBe(points);
  });

  test('a child who is recorded as a relative of the same name, birth and village is not listed', () => {
    expect(score({ relatives: ['b'], phone: 'p' }, { phone: 'p' })).toMatchObject({ score: 30, state: 'NOT_LISTED' });
  });

  test.each([
    [59, 'NOT_LISTED'],
    [60, 'LISTED'],
    [84, 'LISTED'],
    [85, 'PROPOSED'],
  ] as const)('%i points: %s', (points, state) => {
    const only = { ...weights, phoneEqual: points };
    const decision = scoreMatch(aRecord({ phone: 'p' }), aRecord({ ...none, id: 'b', phone: 'p' }), only);
    expect(decision).toMatchObject({ score: points, state });
  });
});

describe('the keys of machines', () => {
  test.each([
    ['张伟', 'zhang wei'],
    ['张玮', 'zhang wei'],
    ['單雄信', 'shan xiong xin'],
    ['吕布', 'lv bu'],
    ['买买提·艾力', 'mai mai ti ai li'],
  ])('%s sounds %s', (name, key) => {
    expect(pinyinKey(name)).toBe(key);
  });

  test('a day with day and month changed over may be no day', () => {
    expect([swapped('1982-03-10'), swapped('1982-03-31')]).toEqual(['1982-10-03', '1982-31-03']);
  });
});
