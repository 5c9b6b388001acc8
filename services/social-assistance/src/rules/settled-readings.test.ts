import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { entitlementForMonth } from './entitlement-month.ts';
import { aCase, aMember, anIncome, aRuralCase, aSupporter, personId } from './factories.ts';
import type { Income } from './types.ts';

/** S = 480 until June and 520 from July. */
function raisedStandards() {
  const { standards } = aCase();
  return standards.flatMap((row) =>
    row.programme === 'URBAN_DIBAO'
      ? [
          { ...row, validTo: '2014-07-01' },
          { ...row, id: '018f0000-0000-7000-8000-000000000520', amountFen: 52_000, validFrom: '2014-07-01' },
        ]
      : [row],
  );
}

/** Worked example 1: three people, wage 900 a month. */
function exampleOne() {
  const members = [
    aMember(1),
    aMember(2, { relationToHead: '10' }),
    aMember(3, { relationToHead: '51', birthDate: '1947-01-01' }),
  ];
  return aCase({ members, incomes: [anIncome({ amountFen: 540_000 })] });
}

describe('the settled readings of social-assistance §11', () => {
  const periods: [string, Partial<Income>, string][] = [
    ['the window itself counts whole', {}, '12000'],
    ['a year that ends with the window counts half', { periodFrom: '2013-04-01' }, '6000'],
    ['one month of the window counts whole', { periodFrom: '2014-03-01' }, '12000'],
    ['the month of application does not count', { periodFrom: '2014-04-01', periodTo: '2014-04-30' }, '0'],
    ['the month before the window does not count', { periodFrom: '2013-09-01', periodTo: '2013-09-30' }, '0'],
    ['two months across its start count half', { periodFrom: '2013-09-01', periodTo: '2013-10-31' }, '6000'],
    ['broken months count by days: 20 of 30', { periodFrom: '2013-09-21', periodTo: '2013-10-20' }, '8000'],
    ['a broken end alone: 10 of 40', { periodFrom: '2013-09-01', periodTo: '2013-10-10' }, '3000'],
    ['a broken beginning alone: 31 of 41', { periodFrom: '2013-09-21', periodTo: '2013-10-31' }, '372000/41'],
    ['broken months count by days: 10 of 20', { periodFrom: '2013-09-21', periodTo: '2013-10-10' }, '6000'],
  ];
  it.each(periods)('reading 1: %s', (_, period, expected) => {
    const result = decideCase(aCase({ incomes: [anIncome({ amountFen: 6_000, ...period })] }));
    expect(result.parts[0]?.incomeYear).toBe(expected);
  });

  it('reading 1: the rural window is the twelve full months before the application', () => {
    const lease = anIncome({
      type: 'LAND_TRANSFER',
      amountFen: 120_000,
      periodFrom: '2013-01-01',
      periodTo: '2013-12-31',
    });
    expect(decideCase(aRuralCase({ incomes: [lease] })).parts[0]?.incomeYear).toBe('90000');
  });

  it('reading 2: tax and own insurance are taken off where they are evidenced, not estimated', () => {
    const gross = decideCase(aCase({ incomes: [anIncome({ amountFen: 100_000 })] }));
    const net = decideCase(aCase({ incomes: [anIncome({ amountFen: 100_000, taxFen: 1_000 })] }));
    expect([gross.parts[0]?.incomeYear, net.parts[0]?.incomeYear]).toEqual(['200000', '198000']);
  });

  it('reading 3: the test takes the standard of the decision day, the month that of its first day', () => {
    const facts = { ...exampleOne(), standards: raisedStandards() };
    const months = ['2014-06', '2014-07', '2014-09'].map((month) => entitlementForMonth(facts, month).amountFen);
    expect(months).toEqual([54_000, 66_000, 66_000]);
  });

  it('reading 3: a household that fails on the decision day is not saved by the standard of the month', () => {
    const incomes = [anIncome({ amountFen: 290_000 })];
    const facts = aCase({ decidedOn: '2014-06-30', incomes, standards: raisedStandards() });
    expect(decideCase(facts).outcome).toBe('REFUSE');
    expect(decideCase({ ...facts, decidedOn: '2014-07-01' }).outcome).toBe('GRANT');
  });

  it('reading 5: ages are taken on the first day of the benefit month', () => {
    const facts = aCase({ members: [aMember(1, { birthDate: '1944-06-15' })] });
    const months = ['2014-06', '2014-07'].map((month) => entitlementForMonth(facts, month).amountFen);
    expect(months).toEqual([48_000, 52_800]);
  });

  it('reading 6: M is split equally, a top-up goes to the member who causes it', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10', disabilityLevel: 1 })];
    const part = decideCase(aCase({ members })).parts[0];
    expect(part?.shares).toEqual([
      { personId: personId(1), amountFen: 48_000 },
      { personId: personId(2), amountFen: 57_600 },
    ]);
  });

  it('reading 7: who refused suitable work three times leaves e and stays in n', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10', benefitStopped: 'WORK_REFUSAL' })];
    const result = decideCase(aCase({ members, incomes: [anIncome({ amountFen: 288_000 })] }));
    expect(result.parts[0]).toMatchObject({ countedMembers: 2, eligibleMembers: 1, differentialFen: 24_000 });
    expect(result.counted[1]).toMatchObject({ counted: true, eligible: false, reason: 'WORK_REFUSED' });
  });

  it('reading 7: the minimum grant is given once to each part of a mixed household', () => {
    // n = 2; the year's income lies a little below the rural line, which is the lower one
    const members = [aMember(1), aMember(2, { relationToHead: '10', hukouKind: 'AGRI' })];
    const incomes = [anIncome({ amountFen: 279_999 })];
    const standards = aCase().standards.map((row) => ({ ...row, amountFen: 280_000, period: 'YEAR' as const }));
    const parts = decideCase(aCase({ members, incomes, standards })).parts;
    expect(parts.map(({ programme, amountFen }) => [programme, amountFen])).toEqual([
      ['URBAN_DIBAO', 1_000],
      ['RURAL_DIBAO', 1_000],
    ]);
  });

  it.each([
    ['DECLARED', '351000'],
    ['ASSESSED', '351000'],
    [undefined, '351000'],
    ['VERIFIED', '0'],
    ['DOCUMENT', '0'],
  ] as const)('reading 15: receipts of zero, %s: support %s fen a year', (receiptsProvenance, expected) => {
    const proof = receiptsProvenance === undefined ? {} : { receiptsProvenance };
    const result = decideCase(aCase({ supporters: [aSupporter({ receiptsFen: 0, ...proof })] }));
    expect(result.parts[0]?.incomeYear).toBe(expected);
  });

  it('reading 18: a student of a collective register takes the family’s kind', () => {
    const student = {
      hukouKind: 'COLLECTIVE',
      relationToHead: '20',
      birthDate: '1994-01-01',
      inSchool: 'BACHELOR',
      fullTime: true,
    } as const;
    const urban = decideCase(aCase({ members: [aMember(1), aMember(2, student)] })).parts;
    const rural = decideCase(aRuralCase({ members: [aMember(1, { hukouKind: 'AGRI' }), aMember(2, student)] })).parts;
    expect([urban.length, urban[0]?.eligibleMembers, rural.length, rural[0]?.eligibleMembers]).toEqual([1, 2, 1, 2]);
  });

  it('example 10: the standard of 520 makes 660.00 from its first day', () => {
    expect(entitlementForMonth({ ...exampleOne(), standards: raisedStandards() }, '2014-09').amountFen).toBe(66_000);
  });

  it('example 11: after the death of a member without income the household is recomputed: 60.00', () => {
    const facts = exampleOne();
    const members = facts.members.map((one) => (one.personId === personId(3) ? { ...one, lifeStatus: 'DEAD' } : one));
    expect(entitlementForMonth({ ...facts, members }, '2014-07')).toMatchObject({ granted: true, amountFen: 6_000 });
  });

  it('a household that no longer passes after a death is owed nothing', () => {
    const facts = exampleOne();
    const members = facts.members.map((one) => (one.personId === personId(1) ? one : { ...one, lifeStatus: 'DEAD' }));
    expect(entitlementForMonth({ ...facts, members }, '2014-07')).toMatchObject({ granted: false, amountFen: 0 });
  });
});
