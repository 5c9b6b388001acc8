import { describe, expect, test } from 'vitest';
import { aBrief, answer, child, declaring, husband, report, taxed, wife } from './factories.ts';
import type { Answer } from './types.ts';

const spell = (monthlyFen: number, firstMonth = '2013-10', lastMonth: string | null = null) => ({
  monthlyFen,
  firstMonth,
  lastMonth,
});
const incomeOf = (answers: Answer[], type: string, brief = aBrief()) => {
  const { items } = report(brief, answers);
  return items.find((item) => item.type === type);
};
const codesOf = (answers: Answer[], brief = aBrief()) => report(brief, answers).statuses.map(({ code }) => code);

describe('incomes of the agencies (§4)', () => {
  test('UNEMPLOYMENT: a benefit counts in its months of the window, by its payer', () => {
    const found = incomeOf(
      [answer('HRSS_EMPLOY', 'UNEMPLOYMENT', [spell(80_000, '2014-01', '2014-02')])],
      'UNEMPLOYMENT_BENEFIT',
    );
    // 2 months of 800 in a window of 6: 1,600 × 12 / 6.
    expect(found).toMatchObject({ verified: 320_000, countable: true, confidence: 'HIGH', source: 'HRSS_EMPLOY' });
  });

  test('PUBLIC_POST: pay of a public-welfare post may prove less than declared, for its payer says it', () => {
    const item = {
      ...aBrief().declared,
      incomes: [
        {
          personId: husband,
          incomeClass: 'WAGE',
          type: 'PUBLIC_POST',
          amountFen: 600_000,
          periodFrom: '2013-10-01',
          periodTo: '2014-03-31',
          countable: true,
        },
      ],
    };
    const result = report(aBrief({ declared: item }), [
      answer('HRSS_EMPLOY', 'PUBLIC_POST', [{ unit: '某街道', ...spell(60_000) }]),
    ]);
    expect(result.countableIncomeFen).toBe(720_000);
    expect(result.items[0]).toMatchObject({ type: 'PUBLIC_POST', verdict: 'OVER_DECLARED' });
  });

  test('PAYROLL: public payroll is a wage and a standing; a village stipend is neither a wage nor public payroll', () => {
    const pay = (kind: 'PUBLIC' | 'VILLAGE_STIPEND') =>
      ['2013-10', '2013-11', '2013-12', '2014-01', '2014-02', '2014-03'].map((month) => ({
        unit: '某单位',
        kind,
        grossFen: 30_000,
        month,
      }));
    const officer = report(aBrief(), [answer('FISCAL_PAY', 'PAYROLL', pay('PUBLIC'))]);
    expect(officer.items[0]).toMatchObject({ type: 'WAGE', verified: 360_000 });
    expect(officer.secondaryFlags).toContain('PUBLIC_PAYROLL');
    const cadre = report(aBrief(), [answer('FISCAL_PAY', 'PAYROLL', pay('VILLAGE_STIPEND'))]);
    expect(cadre.items[0]).toMatchObject({ type: 'CASUAL_WORK', verified: 360_000 });
    expect(cadre.secondaryFlags).not.toContain('PUBLIC_PAYROLL');
  });

  test('ALIMONY_JUDGMENT: what a judgment gives the payee has rank 1 and counts; the payer earns nothing by it', () => {
    const row = { caseNo: '某民初1号', kind: 'ALIMONY', monthlyFen: 40_000, from: '2013-01-15', to: null };
    const payee = report(aBrief(), [
      answer('COURT', 'ALIMONY_JUDGMENT', [{ ...row, side: 'PAYEE' }], { personId: wife }),
    ]);
    expect(payee.countableIncomeFen).toBe(480_000);
    const payer = report(aBrief(), [answer('COURT', 'ALIMONY_JUDGMENT', [{ ...row, side: 'PAYER' }])]);
    expect(payer.countableIncomeFen).toBe(0);
    expect(payer.statuses.map(({ code }) => code)).toContain('PAYS_SUPPORT');
  });

  test('ALIMONY_JUDGMENT: between two members of the household nothing comes in', () => {
    const row = { caseNo: '某民初2号', kind: 'PARENT_SUPPORT', monthlyFen: 40_000, from: '2013-01-15', to: null };
    const both = report(aBrief(), [
      answer('COURT', 'ALIMONY_JUDGMENT', [{ ...row, side: 'PAYER' }]),
      answer('COURT', 'ALIMONY_JUDGMENT', [{ ...row, side: 'PAYEE' }], { personId: wife }),
    ]);
    expect(both.countableIncomeFen).toBe(0);
  });

  test('SUBSIDY: grain and inputs are income, the subsidy on a machine comes apart', () => {
    const rows = [
      { kind: 'GRAIN', amountFen: 50_000, paidOn: '2014-01-10' },
      { kind: 'INPUTS', amountFen: 10_000, paidOn: '2013-08-10' },
      { kind: 'MACHINERY', amountFen: 900_000, paidOn: '2014-02-10' },
    ];
    const result = report(aBrief(), [answer('AGRI', 'SUBSIDY', rows)]);
    expect(result.countableIncomeFen).toBe(100_000);
    expect(result.lumpSums).toMatchObject([{ type: 'MACHINERY_SUBSIDY', amountFen: 900_000 }]);
  });

  test('RENT_SUBSIDY: is shown apart, for the bureau’s table has no such income', () => {
    const result = report(aBrief(), [answer('HOUSING_SEC', 'RENT_SUBSIDY', [spell(20_000)])]);
    expect([result.countableIncomeFen, result.excludedIncomeFen]).toEqual([0, 240_000]);
    expect(result.verdict).toBe('CONSISTENT');
  });

  test('INFLOW: money through an account is evidence, never a figure', () => {
    const rows = [{ bank: '某行', fromMonth: '2013-10', toMonth: '2014-03', totalFen: 3_000_000 }];
    const result = report(declaring(90_000), [taxed(90_000), answer('BANK', 'INFLOW', rows)]);
    expect(result.countableIncomeFen).toBe(1_080_000);
    expect(result).toMatchObject({ verdict: 'CONSISTENT', secondaryFlags: ['INFLOW_ABOVE_INCOME'] });
  });

  test('BENEFIT: living support is the excluded income DIBAO, medical and temporary help theirs', () => {
    const rows = ['URBAN_DIBAO', 'MED_INPATIENT', 'TEMP_SUDDEN'].map((programme) => ({
      programme,
      amountFen: 10_000,
      month: '2014-01',
      state: 'SETTLED',
    }));
    const brief = aBrief({ excludedTypes: ['DIBAO', 'MEDICAL_ASSISTANCE', 'TEMPORARY_ASSISTANCE'] });
    const result = report(brief, [answer('CA_BENEFIT', 'BENEFIT', rows)]);
    expect([result.countableIncomeFen, result.excludedIncomeFen]).toEqual([0, 60_000]);
    expect(result.statuses).toContainEqual({ personId: husband, code: 'ALREADY_ASSISTED:URBAN_DIBAO', on: null });
  });
});

describe('things of the agencies (§4)', () => {
  test('HOLDING: securities count at their value; a frozen one is shown and not counted; an empty account is nothing', () => {
    const holding = (marketValueFen: number, frozen = false) => ({ marketValueFen, valuedOn: '2014-04-30', frozen });
    const over = report(aBrief(), [answer('SECURITIES', 'HOLDING', [holding(3_600_000)])]);
    expect(over).toMatchObject({ verdict: 'EXCEEDS_ASSET', financialPerHeadFen: 1_200_000 });
    const frozen = report(aBrief(), [answer('SECURITIES', 'HOLDING', [holding(3_600_000, true), holding(0)])]);
    expect(frozen.financialPerHeadFen).toBe(0);
    expect(frozen.assets).toHaveLength(1);
    expect(frozen.secondaryFlags).toContain('FROZEN_HOLDING');
  });

  test('CASH_VALUE: life insurance counts, accident and school policies are trivial', () => {
    const policy = (product: string, cashValueFen: number) => ({
      insurer: '某寿',
      product,
      cashValueFen,
      yearlyPremiumFen: 1000,
      valuedOn: '2014-04-30',
    });
    const result = report(aBrief(), [
      answer('INSURANCE', 'CASH_VALUE', [
        policy('LIFE', 300_000),
        policy('ACCIDENT', 9_000_000),
        policy('SCHOOL', 9_000_000),
      ]),
    ]);
    expect(result.financialPerHeadFen).toBe(100_000);
    expect(result.verdict).not.toBe('EXCEEDS_ASSET');
  });

  test('HOLDING: who has no record keeps nothing that was declared; who was not answered about keeps the declaration', () => {
    const declared = {
      incomes: [],
      assets: [{ personId: husband, kind: 'SECURITY', valueFen: 30_000, shareBp: 10_000, asOf: '2014-05-01' }],
    };
    const asked = (outcome: 'NO_RECORD' | 'REFUSED') =>
      report(aBrief({ declared }), [answer('SECURITIES', 'HOLDING', [], { outcome, mandatory: false })])
        .financialPerHeadFen;
    expect([asked('NO_RECORD'), asked('REFUSED')]).toEqual([0, 10_000]);
  });

  test('MACHINE and LAND_USE: are shown and break no limit', () => {
    const result = report(aBrief(), [
      answer('MACHINERY', 'MACHINE', [{ type: '拖拉机', valueFen: 5_000_000, subsidyFen: 0, boughtOn: '2012-05-01' }]),
      answer('LAND', 'LAND_USE', [{ parcelNo: 'P-1', use: 'HOMESTEAD', areaDm2: 20_000, registeredOn: '2001-01-01' }]),
    ]);
    expect(result.assets.map(({ kind, counts }) => [kind, counts])).toEqual([
      ['MACHINERY', false],
      ['LAND', false],
    ]);
    expect(result.verdict).not.toBe('EXCEEDS_ASSET');
  });

  test('LAND_CONTRACT: a contract in the grandparent’s name is one piece of land for the household, LOW where no share is stated', () => {
    const row = { contractor: '张老汉', areaCentiMu: 450, shareBp: null, from: '1999-01-01' };
    const result = report(aBrief(), [
      answer('AGRI', 'LAND_CONTRACT', [row]),
      answer('AGRI', 'LAND_CONTRACT', [row], { personId: wife }),
    ]);
    expect(result.assets).toMatchObject([{ kind: 'LAND', area: 450, shareBp: 10_000, confidence: 'LOW' }]);
    expect(JSON.stringify(result.assets)).not.toContain('张老汉');
  });

  test('BUSINESS_REG: a member of a village cooperative is no owner, a shell does not count', () => {
    const row = {
      name: '某社',
      kind: 'COOPERATIVE',
      role: 'MEMBER',
      capitalFen: 9_000_000,
      status: 'ACTIVE',
      registeredOn: '2010-01-01',
    };
    expect(report(aBrief(), [answer('AIC', 'BUSINESS_REG', [row])]).businesses).toBe(0);
    const shell = { ...row, kind: 'COMPANY', role: 'OWNER', status: 'REVOKED' };
    expect(report(aBrief(), [answer('AIC', 'BUSINESS_REG', [shell])]).businesses).toBe(0);
  });
});

describe('standing of the members (§4)', () => {
  test('ENROLMENT: only full-time study that still runs', () => {
    const row = { school: '某校', level: 'HIGHER', fullTime: true, until: '2014-07-01' };
    const of = (change: object) => codesOf([answer('EDU', 'ENROLMENT', [{ ...row, ...change }], { personId: child })]);
    expect(of({})).toEqual(['IN_SCHOOL:HIGHER']);
    expect([...of({ fullTime: false }), ...of({ until: '2014-05-04' })]).toEqual([]);
  });

  test('SERVING: from its first day until the day of release', () => {
    const of = (from: string, to: string | null) => codesOf([answer('PRISON', 'SERVING', [{ from, to }])]);
    expect([of('2014-05-05', null), of('2013-01-01', '2014-05-06')]).toEqual([['SERVING'], ['SERVING']]);
    expect([of('2014-05-06', null), of('2013-01-01', '2014-05-05')]).toEqual([[], []]);
  });

  test('ABROAD: only that somebody travels often is told', () => {
    const of = (trips: number, days: number) => codesOf([answer('PSB_EXIT', 'ABROAD', [{ trips, days }])]);
    expect([of(2, 29), of(3, 5), of(1, 30)]).toEqual([[], ['ABROAD_OFTEN'], ['ABROAD_OFTEN']]);
  });

  test('CERT: the last certificate counts, an expired one is told as such', () => {
    const cert = (level: number, issuedOn: string, validTo: string | null) => ({
      certNo: 'x',
      type: 'PHYSICAL',
      level,
      issuedOn,
      validTo,
      status: 'VALID',
    });
    expect(
      codesOf([answer('DISABLED_FED', 'CERT', [cert(2, '2010-01-01', null), cert(3, '2013-01-01', null)])]),
    ).toEqual(['DISABLED:PHYSICAL:3']);
    expect(codesOf([answer('DISABLED_FED', 'CERT', [cert(2, '2004-01-01', '2014-05-04')])])).toEqual([
      'DISABILITY_CERT_EXPIRED',
    ]);
  });

  test('INSURED: two schemes in one year, not two years in one', () => {
    const row = (scheme: string, year: number) => ({ scheme, year, status: 'INSURED' });
    expect(codesOf([answer('MEDICAL_INS', 'INSURED', [row('NCMS', 2014), row('URBAN_RESIDENT', 2014)])])).toEqual([
      'INSURED_TWICE:2014',
    ]);
    expect(codesOf([answer('MEDICAL_INS', 'INSURED', [row('NCMS', 2013), row('URBAN_RESIDENT', 2014)])])).toEqual([]);
  });

  test('SETTLEMENT: own payment of a bill; one that two schemes list is one', () => {
    const bill = (paidFen: number) => ({
      hospital: '某院',
      settledOn: '2014-02-01',
      totalFen: 1_000_000,
      inPolicyFen: 800_000,
      paidFen,
    });
    const result = report(aBrief(), [answer('MEDICAL_INS', 'SETTLEMENT', [bill(500_000), bill(100_000)])]);
    expect(result.expenditures).toMatchObject([{ type: 'MEDICAL_OOP', amountFen: 400_000, on: '2014-02-01' }]);
    expect(result.countableIncomeFen).toBe(0);
  });

  test('BUSINESS_TAX: turnover with a living registration says nothing new; with a shell or none it is looked at, and is no figure', () => {
    const taxedBand = answer('TAX', 'BUSINESS_TAX', [{ taxpayer: '某店', year: 2013, turnoverBand: 'MEDIUM' }]);
    const registered = (status: string) =>
      answer('AIC', 'BUSINESS_REG', [
        { name: '某店', kind: 'INDIVIDUAL', role: 'OWNER', capitalFen: 100, status, registeredOn: '2010-01-01' },
      ]);
    expect(codesOf([taxedBand, registered('ACTIVE')])).toEqual([]);
    expect(codesOf([taxedBand, registered('REVOKED')])).toEqual(['SHELL_WITH_TURNOVER']);
    expect(codesOf([taxedBand])).toEqual(['TURNOVER_UNREGISTERED']);
    expect(report(aBrief(), [taxedBand]).verdict).toBe('CONSISTENT');
    expect(
      codesOf([answer('TAX', 'BUSINESS_TAX', [{ taxpayer: '某店', year: 2013, turnoverBand: 'BELOW_THRESHOLD' }])]),
    ).toEqual([]);
  });

  test('PUBLIC_RENTAL: who rents from the state owns no dwelling by it', () => {
    const result = report(aBrief(), [
      answer('HOUSING_SEC', 'PUBLIC_RENTAL', [
        { address: '某小区', areaDm2: 5000, monthlyRentFen: 10_000, from: '2012-01-01' },
      ]),
    ]);
    expect([result.dwellings, result.statuses.map(({ code }) => code)]).toEqual([0, ['PUBLIC_RENTAL']]);
  });

  test('NOT_RECEIVING: the other province says whether it helps', () => {
    const of = (receiving: boolean) =>
      codesOf([answer('OTHER_PROVINCE', 'NOT_RECEIVING', [{ province: '41', receiving, certifiedOn: '2014-05-01' }])]);
    expect([of(true), of(false)]).toEqual([['ASSISTED_ELSEWHERE'], ['NOT_RECEIVING_CERTIFIED']]);
  });

  test('EMPLOYMENT_REG: a registration as unemployed is stale where somebody pays a wage', () => {
    const registration = answer('HRSS_EMPLOY', 'EMPLOYMENT_REG', [
      { status: 'UNEMPLOYED', registeredOn: '2012-01-01' },
    ]);
    expect(codesOf([registration])).toEqual(['REGISTERED_UNEMPLOYED']);
    expect(codesOf([registration, taxed(90_000)])).toEqual(['UNEMPLOYMENT_REG_STALE']);
  });
});
