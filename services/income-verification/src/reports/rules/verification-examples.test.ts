import { describe, expect, test } from 'vitest';
import { aBrief, answer, declaring, husband, report, taxed, wife } from './factories.ts';

// The worked examples of income-verification.md §6.2.

function dwelling(unitNo: string, shareBp: number | null): Record<string, unknown> {
  return {
    unitNo,
    location: '某小区',
    areaDm2: 5000,
    use: 'DWELLING',
    shareBp,
    registeredOn: '2003-01-01',
    sealed: false,
    mortgaged: false,
  };
}

function vehicle(type: string): Record<string, unknown> {
  return {
    plateMasked: '鲁A***12',
    type,
    use: 'PRIVATE',
    displacementMl: 1600,
    firstRegisteredOn: '2011-01-01',
    status: 'NORMAL',
    listPriceFen: 8_000_000,
  };
}

describe('household verdicts of the worked examples', () => {
  test('example V1: a declared wage that the tax body confirms is a MATCH and CONSISTENT', () => {
    const result = report(declaring(90_000), [taxed(90_000)]);
    expect(result.items.map((item) => item.verdict)).toEqual(['MATCH']);
    expect(result.verdict).toBe('CONSISTENT');
    expect(result.perCapitaMonth).toBe('300.00');
  });

  test('example V2: 60 yuan a month more is within tolerance, and the verified figure counts', () => {
    const result = report(declaring(90_000), [taxed(96_000)]);
    expect(result.items[0]).toMatchObject({ verdict: 'WITHIN_TOLERANCE', difference: 72_000 });
    expect(result.countableIncomeFen).toBe(1_152_000);
    expect(result.verdict).toBe('CONSISTENT');
  });

  test('example V3: 1,500 verified exceeds the limit, and the hidden part is flagged', () => {
    const result = report(declaring(90_000), [taxed(150_000)]);
    expect(result.countableIncomeFen).toBe(1_800_000);
    expect(result.verdict).toBe('EXCEEDS_INCOME');
    expect(result.secondaryFlags).toContain('UNDER_DECLARED');
  });

  test('example V4: a contribution base at its floor is evidence of employment, never a wage', () => {
    const base = {
      kind: 'EMPLOYEE',
      employer: '某厂',
      baseFen: 210_000,
      paidFromMonth: '2013-01',
      paidToMonth: '2014-03',
    };
    const result = report(declaring(90_000), [
      answer('HRSS_INSURANCE', 'CONTRIBUTION', [base]),
      answer('TAX', 'IIT_WAGE', []),
    ]);
    expect(result.countableIncomeFen).toBe(1_080_000);
    expect(result.verdict).toBe('CONSISTENT');
    expect(result.secondaryFlags).toContain('EMPLOYMENT_EVIDENCE');
  });

  test('example V5: an undeclared housing-fund base under the limit is CONCEALMENT_SUSPECTED, not a refusal', () => {
    const fund = {
      employer: '某厂',
      baseFen: 120_000,
      monthlyDepositFen: 12_000,
      balanceFen: 100_000,
      status: 'ACTIVE',
    };
    const result = report(declaring(0), [answer('HOUSING_FUND', 'FUND', [fund])]);
    expect(result.items[0]).toMatchObject({ verdict: 'UNDECLARED', verified: 1_440_000 });
    expect(result.verdict).toBe('CONCEALMENT_SUSPECTED');
  });

  test('example V7: a mobility vehicle for the disabled does not count', () => {
    const result = report(declaring(90_000), [
      taxed(90_000),
      answer('PSB_VEHICLE', 'VEHICLE', [vehicle('DISABLED_MOBILITY')]),
    ]);
    expect(result.vehicles).toBe(0);
    expect(result.verdict).toBe('CONSISTENT');
  });

  test('a private car breaks the vehicle limit and is flagged as undeclared', () => {
    const result = report(declaring(90_000), [taxed(90_000), answer('PSB_VEHICLE', 'VEHICLE', [vehicle('CAR')])]);
    expect(result.verdict).toBe('EXCEEDS_ASSET');
    expect(result.secondaryFlags).toEqual(expect.arrayContaining(['UNDECLARED', 'VEHICLE']));
  });

  test('example V8: a house listed under both spouses is one dwelling', () => {
    const result = report(declaring(90_000), [
      taxed(90_000),
      answer('HOUSING_REG', 'REAL_ESTATE', [dwelling('U-1', null)]),
      answer('HOUSING_REG', 'REAL_ESTATE', [dwelling('U-1', null)], { personId: wife }),
    ]);
    expect(result.dwellings).toBe(1);
    expect(result.assets.find((asset) => asset.key === 'U-1')?.shareBp).toBe(10_000);
  });

  test('example V9: a quarter of an inherited house is no second dwelling, but the share is kept', () => {
    const result = report(declaring(90_000), [
      taxed(90_000),
      answer('HOUSING_REG', 'REAL_ESTATE', [dwelling('U-own', 10_000), dwelling('U-inherited', 2500)]),
    ]);
    expect(result.dwellings).toBe(1);
    expect(result.assets.find((asset) => asset.key === 'U-inherited')?.shareBp).toBe(2500);
    expect(result.verdict).not.toBe('EXCEEDS_ASSET');
  });

  test('example V10: an undeclared veteran pension is excluded income, shown apart', () => {
    const rows = ['2013-10', '2013-11', '2013-12', '2014-01', '2014-02', '2014-03'].map((month) => ({
      programme: 'VETERAN_PENSION',
      amountFen: 61_000,
      month,
      state: 'SETTLED',
    }));
    const result = report(declaring(90_000), [taxed(90_000), answer('CA_BENEFIT', 'BENEFIT', rows)]);
    expect(result.verdict).toBe('CONSISTENT');
    expect(result.excludedIncomeFen).toBe(732_000);
    expect(result.items.find((item) => item.type === 'VETERAN_PENSION')?.countable).toBe(false);
  });

  test('example V11: only the account part of a resident pension counts: 240 a year', () => {
    const row = { basicFen: 6500, accountFen: 2000, firstMonth: '2012-01', status: 'PAYING' };
    const result = report(aBrief(), [answer('HRSS_PENSION', 'RESIDENT_PENSION', [row])]);
    expect(result.countableIncomeFen).toBe(24_000);
    expect(result.excludedIncomeFen).toBe(78_000);
  });

  test('example V13: a register that does not cover the place lowers the confidence, nothing else', () => {
    const result = report(declaring(90_000), [
      taxed(90_000),
      answer('HOUSING_REG', 'REAL_ESTATE', [], { outcome: 'NOT_COVERED' }),
    ]);
    expect(result.verdict).toBe('CONSISTENT');
    expect(result.confidence).toBe('MEDIUM');
    expect(result.missingAgencies).toEqual([]);
  });

  test('example V14: an income of exactly the limit exceeds under LT and not under LE', () => {
    const exact = [taxed(144_000)];
    expect(report(declaring(144_000), exact).verdict).toBe('EXCEEDS_INCOME');
    const lowIncome = declaring(144_000, { comparison: 'LE', incomeLimitFen: 2_592_000 });
    expect(report(lowIncome, exact).verdict).toBe('CONSISTENT');
    expect(report(declaring(144_000, { comparison: 'LE' }), exact).verdict).toBe('CONSISTENT');
  });

  test.each([
    [3_600_000, 'EXCEEDS_ASSET'],
    [3_456_000, 'CONSISTENT'],
  ])('example V15: deposits of %i fen for three against 11,520 a head give %s', (valueFen, verdict) => {
    const deposit = { personId: husband, kind: 'DEPOSIT', valueFen, shareBp: 10_000, asOf: '2014-05-05' };
    const brief = aBrief({ declared: { incomes: [], assets: [deposit] } });
    expect(report(brief, [answer('TAX', 'IIT_WAGE', [])]).verdict).toBe(verdict);
  });

  test('example V16: a cremation beats a register that still shows the person alive', () => {
    const alive = { status: 'NORMAL', cancelReason: null, cancelledOn: null };
    const result = report(declaring(90_000), [
      taxed(90_000),
      answer('CA_FUNERAL', 'CREMATION', [{ crematedOn: '2014-05-10', home: '某殡仪馆' }]),
      answer('PSB_HUKOU', 'HUKOU', [alive]),
    ]);
    expect(result.statuses).toContainEqual({ personId: husband, code: 'DEAD', on: '2014-05-10' });
    expect(result.verdict).toBe('IDENTITY_PROBLEM');
  });

  test('two sources of a death with different days: the earlier counts and the difference is a finding', () => {
    const result = report(aBrief(), [
      answer('CA_FUNERAL', 'CREMATION', [{ crematedOn: '2014-05-10', home: '某殡仪馆' }]),
      answer('PSB_HUKOU', 'HUKOU', [{ status: 'CANCELLED', cancelReason: 'DEATH', cancelledOn: '2014-05-12' }]),
    ]);
    expect(result.statuses.map((status) => [status.code, status.on])).toEqual([
      ['DEAD', '2014-05-10'],
      ['DEATH_DATE_DIFFERS', '2014-05-10'],
    ]);
  });

  test('example V18: rows under another name are quarantined and the identity is a problem', () => {
    const result = report(declaring(90_000), [
      taxed(90_000),
      answer('HOUSING_FUND', 'FUND', [], { outcome: 'IDENTITY_MISMATCH' }),
    ]);
    expect(result.verdict).toBe('IDENTITY_PROBLEM');
    expect(result.countableIncomeFen).toBe(1_080_000);
  });
});

describe('conflict ranks (§6.1 item 5)', () => {
  test('a housing-fund base below the declaration never lowers it', () => {
    const fund = { employer: '某厂', baseFen: 50_000, monthlyDepositFen: 5000, balanceFen: 0, status: 'ACTIVE' };
    expect(report(declaring(90_000), [answer('HOUSING_FUND', 'FUND', [fund])]).countableIncomeFen).toBe(1_080_000);
  });

  test('the payroll payer may prove less than declared', () => {
    expect(report(declaring(90_000), [taxed(80_000)]).countableIncomeFen).toBe(960_000);
  });

  test('the higher rank wins over the larger figure', () => {
    const fund = { employer: '某厂', baseFen: 200_000, monthlyDepositFen: 20_000, balanceFen: 0, status: 'ACTIVE' };
    const result = report(declaring(90_000), [answer('HOUSING_FUND', 'FUND', [fund]), taxed(95_000)]);
    expect(result.countableIncomeFen).toBe(1_140_000);
  });

  test.each(['REFUSED', 'ERROR'] as const)('a mandatory answer %s makes the report INCOMPLETE', (outcome) => {
    const result = report(declaring(90_000), [taxed(90_000), answer('AIC', 'BUSINESS_REG', [], { outcome })]);
    expect(result.verdict).toBe('INCOMPLETE');
    expect(result.missingAgencies).toEqual(['AIC']);
  });

  test('an open optional item is named as missing and changes no verdict', () => {
    const open = [{ personId: husband, agencyCode: 'TAX', itemCode: 'IIT_WAGE', mandatory: false }];
    const result = report(declaring(90_000), [answer('AIC', 'BUSINESS_REG', [])], open);
    expect(result.verdict).toBe('CONSISTENT');
    expect(result.missingAgencies).toEqual(['TAX']);
  });
});
