import { rational } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { amountOf } from './counterfactual-changes.ts';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anAsset, anIncome, aRuralCase, aSupporter, personId, RURAL_WINDOW } from './factories.ts';
import type { Asset } from './types.ts';

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

  it('every asset that goes is told, in a list when they are several', () => {
    const dwelling = (areaM2: number, more = {}) => anAsset('REAL_ESTATE', { areaM2, ...more });
    const assets = [dwelling(60), dwelling(80, { usage: 'DWELLING' }), dwelling(90)];
    const [found] = decideCase(aCase({ assets })).counterfactuals;
    const unnamed = { kind: 'REAL_ESTATE', usage: null };
    expect(found?.from).toEqual([{ kind: 'REAL_ESTATE', usage: 'DWELLING' }, unnamed]);
    const [car] = decideCase(aCase({ assets: [anAsset('VEHICLE')] })).counterfactuals;
    expect(car?.from).toEqual({ kind: 'VEHICLE', usage: null });
  });

  it('each of two verified cars must go, and so must what another declared of another kind', () => {
    const car = anAsset('VEHICLE', { usage: 'PRIVATE_CAR' });
    const business = anAsset('BUSINESS_REG', { staffCount: 3, provenance: 'DECLARED' });
    const fieldsOf = (...assets: Asset[]) => decideCase(aCase({ assets })).counterfactuals.map(({ field }) => field);
    expect(fieldsOf(car, car)).toEqual(['/assets/0', '/assets/1']);
    expect(fieldsOf(car, business)).toEqual(['/assets/0', '/assets/1']);
  });

  it('a declaration does not speak again when one of two that displaced it goes', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' }), aMember(3)];
    const flat = (number: number, areaM2: number, more: Partial<Asset> = {}) =>
      anAsset('REAL_ESTATE', { usage: 'DWELLING', areaM2, personId: personId(number), ...more });
    const halves = [flat(1, 80, { shareBp: 5_000 }), flat(2, 80, { shareBp: 5_000 })];
    const assets = [flat(3, 60), ...halves, flat(1, 80, { provenance: 'DECLARED' })];
    expect(decideCase(aCase({ members, assets })).counterfactuals.map(({ change }) => change)).toEqual([
      'ASSET_WITHOUT',
    ]);
  });

  it('deposits: what is not money stays as it is', () => {
    const flat = anAsset('REAL_ESTATE', { usage: 'DWELLING' });
    const deposit = anAsset('DEPOSIT', { valueFen: 2_000_000 });
    const changesOf = (...assets: Asset[]) => decideCase(aCase({ assets })).counterfactuals.map(({ change }) => change);
    expect(changesOf(flat, deposit)).toEqual(['ASSETS_BELOW']);
    expect(changesOf(anAsset('VEHICLE'), deposit)).toEqual(['ASSETS_BELOW', 'ASSET_WITHOUT']);
  });

  it('deposits: only money that is known is shown as what might be kept', () => {
    const assets = [
      anAsset('CLAIM', { valueFen: 100, provenance: 'ASSESSED' }),
      anAsset('DEPOSIT', { valueFen: 2_000_000 }),
    ];
    expect(decideCase(aCase({ assets })).counterfactuals).toMatchObject([{ from: 2_000_100, to: 1_152_000 }]);
  });

  it('income: found also when the first of the family is not counted, and as a fraction where it is one', () => {
    const members = [aMember(1, { lifeStatus: 'DEAD' }), aMember(2, { relationToHead: '10' })];
    const wage = anIncome({
      personId: personId(2),
      amountFen: 600_000,
      periodFrom: '2013-09-21',
      periodTo: '2014-03-31',
    });
    const [found] = decideCase(aCase({ members, incomes: [wage] })).counterfactuals;
    expect([found?.change, found?.to]).toEqual(['INCOME_BELOW', 575_998]);
    expect([amountOf(rational(7)), amountOf(rational(7, 3))]).toEqual([7, '7/3']);
  });

  it('a single applicant: where to look, and what stood there', () => {
    const disabled = { birthDate: '1982-03-10', disabilityLevel: 1 } as const;
    const members = [aMember(2, { relationToHead: '51' }), aMember(1, { ...disabled, independentHukou: false })];
    const facts = aCase({ members, applyAlone: { ground: 'SEVERE_DISABILITY' } });
    expect(decideCase(facts).counterfactuals).toMatchObject([
      { change: 'REGISTER_OWN', field: '/members/1/independentHukou', from: false, to: true },
      { change: 'FAMILY_INCOME_AT_MOST', field: '/applyAlone/parentsPerCapitaFen', from: null, to: 96_000 },
    ]);
  });

  it('a reason that nothing in the facts removes leaves no change at all', () => {
    const facts = aCase({ members: [aMember(1, { hukouKind: 'AGRI' })], assets: [anAsset('VEHICLE')] });
    expect(decideCase(facts).counterfactuals).toEqual([]);
  });

  it('a grant has none', () => {
    expect(decideCase(aCase()).counterfactuals).toEqual([]);
  });
});
