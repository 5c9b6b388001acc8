import { createParameterSource } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { type Assessed, assessmentFor, countedIn, type DueFacts, dueMonth, isOverBy } from './due-month.ts';
import { aCase, aMember, anIncome, personId } from './factories.ts';
import { readParameterRows } from './parameter-rows.ts';

const source = createParameterSource(readParameterRows(aCase().parameters));
const couple = aCase({ members: [aMember(1), aMember(2, { relationToHead: '10' })] });
const first: Assessed = { fromMonth: '2014-06', facts: couple, kept: null };
const usual: DueFacts = {
  enrolledFrom: '2014-06',
  lastMonth: null,
  pausedFrom: null,
  deaths: new Map(),
  assessments: [first],
};

function due(month: string, change: Partial<DueFacts> = {}) {
  const { ground, amountFen, shares } = dueMonth({ ...usual, ...change }, month, source);
  return [ground, amountFen, shares.map(({ personId: id, amountFen: fen }) => [Number(id.slice(-2)), fen])];
}

const both = [
  [1, 48_000],
  [2, 48_000],
];

describe('SA-R-30: what a month is due, and on what ground', () => {
  it.each<[string, string, Partial<DueFacts>, unknown[]]>([
    ['the first month', '2014-06', {}, ['COMPUTED', 96_000, both]],
    ['the month before it', '2014-05', { assessments: [{ ...first, fromMonth: '2014-01' }] }, ['OUTSIDE', 0, []]],
    ['the last month', '2014-09', { lastMonth: '2014-09' }, ['COMPUTED', 96_000, both]],
    ['the month after it', '2014-10', { lastMonth: '2014-09' }, ['OUTSIDE', 0, []]],
    ['no facts hold yet', '2014-06', { assessments: [{ ...first, fromMonth: '2014-07' }] }, ['OUTSIDE', 0, []]],
    ['the month before a pause', '2014-06', { pausedFrom: '2014-07' }, ['COMPUTED', 96_000, both]],
    ['the first month of a pause', '2014-07', { pausedFrom: '2014-07' }, ['PAUSED', 0, []]],
    ['any later month of it', '2014-12', { pausedFrom: '2014-07' }, ['PAUSED', 0, []]],
    ['a pause never pays outside', '2014-05', { pausedFrom: '2014-01' }, ['OUTSIDE', 0, []]],
  ])('%s', (_, month, change, expected) => {
    expect(due(month, change)).toEqual(expected);
  });

  it('the newest facts that began by the month hold', () => {
    const later: Assessed = { ...first, fromMonth: '2014-08', facts: { ...couple, members: [aMember(1)] } };
    const assessments = [first, later];
    expect(['2014-07', '2014-08', '2014-09'].map((month) => due(month, { assessments })[1])).toEqual([
      96_000, 48_000, 48_000,
    ]);
    expect(assessmentFor(assessments, '2014-05')).toBeUndefined();
    expect(assessmentFor([first, { ...later, fromMonth: '2014-06' }], '2014-06')?.facts.members).toHaveLength(1);
  });

  it('a refused household is due nothing, and the reasons say why', () => {
    const refused = { ...first, facts: { ...couple, incomes: [anIncome({ amountFen: 900_000 })] } };
    const found = dueMonth({ ...usual, assessments: [refused] }, '2014-06', source);
    expect([found.ground, found.amountFen, found.reasons.map(({ code }) => code)]).toEqual([
      'COMPUTED',
      0,
      ['INCOME_NOT_BELOW_STANDARD'],
    ]);
    expect(found.trace.length).toBeGreaterThan(0);
    expect(dueMonth(usual, '2014-05', source)).toEqual({
      ...{ month: '2014-05', ground: 'OUTSIDE', amountFen: 0, shares: [], reasons: [], trace: [] },
    });
  });
});

describe('a death ends a share from the month after it (MF-220; §4.7)', () => {
  const deaths = new Map([[personId(2), '2014-06-30']]);

  it.each([
    ['2014-06', ['COMPUTED', 96_000, both]],
    ['2014-07', ['COMPUTED', 48_000, [[1, 48_000]]]],
  ])('%s', (month, expected) => {
    expect(due(month, { deaths })).toEqual(expected);
  });

  it('who counts in a month is told without the dead, and nobody before the first facts', () => {
    const known = { ...usual, deaths };
    expect(['2014-05', '2014-06', '2014-07'].map((month) => countedIn(known, month, source).length)).toEqual([0, 2, 1]);
    expect(countedIn(known, '2014-07', source)).toEqual([personId(1)]);
  });

  it('is over by the month after, not in its own month, and never without a death', () => {
    expect(['2014-05', '2014-06', '2014-07'].map((month) => isOverBy('2014-06-01', month))).toEqual([
      false,
      false,
      true,
    ]);
    expect(isOverBy(undefined, '2014-07')).toBe(false);
  });
});

describe('the amount kept in a gradual exit (§4.9)', () => {
  const kept = { amountFen: 54_001, until: '2014-08' };
  const leaving = { assessments: [{ ...first, kept }] };

  it.each<[string, string, Partial<DueFacts>, unknown[]]>([
    [
      'is split equally, a fen over to the first by id',
      '2014-06',
      {},
      [
        'KEPT',
        54_001,
        [
          [1, 27_001],
          [2, 27_000],
        ],
      ],
    ],
    [
      'is paid in its last month',
      '2014-08',
      {},
      [
        'KEPT',
        54_001,
        [
          [1, 27_001],
          [2, 27_000],
        ],
      ],
    ],
    ['is over after it', '2014-09', {}, ['KEPT_OVER', 0, []]],
    [
      'goes to who is left',
      '2014-08',
      { deaths: new Map([[personId(1), '2014-07-01']]) },
      ['KEPT', 54_001, [[2, 54_001]]],
    ],
    [
      'goes to nobody when nobody is',
      '2014-08',
      { deaths: new Map([1, 2].map((number) => [personId(number), '2014-07-01'])) },
      ['KEPT', 0, []],
    ],
  ])('%s', (_, month, change, expected) => {
    expect(due(month, { ...leaving, ...change })).toEqual(expected);
  });

  it('goes to the members of the programme who may benefit, and to no other', () => {
    const members = [
      aMember(1),
      aMember(2, { relationToHead: '10', hukouKind: 'AGRI' }),
      aMember(3, { relationToHead: '51', benefitStopped: 'WORK_REFUSAL' }),
      aMember(4, { relationToHead: '51', ownHousehold: true }),
    ];
    const assessments = [{ ...first, kept, facts: { ...couple, members } }];
    expect(due('2014-06', { assessments })).toEqual(['KEPT', 54_001, [[1, 54_001]]]);
  });
});
