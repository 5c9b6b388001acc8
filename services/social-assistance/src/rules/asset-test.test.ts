import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anAsset, personId } from './factories.ts';
import type { Asset } from './types.ts';

/** The details of the asset reasons, the places that they point to, and the flags. */
function found(assets: readonly Asset[], overrides: Parameters<typeof aCase>[0] = {}) {
  const { reasons, reviewFlags } = decideCase(aCase({ assets: [...assets], ...overrides }));
  expect(reasons.every(({ code }) => code === 'EXCEEDS_ASSET')).toBe(true);
  return {
    details: reasons.map(({ ruleId }) => ruleId.split('/')[1]),
    fields: reasons.map(({ field }) => field),
    reviewFlags,
  };
}

describe('asset test (MF-220 art. 4): any breach refuses with EXCEEDS_ASSET', () => {
  const dwelling = (overrides: Partial<Asset> = {}) =>
    anAsset('REAL_ESTATE', { usage: 'DWELLING', areaM2: 60, ...overrides });
  const rows: [string, Asset[], string[]][] = [
    ['deposits of exactly 24 monthly standards', [anAsset('DEPOSIT', { valueFen: 1_152_000 })], []],
    ['a fen more', [anAsset('DEPOSIT', { valueFen: 1_152_001 })], ['FINANCIAL_ASSETS']],
    ['half of a shared deposit', [anAsset('DEPOSIT', { valueFen: 2_304_001, shareBp: 5_000 })], ['FINANCIAL_ASSETS']],
    [
      'several kinds together',
      [anAsset('SECURITY', { valueFen: 600_000 }), anAsset('FUND', { valueFen: 552_001 })],
      ['FINANCIAL_ASSETS'],
    ],
    ['a private car', [anAsset('VEHICLE', { usage: 'PRIVATE_CAR' })], ['VEHICLE']],
    ['a vehicle of unknown use', [anAsset('VEHICLE')], ['VEHICLE']],
    ['a mobility vehicle of the disabled', [anAsset('VEHICLE', { usage: 'DISABLED_MOBILITY' })], []],
    ['a farm tricycle', [anAsset('VEHICLE', { usage: 'FARM_TRICYCLE' })], []],
    ['a two-wheeler', [anAsset('VEHICLE', { usage: 'TWO_WHEELER' })], []],
    ['one dwelling', [dwelling()], []],
    ['two dwellings', [dwelling(), dwelling({ areaM2: 80 })], ['DWELLINGS']],
    ['a flat and a homestead', [dwelling(), dwelling({ usage: 'HOMESTEAD' })], ['DWELLINGS']],
    ['a second one lost in a disaster', [dwelling(), dwelling({ areaM2: 80, lostInDisaster: true })], []],
    ['a quarter of an inherited house', [dwelling(), dwelling({ areaM2: 80, shareBp: 2_500 })], []],
    ['half of one', [dwelling(), dwelling({ areaM2: 80, shareBp: 5_000 })], ['DWELLINGS']],
    ['a shop is not a dwelling', [dwelling(), dwelling({ usage: 'SHOP' })], []],
    ['a business with a capital of 30,000 yuan', [anAsset('BUSINESS_REG', { capitalFen: 3_000_000 })], []],
    ['a fen more of capital', [anAsset('BUSINESS_REG', { capitalFen: 3_000_001 })], ['BUSINESS']],
    ['a business with one employee', [anAsset('BUSINESS_REG', { staffCount: 1 })], ['BUSINESS']],
    ['a small stall', [anAsset('BUSINESS_REG', { capitalFen: 9_000_000, usage: 'STALL' })], []],
    [
      'luxury building within three years',
      [anAsset('REAL_ESTATE', { usage: 'LUXURY_BUILDING', asOf: '2011-05-17' })],
      ['LUXURY_BUILDING'],
    ],
    ['luxury building three years ago', [anAsset('REAL_ESTATE', { usage: 'LUXURY_BUILDING', asOf: '2011-05-16' })], []],
    [
      'all breaches are named',
      [anAsset('VEHICLE'), anAsset('DEPOSIT', { valueFen: 9_000_000 }), anAsset('BUSINESS_REG', { staffCount: 2 })],
      ['FINANCIAL_ASSETS', 'VEHICLE', 'BUSINESS'],
    ],
  ];
  it.each(rows)('%s', (_, assets, details) => {
    expect(found(assets).details).toEqual(details);
  });

  it('a reason points to the asset in the facts', () => {
    expect(found([dwelling(), anAsset('VEHICLE')]).fields).toEqual(['/assets/1']);
  });

  it('a commercial vehicle of the family’s living is no breach: a person looks at it', () => {
    const { details, reviewFlags } = found([anAsset('VEHICLE', { usage: 'COMMERCIAL_LIVELIHOOD' })]);
    expect([details, reviewFlags]).toEqual([[], ['COMMERCIAL_VEHICLE']]);
  });

  it('an estimate alone is no breach: a person looks at it', () => {
    const { details, reviewFlags } = found([anAsset('CLAIM', { valueFen: 9_000_000, provenance: 'ASSESSED' })]);
    expect([details, reviewFlags]).toEqual([[], ['ESTIMATED_VALUE']]);
  });

  it('a flat in the names of both spouses is one dwelling', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' })];
    const halves = [dwelling({ shareBp: 5_000 }), dwelling({ shareBp: 5_000, personId: personId(2) })];
    expect(found(halves, { members })).toEqual({ details: [], fields: [], reviewFlags: ['JOINT_DWELLING_TO_CONFIRM'] });
  });

  it('verified assets displace the declared ones of the same person, kind and usage', () => {
    const declared = anAsset('DEPOSIT', { valueFen: 1_000_000, provenance: 'DECLARED' });
    expect(found([declared, anAsset('DEPOSIT', { valueFen: 1_100_000 })]).details).toEqual([]);
  });

  it('assets of somebody who is not counted do not count', () => {
    expect(found([anAsset('VEHICLE', { personId: personId(50) })]).details).toEqual([]);
  });

  it('own-expense study abroad is a breach that no counterfactual removes', () => {
    const members = [aMember(1, { specialIdentities: ['OWN_EXPENSE_STUDY_ABROAD'] })];
    const result = decideCase(aCase({ members }));
    expect(result.reasons[0]?.ruleId).toBe('SA-R-10@1/STUDY_EXPENSE');
    expect(result.counterfactuals).toEqual([]);
  });
});
