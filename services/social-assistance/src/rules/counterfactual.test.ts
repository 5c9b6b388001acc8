import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anAsset, anIncome, aRuralCase, aSupporter, personId, RURAL_WINDOW } from './factories.ts';

describe('counterfactuals: the smallest change that the rules themselves confirm', () => {
  it('income: the largest yearly income that passes, 11,519.98 for two people in town', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' })];
    const result = decideCase(aCase({ members, incomes: [anIncome({ amountFen: 576_000 })] }));
    expect(result.counterfactuals).toEqual([
      {
        change: 'INCOME_BELOW',
        field: '/incomes',
        from: 1_152_000,
        to: 1_151_998,
        text: '如家庭年可支配收入不高于11519.98元,即符合收入条件。',
        resultingAmountFen: 1_000,
      },
    ]);
  });

  it('income in the country: a fen below the line', () => {
    const lease = anIncome({ type: 'LAND_TRANSFER', amountFen: 300_000, ...RURAL_WINDOW });
    const [found] = decideCase(aRuralCase({ incomes: [lease] })).counterfactuals;
    expect([found?.from, found?.to]).toEqual([300_000, 279_999]);
  });

  it('income that is support or imputed has one as well', () => {
    const able = aMember(1, { labourCapacity: 'FULL', employmentStatus: 'UNEMPLOYED' });
    const facts = aCase({ members: [able], supporters: [aSupporter()] });
    expect(decideCase(facts).counterfactuals.map(({ change, to }) => [change, to])).toEqual([
      ['INCOME_BELOW', 575_998],
    ]);
  });

  it('a vehicle: without it the grant would be 480.00', () => {
    const facts = aCase({
      assets: [anAsset('DEPOSIT', { valueFen: 100 }), anAsset('VEHICLE', { usage: 'PRIVATE_CAR' })],
    });
    expect(decideCase(facts).counterfactuals).toEqual([
      {
        change: 'ASSET_WITHOUT',
        field: '/assets/1',
        from: { kind: 'VEHICLE', usage: 'PRIVATE_CAR' },
        to: null,
        text: '如家庭没有该机动车辆,本项财产条件即符合。',
        resultingAmountFen: 48_000,
      },
    ]);
  });

  it('a vehicle that was declared and verified is one vehicle', () => {
    const declared = anAsset('VEHICLE', { usage: 'PRIVATE_CAR', provenance: 'DECLARED' });
    const facts = aCase({ assets: [declared, anAsset('VEHICLE', { usage: 'PRIVATE_CAR' })] });
    expect(decideCase(facts).counterfactuals.map(({ field }) => field)).toEqual(['/assets/1']);
  });

  it('deposits: the largest sum that passes', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' })];
    const assets = [
      anAsset('DEPOSIT', { valueFen: 2_000_000 }),
      anAsset('FUND', { valueFen: 2_000_000, personId: personId(2) }),
      anAsset('FUND', { valueFen: 900_000, personId: personId(2), provenance: 'DECLARED' }),
    ];
    const [found, more] = decideCase(aCase({ members, assets })).counterfactuals;
    expect(found).toMatchObject({ change: 'ASSETS_BELOW', from: 4_000_000, to: 2_304_000, resultingAmountFen: 96_000 });
    expect(more).toBeUndefined();
    const atLimit = [anAsset('DEPOSIT', { valueFen: 2_304_000 })];
    expect(decideCase(aCase({ members, assets: atLimit })).outcome).toBe('GRANT');
  });

  it('several breaches: the whole minimal set, each with the amount of all together', () => {
    const facts = aCase({
      incomes: [anIncome({ amountFen: 300_000 })],
      assets: [anAsset('VEHICLE', { usage: 'PRIVATE_CAR' }), anAsset('BUSINESS_REG', { staffCount: 3 })],
    });
    const found = decideCase(facts).counterfactuals;
    expect(found.map(({ change }) => change)).toEqual(['INCOME_BELOW', 'ASSET_WITHOUT', 'ASSET_WITHOUT']);
    expect(found.map(({ resultingAmountFen }) => resultingAmountFen)).toEqual([1_000, 1_000, 1_000]);
    expect(found[0]?.text).toContain('须与其他2项同时满足');
  });

  it('one change that removes two breaches is enough', () => {
    const assets = [
      anAsset('REAL_ESTATE', { usage: 'DWELLING', areaM2: 60 }),
      anAsset('REAL_ESTATE', { usage: 'LUXURY_BUILDING', areaM2: 200 }),
    ];
    const result = decideCase(aCase({ assets }));
    expect(result.reasons.map(({ ruleId }) => ruleId)).toEqual(['SA-R-10@1/DWELLINGS', 'SA-R-10@1/LUXURY_BUILDING']);
    expect(result.counterfactuals.map(({ field }) => field)).toEqual(['/assets/1']);
  });

  it('a single applicant: a register of one’s own', () => {
    const members = [aMember(1, { birthDate: '1982-03-10', disabilityLevel: 1, independentHukou: false })];
    const facts = aCase({ members, applyAlone: { ground: 'SEVERE_DISABILITY', parentsPerCapitaFen: 70_000 } });
    expect(decideCase(facts).counterfactuals).toMatchObject([
      { change: 'REGISTER_OWN', to: true, resultingAmountFen: 57_600 },
    ]);
  });

  it('a single applicant: the family’s income', () => {
    const members = [aMember(1, { birthDate: '1982-03-10', disabilityLevel: 1, independentHukou: true })];
    const facts = aCase({ members, applyAlone: { ground: 'SEVERE_DISABILITY', parentsPerCapitaFen: 96_001 } });
    expect(decideCase(facts).counterfactuals).toMatchObject([
      { change: 'FAMILY_INCOME_AT_MOST', from: 96_001, to: 96_000 },
    ]);
  });

  it('a grant has none', () => {
    expect(decideCase(aCase()).counterfactuals).toEqual([]);
  });
});
