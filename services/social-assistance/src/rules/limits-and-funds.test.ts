import { describe, expect, it } from 'vitest';
import { aCase, aMember, anIncome, aRuralCase, personId, RURAL_WINDOW } from './factories.ts';
import { fundSplit } from './fund-split.ts';
import { reviewClass } from './review-class.ts';
import { isBelowFloor } from './standard-floor.ts';
import { verificationLimits } from './verification-limits.ts';

describe('the limits of a verification brief', () => {
  it('carry n, e, S_y × n, LT and the asset limits of the case', () => {
    const members = [
      aMember(1),
      aMember(2, { relationToHead: '10' }),
      aMember(3, { relationToHead: '40', specialIdentities: ['ORPHAN'] }),
    ];
    expect(verificationLimits(aCase({ members }))).toMatchObject({
      countedMembers: 3,
      eligibleMembers: 2,
      incomeLimitFen: 1_728_000,
      comparison: 'LT',
      assetLimits: {
        financialPerHeadFen: 1_152_000,
        vehicles: 0,
        dwellings: 1,
        businessCapitalFen: 3_000_000,
        businessStaff: 0,
      },
      windowMonths: 6,
      windowFrom: '2013-10',
      windowTo: '2014-03',
      countableTableVersion: '2014-01',
    });
  });

  it('name the standard with its first day, and whom the household counts', () => {
    const members = [aMember(2, { relationToHead: '10' }), aMember(1), aMember(3, { lifeStatus: 'DEAD' })];
    expect(verificationLimits(aCase({ members }))).toMatchObject({
      countedMembers: 2,
      incomeLimitFen: 1_152_000,
      standardId: '018f0000-0000-7000-8000-000000000480',
      standardValidFrom: '2014-01-01',
      countedPersonIds: [personId(1), personId(2)],
    });
  });

  it('in the country: 24 × 233.33… is exactly 5,600 yuan a head, the window twelve months', () => {
    const limits = verificationLimits(aRuralCase());
    expect([limits.assetLimits.financialPerHeadFen, limits.windowMonths, limits.windowFrom]).toEqual([
      560_000,
      12,
      '2013-04',
    ]);
  });

  it('name the types that are income and do not count', () => {
    const { excludedTypes } = verificationLimits(aCase());
    expect(excludedTypes).toContain('VETERAN_PENSION');
    expect(excludedTypes).not.toContain('WAGE');
  });
});

describe('review class and due day (国发〔2012〕45号)', () => {
  const able = { labourCapacity: 'FULL', employmentStatus: 'FLEXIBLE', birthDate: '1974-01-01' } as const;
  const urban = (member: Parameters<typeof aMember>[1], type?: string) =>
    reviewClass(aCase({ members: [aMember(1, member)], incomes: type === undefined ? [] : [anIncome({ type })] }));

  it.each([
    ['nobody can work and nothing comes in', {}, undefined, 'A', '2015-05-16'],
    ['severely disabled with a pension', { disabilityLevel: 1 }, 'EMPLOYEE_PENSION', 'A', '2015-05-16'],
    ['a pension and nobody who can work', {}, 'EMPLOYEE_PENSION', 'B', '2014-11-16'],
    ['a steady wage', able, 'WAGE', 'B', '2014-11-16'],
    ['casual work', able, 'CASUAL_WORK', 'C', '2014-06-16'],
    ['migrant work', able, 'MIGRANT_WORK', 'C', '2014-06-16'],
    ['a shop', able, 'SHOP', 'C', '2014-06-16'],
    ['able to work in part, with a wage', { ...able, labourCapacity: 'PARTIAL' }, 'WAGE', 'B', '2014-11-16'],
    ['able to work in part, without income', { ...able, labourCapacity: 'PARTIAL' }, undefined, 'B', '2014-11-16'],
    ['seriously ill with a pension', { seriousIllness: true }, 'EMPLOYEE_PENSION', 'A', '2015-05-16'],
    ['disabled of level 2 with a pension', { disabilityLevel: 2 }, 'EMPLOYEE_PENSION', 'A', '2015-05-16'],
    ['disabled of level 3 with a pension', { disabilityLevel: 3 }, 'EMPLOYEE_PENSION', 'B', '2014-11-16'],
    ['able to work and without income', able, undefined, 'C', '2014-06-16'],
  ] as const)('%s: class %s', (_, member, type, expected, due) => {
    expect(urban(member, type)).toMatchObject({ class: expected, nextReviewOn: due });
  });

  it('somebody else’s income does not stand in for that of a member who could work', () => {
    const members = [aMember(1, able), aMember(2, { ...able, relationToHead: '10' })];
    const wages = (...persons: number[]) =>
      reviewClass(aCase({ members, incomes: persons.map((number) => anIncome({ personId: personId(number) })) })).class;
    expect([wages(1, 2), wages(1)]).toEqual(['B', 'C']);
  });

  it('who is not counted and what is worth nothing say nothing', () => {
    const away = aMember(2, { ...able, relationToHead: '10', lifeStatus: 'DEAD' });
    expect(reviewClass(aCase({ members: [aMember(1), away] })).class).toBe('A');
    const loss = [anIncome({ type: 'SHOP', amountFen: 0 }), anIncome()];
    expect(reviewClass(aCase({ members: [aMember(1, able)], incomes: loss })).class).toBe('B');
  });

  it('class C is reviewed quarterly in the country', () => {
    const members = [aMember(1, { ...able, hukouKind: 'AGRI' })];
    const incomes = [anIncome({ type: 'CROP', ...RURAL_WINDOW })];
    expect(reviewClass(aRuralCase({ members, incomes }))).toEqual({
      class: 'C',
      months: 3,
      nextReviewOn: '2014-08-16',
    });
  });
});

describe('fund split and standard floor', () => {
  it('of equal remainders the higher level takes the fen', () => {
    const split = fundSplit(1, { PROVINCE: 0, CITY: 5_000, COUNTY: 5_000 });
    expect(split.map(({ amountFen }) => amountFen)).toEqual([0, 1, 0]);
  });

  it('WEIGHT_INVALID when the shares are not a whole', () => {
    expect(() => fundSplit(100, { PROVINCE: 6_000, CITY: 1_500, COUNTY: 2_000 })).toThrow(/WEIGHT_INVALID/);
  });

  it.each([
    [35_649, true],
    [35_650, false],
    [35_651, false],
  ])('urban floor 356.50: %d fen is below: %s', (amountFen, expected) => {
    expect(isBelowFloor(amountFen, { consumptionYearFen: 1_711_200, ratioBp: 2_500, period: 'MONTH' })).toBe(expected);
  });

  it.each([
    [221_789, true],
    [221_790, false],
  ])('rural floor 2,217.90: %d fen is below: %s', (amountFen, expected) => {
    expect(isBelowFloor(amountFen, { consumptionYearFen: 739_300, ratioBp: 3_000, period: 'YEAR' })).toBe(expected);
  });
});
