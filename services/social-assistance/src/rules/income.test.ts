import type { CaseFacts } from '@mz/contracts';
import { toFractionText } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { readSeedIncomeClasses } from '../../seed/read-seed.ts';
import { decideCase } from './decide-case.ts';
import { evaluateCase } from './evaluate-case.ts';
import {
  aCase,
  aContext,
  aMember,
  anIncome,
  aRuralCase,
  aSupporter,
  personId,
  RURAL_WINDOW,
  withParameter,
} from './factories.ts';
import { incomeClassOf, incomeTypes } from './income-types.ts';
import type { Income, Supporter } from './types.ts';

/** I of a case in fen a year, exact. */
function incomeYear(facts: CaseFacts): string {
  const context = aContext(facts);
  return toFractionText(evaluateCase(facts, context.source, context.month).incomeYear);
}

function urban(...incomes: Income[]): string {
  return incomeYear(aCase({ incomes }));
}

describe('countable income (MF-220 art. 7)', () => {
  const rows: [string, Income[], string][] = [
    [
      'a wage is net of tax and own insurance',
      [anIncome({ amountFen: 600_000, taxFen: 10_000, ownInsuranceFen: 50_000 })],
      '1080000',
    ],
    ['migrant wages lose a fifth', [anIncome({ type: 'MIGRANT_WORK', amountFen: 100_000 })], '160000'],
    ['an excluded type does not count', [anIncome({ type: 'VETERAN_PENSION', amountFen: 366_000 })], '0'],
    ['a central basic pension does not count', [anIncome({ type: 'RESIDENT_PENSION_BASIC', amountFen: 39_000 })], '0'],
    [
      'the account part of a resident pension counts',
      [anIncome({ type: 'RESIDENT_PENSION_ACCOUNT', amountFen: 12_000 })],
      '24000',
    ],
    ['an old-age allowance does not count', [anIncome({ type: 'OLD_AGE_ALLOWANCE', amountFen: 60_000 })], '0'],
    ['a loss of the household business floors at zero', [anIncome({ type: 'SHOP', amountFen: -100_000 })], '0'],
    [
      'losses and gains of businesses are netted before the floor, wages are not touched',
      [
        anIncome({ type: 'SHOP', amountFen: -100_000 }),
        anIncome({ type: 'CROP', amountFen: 40_000 }),
        anIncome({ amountFen: 30_000 }),
      ],
      '60000',
    ],
    [
      'a verified figure displaces the declared one of the same person, type and period',
      [anIncome({ amountFen: 540_000, provenance: 'DECLARED' }), anIncome({ amountFen: 576_000 })],
      '1152000',
    ],
    [
      'a declared figure counts for the months of which no better source speaks',
      [
        anIncome({ amountFen: 540_000, provenance: 'DECLARED' }),
        anIncome({ amountFen: 500_000, periodTo: '2014-02-28' }),
      ],
      '1180000',
    ],
    [
      'another type is another income',
      [anIncome({ type: 'CASUAL_WORK', amountFen: 100_000, provenance: 'DECLARED' }), anIncome({ amountFen: 100_000 })],
      '400000',
    ],
    [
      'an assessed crop displaces the declared one, an assessed wage does not displace anything',
      [
        anIncome({ type: 'CROP', amountFen: 10_000, provenance: 'DECLARED' }),
        anIncome({ type: 'CROP', amountFen: 30_000, provenance: 'ASSESSED' }),
        anIncome({ amountFen: 20_000, provenance: 'DECLARED' }),
        anIncome({ amountFen: 90_000, provenance: 'ASSESSED' }),
      ],
      '100000',
    ],
    ['income of somebody who is not counted does not count', [anIncome({ personId: personId(50) })], '0'],
    [
      'a lump sum is spread over the months of living cost that it pays for',
      [anIncome({ type: 'LAND_COMPENSATION', amountFen: 1_426_000, periodFrom: '2014-01-10', periodTo: '2014-01-10' })],
      '855600',
    ],
  ];
  it.each(rows)('%s', (_, incomes, expected) => {
    expect(urban(...incomes)).toBe(expected);
  });

  it('every type of the rules has a row of the start data with the same class, and the other way round', () => {
    const seeded = readSeedIncomeClasses();
    expect([...seeded.keys()].sort()).toEqual(incomeTypes().sort());
    for (const [type, seededClass] of seeded) expect(seededClass, type).toBe(incomeClassOf(type));
  });
});

describe('support of relatives outside the household (§4 item 3)', () => {
  const rows: [string, Partial<Supporter>, string][] = [
    ['the formula: (1,500 − 720) × 3 × 50% / 4 a month', {}, '351000'],
    ['a supporter at exactly 1.5 standards pays nothing', { perCapitaFen: 72_000 }, '0'],
    ['a fen above that pays its exact part', { perCapitaFen: 72_001, supportedCount: 1 }, '18'],
    ['a supporter on assistance pays nothing', { onAssistance: true, judgmentFen: 100_000 }, '0'],
    ['a judgment stands before receipts and formula', { judgmentFen: 100_000, receiptsFen: 50_000 }, '100000'],
    ['receipts stand before the formula', { receiptsFen: 50_000, receiptsProvenance: 'DECLARED' }, '50000'],
    ['a supporter below 1.5 standards takes nothing away', { perCapitaFen: 30_000 }, '0'],
    ['a supporter of nobody here adds nothing', { supportedPersonIds: [personId(50)] }, '0'],
  ];
  it.each(rows)('%s', (_, supporter, expected) => {
    expect(incomeYear(aCase({ supporters: [aSupporter(supporter)] }))).toBe(expected);
  });
});

it('nobody is supported who is not counted, and the order of supporters changes nothing', () => {
  const members = [aMember(1), aMember(2, { relationToHead: '51', ownHousehold: true })];
  expect(incomeYear(aCase({ members, supporters: [aSupporter({ supportedPersonIds: [personId(2)] })] }))).toBe('0');
  const supporters = [93, 91, 92].map((number) => aSupporter({ personId: personId(number), judgmentFen: number }));
  const [given, turned] = [supporters, supporters.toReversed()].map((list) => decideCase(aCase({ supporters: list })));
  expect(given).toEqual(turned);
  const step = given?.trace.find(({ rule }) => rule === 'SA-R-07@1');
  expect(step?.inputs.supporters).toMatchObject([91, 92, 93].map((number) => ({ personId: personId(number) })));
});

it('a better source of another person displaces nothing', () => {
  const members = [aMember(1), aMember(2, { relationToHead: '10' })];
  const declared = anIncome({ personId: personId(2), amountFen: 10_000, provenance: 'DECLARED' });
  expect(incomeYear(aCase({ members, incomes: [declared, anIncome({ amountFen: 20_000 })] }))).toBe('60000');
});

describe('imputed labour income (§4 item 4)', () => {
  const able = { labourCapacity: 'FULL', employmentStatus: 'UNEMPLOYED', birthDate: '1974-01-01' } as const;
  const urbanYear = '1440000'; // 1,500 × 80% × 12
  const rows: [string, Parameters<typeof aMember>[1], string][] = [
    ['an able adult without income is taken to earn 80% of the minimum wage', able, urbanYear],
    ['not one with a reason of the list', { ...able, noIncomeReason: 'CARING' }, '0'],
    ['a reason outside the list is none', { ...able, noIncomeReason: 'NO_WISH' }, urbanYear],
    ['a man of 59 is of working age', { ...able, birthDate: '1954-06-02' }, urbanYear],
    ['a man of 60 is not', { ...able, birthDate: '1954-06-01' }, '0'],
    ['a woman of 54 is', { ...able, sex: '2', birthDate: '1959-06-02' }, urbanYear],
    ['a woman of 55 is not', { ...able, sex: '2', birthDate: '1959-06-01' }, '0'],
    ['a person of 16 is', { ...able, birthDate: '1998-06-01' }, urbanYear],
    ['a person of 15 is not', { ...able, birthDate: '1998-06-02' }, '0'],
    ['partial capacity is not enough', { ...able, labourCapacity: 'PARTIAL' }, '0'],
    ['a student is not', { ...able, inSchool: 'BACHELOR', fullTime: true }, '0'],
  ];
  it.each(rows)('%s', (_, member, expected) => {
    expect(incomeYear(aCase({ members: [aMember(1, member)] }))).toBe(expected);
  });

  it('any income from work displaces it, interest does not', () => {
    const members = [aMember(1, able)];
    expect(incomeYear(aCase({ members, incomes: [anIncome({ amountFen: 100 })] }))).toBe('200');
    expect(incomeYear(aCase({ members, incomes: [anIncome({ type: 'INTEREST', amountFen: 100 })] }))).toBe('1440200');
  });

  it('in the country it goes by the table, and the family plot is the income of all who farm it', () => {
    const farmer = { ...able, hukouKind: 'AGRI', employmentStatus: 'FARMING' } as const;
    const members = [aMember(1, farmer), aMember(2, { ...farmer, relationToHead: '10' })];
    const crop = anIncome({ type: 'CROP', amountFen: 300_000, ...RURAL_WINDOW, provenance: 'ASSESSED' });
    expect(incomeYear(aRuralCase({ members, incomes: [crop] }))).toBe('300000');
    expect(incomeYear(aRuralCase({ members }))).toBe('960000');
  });

  it('the share of the minimum wage is a parameter', () => {
    const parameters = withParameter('income.imputed.urban_share_bp', 10_000);
    expect(incomeYear(aCase({ members: [aMember(1, able)], parameters }))).toBe('1800000');
  });
});
