import { describe, expect, test } from 'vitest';
import { compileReport } from './compile.ts';
import { aBrief, answer, declaring, husband, parameters, report, taxed, wife } from './factories.ts';

const months = ['2013-10', '2013-11', '2013-12', '2014-01', '2014-02', '2014-03'];
const payroll = (grossFen: number, sourceAsOf = '2014-04-30') =>
  answer(
    'FISCAL_PAY',
    'PAYROLL',
    months.map((month) => ({ unit: '某局', kind: 'PUBLIC', grossFen, month })),
    { sourceAsOf },
  );
const mismatch = { outcome: 'IDENTITY_MISMATCH', quarantined: true } as const;
const wageRows = months.map((month) => ({ employer: '某厂', grossFen: 90_000, taxFen: 0, month }));

describe('§6.1 item 1: identity of the rows', () => {
  test('example V18: rows under another name are not used until two persons confirm them, then at MEDIUM', () => {
    const rows = [answer('TAX', 'IIT_WAGE', wageRows, mismatch)];
    expect(report(aBrief(), rows)).toMatchObject({ verdict: 'IDENTITY_PROBLEM', countableIncomeFen: 0 });
    const confirmed = report(aBrief(), [answer('TAX', 'IIT_WAGE', wageRows, { ...mismatch, decision: 'CONFIRMED' })]);
    expect(confirmed).toMatchObject({ countableIncomeFen: 1_080_000, confidence: 'MEDIUM' });
    expect(confirmed.items[0]).toMatchObject({ confidence: 'MEDIUM' });
    expect(confirmed.verdict).not.toBe('IDENTITY_PROBLEM');
  });

  test('rows that two persons dropped are another’s: the question is open, and nobody’s identity is a problem', () => {
    const dropped = report(aBrief(), [answer('TAX', 'IIT_WAGE', wageRows, { ...mismatch, decision: 'DROPPED' })]);
    expect(dropped).toMatchObject({ verdict: 'INCOMPLETE', countableIncomeFen: 0, missingAgencies: ['TAX'] });
    expect(dropped.questions).toMatchObject([{ truth: 'UNKNOWN' }]);
  });

  test('a variant of the name is MEDIUM and shown until a person has confirmed it', () => {
    const row = { status: 'NORMAL', cancelReason: null, cancelledOn: null };
    const variant = { flags: ['NAME_VARIANT'] };
    const before = report(aBrief(), [answer('PSB_HUKOU', 'HUKOU', [row], variant)]);
    expect([before.confidence, before.secondaryFlags]).toEqual(['MEDIUM', ['NAME_VARIANT']]);
    const after = report(aBrief(), [answer('PSB_HUKOU', 'HUKOU', [row], { ...variant, decision: 'CONFIRMED' })]);
    expect([after.confidence, after.secondaryFlags]).toEqual(['HIGH', []]);
  });
});

describe('§6.1 item 2: each thing once', () => {
  test('a car that both spouses are asked about is one car', () => {
    const car = {
      plateMasked: '鲁A***12',
      type: 'CAR',
      use: 'PRIVATE',
      displacementMl: 1600,
      firstRegisteredOn: '2011-01-01',
      status: 'NORMAL',
      listPriceFen: 8_000_000,
    };
    const result = report(aBrief(), [
      answer('PSB_VEHICLE', 'VEHICLE', [car]),
      answer('PSB_VEHICLE', 'VEHICLE', [car, { ...car, firstRegisteredOn: '2012-01-01' }], { personId: wife }),
    ]);
    expect(result.vehicles).toBe(2);
  });

  test('the same pension by kind and payer counts once', () => {
    const row = { kind: 'EMPLOYEE', payer: '某社保', monthlyFen: 50_000, firstMonth: '2012-01', status: 'PAYING' };
    expect(report(aBrief(), [answer('HRSS_PENSION', 'PENSION', [row, row])]).countableIncomeFen).toBe(600_000);
  });
});

describe('§6.1 item 3: joint ownership', () => {
  const flat = (shareBp: number | null, unitNo = 'U-1') => ({
    unitNo,
    location: '某小区',
    areaDm2: 8000,
    use: 'DWELLING',
    shareBp,
    registeredOn: '2003-01-01',
    sealed: false,
    mortgaged: false,
  });

  test.each([
    [[5000], 1],
    [[4999], 0],
    [[2500, 2500], 1],
    [[2500, 2499], 0],
    [[null, null], 1],
  ] as const)('shares %j of the members make %i dwelling', (shares, dwellings) => {
    const answers = shares.map((share, index) =>
      answer('HOUSING_REG', 'REAL_ESTATE', [flat(share)], { personId: [husband, wife][index] ?? husband }),
    );
    expect(report(aBrief(), answers).dwellings).toBe(dwellings);
  });

  test('outside owners’ parts are no part of the estimate', () => {
    const result = report(aBrief(), [answer('HOUSING_REG', 'REAL_ESTATE', [flat(2500)])]);
    expect(result.estimatedFen).toBe(7_000_000);
  });
});

describe('§6.1 item 4: what things are worth', () => {
  const car = {
    plateMasked: '鲁A***12',
    type: 'CAR',
    use: 'PRIVATE',
    displacementMl: 1600,
    firstRegisteredOn: '2011-01-01',
    status: 'NORMAL',
  };

  test('a vehicle loses 10% a full year; one that no list has gets a reference price as an estimate, never a value', () => {
    const worth = (listPriceFen: number) =>
      report(aBrief(), [answer('PSB_VEHICLE', 'VEHICLE', [{ ...car, listPriceFen }])]);
    expect(worth(10_000_000).assets[0]).toMatchObject({ valueFen: 7_000_000 });
    expect(worth(0).assets[0]).toMatchObject({ valueFen: null, estimateFen: 5_600_000 });
    expect(worth(0).secondaryFlags).toContain('ESTIMATED');
  });

  test('a dwelling is worth its area by the county’s price, by the household’s share; the estimate breaks no limit', () => {
    const flat = {
      unitNo: 'U-1',
      location: '某小区',
      areaDm2: 8000,
      use: 'DWELLING',
      shareBp: 5000,
      registeredOn: '2003-01-01',
      sealed: false,
      mortgaged: false,
    };
    const result = report(aBrief(), [answer('HOUSING_REG', 'REAL_ESTATE', [flat])]);
    // 80 m² × 3,500 yuan × half.
    expect([result.estimatedFen, result.financialPerHeadFen, result.verdict]).toEqual([
      14_000_000,
      0,
      'CONCEALMENT_SUSPECTED',
    ]);
  });
});

describe('§6.1 item 5: same fact, different values', () => {
  test('of one rank the later day wins', () => {
    expect(report(declaring(90_000), [taxed(90_000), payroll(130_000, '2014-05-01')]).countableIncomeFen).toBe(
      1_560_000,
    );
    expect(report(declaring(90_000), [taxed(90_000), payroll(130_000, '2014-04-01')]).countableIncomeFen).toBe(
      1_080_000,
    );
  });

  test('one rank, one day, beyond tolerance: CONFLICT names both sources; never an average', () => {
    const result = report(declaring(90_000), [taxed(90_000), payroll(130_000)]);
    expect(result.secondaryFlags).toContain('CONFLICT:WAGE');
    expect(result.items[0]?.disagreeing).toEqual(['FISCAL_PAY', 'TAX']);
    expect([1_080_000, 1_560_000]).toContain(result.countableIncomeFen);
  });

  test('one rank, one day, within tolerance: no conflict', () => {
    expect(report(declaring(90_000), [taxed(90_000), payroll(93_000)]).items[0]?.disagreeing).toEqual([]);
  });

  test.each([
    ['TAX', 1_080_000],
    ['FISCAL_PAY', 1_560_000],
  ])('what two persons chose holds: %s', (source, year) => {
    const answers = [taxed(90_000), payroll(130_000)];
    const decisions = [{ personId: husband, type: 'WAGE', source }];
    const result = compileReport(declaring(90_000), { answers, open: [], decisions }, parameters);
    expect([result.countableIncomeFen, result.items[0]?.disagreeing]).toEqual([year, []]);
    expect(result.secondaryFlags).not.toContain('CONFLICT:WAGE');
  });

  test('a choice does not overrule a later and better answer', () => {
    const answers = [taxed(90_000), payroll(130_000, '2014-05-01')];
    const decisions = [{ personId: husband, type: 'WAGE', source: 'TAX' }];
    expect(compileReport(declaring(90_000), { answers, open: [], decisions }, parameters).countableIncomeFen).toBe(
      1_560_000,
    );
  });

  test('a judgment stands over what was declared, lower too', () => {
    const declared = {
      incomes: [
        {
          personId: wife,
          incomeClass: 'TRANSFER',
          type: 'ALIMONY',
          amountFen: 300_000,
          periodFrom: '2013-10-01',
          periodTo: '2014-03-31',
          countable: true,
        },
      ],
      assets: [],
    };
    const row = { caseNo: '1', kind: 'CHILD_SUPPORT', side: 'PAYEE', monthlyFen: 20_000, from: '2012-01-01', to: null };
    const result = report(aBrief({ declared }), [answer('COURT', 'ALIMONY_JUDGMENT', [row], { personId: wife })]);
    expect(result.countableIncomeFen).toBe(240_000);
  });
});

describe('§6.1 item 6: a contribution base', () => {
  const base = (baseFen: number, kind = 'EMPLOYEE') => ({
    kind,
    employer: '某厂',
    baseFen,
    paidFromMonth: '2013-01',
    paidToMonth: '2014-03',
  });
  const of = (row: Record<string, unknown>) => {
    const result = report(aBrief(), [answer('HRSS_INSURANCE', 'CONTRIBUTION', [row])]);
    return [result.countableIncomeFen, result.secondaryFlags.includes('EMPLOYMENT_EVIDENCE')];
  };

  test('at the floor or the cap it is evidence only, strictly between it is a wage of rank 6, LOW', () => {
    expect([of(base(210_000)), of(base(1_050_000))]).toEqual([
      [0, true],
      [0, true],
    ]);
    expect([of(base(210_001)), of(base(1_049_999))]).toEqual([
      [2_520_012, false],
      [12_599_988, false],
    ]);
  });

  test('of flexible employment it is never an income', () => {
    expect(of(base(300_000, 'FLEXIBLE'))).toEqual([0, true]);
  });
});

describe('§6.1 item 7: what came once', () => {
  test('compensation for land and the sale of a house stand apart and are no income of the window', () => {
    const sale = { unitNo: 'U-9', kind: 'SALE', priceFen: 20_000_000, contractedOn: '2013-06-01' };
    const result = report(aBrief(), [
      answer('LAND', 'LAND_COMP', [{ village: '大庄村', amountFen: 500_000, paidOn: '2013-12-01' }]),
      answer('HOUSING_REG', 'TRANSACTION', [sale]),
      answer('HOUSING_REG', 'TRANSACTION', [sale], { personId: wife }),
    ]);
    expect(result.countableIncomeFen).toBe(0);
    expect(result.lumpSums.map(({ type, amountFen }) => [type, amountFen])).toEqual([
      ['LAND_COMPENSATION', 500_000],
      ['HOUSE_SALE', 20_000_000],
    ]);
    expect(result).toMatchObject({
      verdict: 'CONSISTENT',
      secondaryFlags: ['LUMP_SUM:LAND_COMPENSATION', 'LUMP_SUM:HOUSE_SALE'],
    });
  });

  test('a sale of more than 24 months ago is no longer told', () => {
    const sale = (contractedOn: string) => ({ unitNo: 'U-9', kind: 'SALE', priceFen: 100, contractedOn });
    const of = (day: string) => report(aBrief(), [answer('HOUSING_REG', 'TRANSACTION', [sale(day)])]).lumpSums.length;
    expect([of('2012-05-05'), of('2012-05-04')]).toEqual([1, 0]);
  });
});

describe('§6.1 item 8: death', () => {
  const cancelled = (on: string) =>
    answer('PSB_HUKOU', 'HUKOU', [{ status: 'CANCELLED', cancelReason: 'DEATH', cancelledOn: on }]);
  const cremated = (on: string) => answer('CA_FUNERAL', 'CREMATION', [{ crematedOn: on, home: '某殡仪馆' }]);
  const dead = (answers: ReturnType<typeof cremated>[]) =>
    report(aBrief(), answers).statuses.map(({ code, on }) => [code, on]);

  test('either source suffices, and the earlier date counts', () => {
    expect(dead([cancelled('2014-04-01')])).toEqual([['DEAD', '2014-04-01']]);
    expect(dead([cremated('2014-04-03'), cancelled('2014-04-01')])).toEqual([
      ['DEAD', '2014-04-01'],
      ['DEATH_DATE_DIFFERS', '2014-04-01'],
    ]);
  });

  test('a register entry cancelled for another reason is no death', () => {
    expect(
      dead([answer('PSB_HUKOU', 'HUKOU', [{ status: 'CANCELLED', cancelReason: 'MOVED', cancelledOn: '2014-04-01' }])]),
    ).toEqual([]);
  });
});

describe('§6.1 item 9: marriage', () => {
  const marriage = (status: string, partnerIdNo: string, registeredOn = '2010-01-01') => ({
    status,
    partnerIdNo,
    registeredOn,
  });
  const of = (...rows: object[]) =>
    report(aBrief(), [answer('CA_MARRIAGE', 'MARRIAGE', rows as Record<string, unknown>[])]).statuses.map(
      ({ code }) => code,
    );

  test('married to somebody outside the household is a membership finding; to a member it is none; unknown is none', () => {
    expect([
      of(marriage('MARRIED', 'OUTSIDE')),
      of(marriage('MARRIED', wife)),
      of(marriage('MARRIED', 'UNKNOWN')),
    ]).toEqual([['SPOUSE_MISSING'], [], []]);
  });

  test('the registry’s last word counts, and a divorced partner in the household is told', () => {
    expect(of(marriage('MARRIED', 'OUTSIDE'), marriage('DIVORCED', 'OUTSIDE', '2012-01-01'))).toEqual([]);
    expect(of(marriage('MARRIED', wife), marriage('DIVORCED', wife, '2012-01-01'))).toEqual([
      'DIVORCED_PARTNER_IN_HOUSEHOLD',
    ]);
  });
});

describe('four truth values, kept through to the report', () => {
  test('known, stale, refused and unknown are four things, and NO_RECORD is known', () => {
    const result = report(
      declaring(90_000),
      [
        answer('TAX', 'IIT_WAGE', []),
        answer('AIC', 'BUSINESS_REG', [], { flags: ['STALE'] }),
        answer('HOUSING_REG', 'REAL_ESTATE', [], { outcome: 'NOT_COVERED' }),
        answer('HOUSING_FUND', 'FUND', [], { outcome: 'REFUSED', mandatory: false }),
      ],
      [{ personId: husband, agencyCode: 'BANK', itemCode: 'DEPOSIT', mandatory: false }],
    );
    expect(result.questions.map(({ agencyCode, truth, outcome }) => [agencyCode, truth, outcome])).toEqual([
      ['AIC', 'STALE', 'NO_RECORD'],
      ['BANK', 'UNKNOWN', null],
      ['HOUSING_FUND', 'REFUSED', 'REFUSED'],
      ['HOUSING_REG', 'UNKNOWN', 'NOT_COVERED'],
      ['TAX', 'KNOWN', 'NO_RECORD'],
    ]);
    // A refusal about the wage leaves the declared figure waiting, not disproved.
    expect(result.items[0]).toMatchObject({ verdict: 'PENDING', truth: 'REFUSED' });
  });

  test.each([
    ['NO_RECORD', 'NOT_FOUND', 'KNOWN'],
    ['NOT_COVERED', 'NOT_COVERED', 'UNKNOWN'],
    ['ERROR', 'PENDING', 'UNKNOWN'],
  ] as const)('a declared wage of which the only register says %s is %s and %s', (outcome, verdict, truth) => {
    const result = report(declaring(90_000), [answer('TAX', 'IIT_WAGE', [], { outcome })]);
    expect(result.items[0]).toMatchObject({ verdict, truth });
  });

  test('old data are LOW and STALE in their item', () => {
    const result = report(declaring(90_000), [{ ...taxed(90_000), flags: ['STALE'] }]);
    expect(result.items[0]).toMatchObject({ confidence: 'LOW', truth: 'STALE', verdict: 'MATCH' });
  });
});
