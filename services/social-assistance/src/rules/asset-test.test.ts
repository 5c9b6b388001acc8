import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anAsset, personId, withParameter } from './factories.ts';
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

function dwelling(overrides: Partial<Asset> = {}): Asset {
  return anAsset('REAL_ESTATE', { usage: 'DWELLING', areaM2: 60, ...overrides });
}

describe('asset test (MF-220 art. 4): any breach refuses with EXCEEDS_ASSET', () => {
  const rows: [string, Asset[], string[]][] = [
    ['deposits of exactly 24 monthly standards', [anAsset('DEPOSIT', { valueFen: 1_152_000 })], []],
    ['a fen more', [anAsset('DEPOSIT', { valueFen: 1_152_001 })], ['FINANCIAL_ASSETS']],
    ['half of a shared deposit', [anAsset('DEPOSIT', { valueFen: 2_304_001, shareBp: 5_000 })], ['FINANCIAL_ASSETS']],
    [
      'several kinds together',
      [anAsset('SECURITY', { valueFen: 600_000 }), anAsset('FUND', { valueFen: 552_001 })],
      ['FINANCIAL_ASSETS'],
    ],
    [
      'two deposits of one person',
      [anAsset('DEPOSIT', { valueFen: 600_000 }), anAsset('DEPOSIT', { valueFen: 552_001 })],
      ['FINANCIAL_ASSETS'],
    ],
    [
      'what is no financial asset has a value that does not count',
      [anAsset('REAL_ESTATE', { usage: 'SHOP', valueFen: 9_000_000 })],
      [],
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
    ['a second one whose use is not stated', [dwelling(), anAsset('REAL_ESTATE')], ['DWELLINGS']],
    ['a deposit is no dwelling', [dwelling(), anAsset('DEPOSIT', { usage: 'DWELLING', valueFen: 100 })], []],
    ['half of one', [dwelling(), dwelling({ areaM2: 80, shareBp: 5_000 })], ['DWELLINGS']],
    ['a shop is not a dwelling', [dwelling(), dwelling({ usage: 'SHOP' })], []],
    ['a business with a capital of 30,000 yuan', [anAsset('BUSINESS_REG', { capitalFen: 3_000_000 })], []],
    ['a fen more of capital', [anAsset('BUSINESS_REG', { capitalFen: 3_000_001 })], ['BUSINESS']],
    ['a business with one employee', [anAsset('BUSINESS_REG', { staffCount: 1 })], ['BUSINESS']],
    ['the capital of what is no registration', [anAsset('SECURITY', { valueFen: 1, capitalFen: 9_000_000 })], []],
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

describe('a unit in several names is one dwelling, and a person confirms it', () => {
  const members = [aMember(1), aMember(2, { relationToHead: '10' }), aMember(3)];
  const share = (number: number, shareBp: number, more: Partial<Asset> = {}) =>
    dwelling({ personId: personId(number), shareBp, ...more });

  it.each<[string, Asset[], boolean, boolean]>([
    ['shares of three that make one whole', [share(1, 4_000), share(2, 4_000), share(3, 2_000)], false, true],
    ['shares that are more than a whole are two', [share(1, 6_000), share(2, 5_000)], true, false],
    ['halves of different size are two', [share(1, 5_000), share(2, 5_000, { areaM2: 61 })], true, false],
    ['halves of different use are two', [share(1, 5_000), share(2, 5_000, { usage: 'HOMESTEAD' })], true, false],
    ['two halves of one person are two', [share(1, 5_000), share(1, 5_000)], true, false],
    ['a second part of one person is another unit', [share(1, 2_500), share(2, 2_500), share(2, 5_000)], true, true],
    [
      'quarters that together are a half count',
      [share(1, 2_500), share(2, 2_500), dwelling({ areaM2: 80 })],
      true,
      true,
    ],
  ])('%s', (_, assets, isBreach, isFlagged) => {
    const { details, reviewFlags } = found(assets, { members });
    expect([details, reviewFlags]).toEqual([
      isBreach ? ['DWELLINGS'] : [],
      isFlagged ? ['JOINT_DWELLING_TO_CONFIRM'] : [],
    ]);
  });
});

describe('what is found does not depend on the order of the facts', () => {
  it('the larger of two dwellings is the one too many, wherever it stands; of two alike the later', () => {
    const fieldsOf = (...assets: Asset[]) => found(assets).fields;
    expect(fieldsOf(dwelling(), dwelling({ areaM2: 80 }))).toEqual(['/assets/1']);
    expect(fieldsOf(dwelling({ areaM2: 80 }), dwelling())).toEqual(['/assets/0']);
    expect(fieldsOf(dwelling(), dwelling())).toEqual(['/assets/1']);
  });

  it('as many vehicles as are allowed are no breach, each one more is', () => {
    const parameters = withParameter('asset.vehicles_max', 1);
    const car = anAsset('VEHICLE', { usage: 'PRIVATE_CAR' });
    expect(found([car], { parameters }).fields).toEqual([]);
    expect(found([car, car, car], { parameters }).fields).toEqual(['/assets/1', '/assets/2']);
  });
});

describe('which of two statements about an asset is heard', () => {
  const deposit = (valueFen: number, more: Partial<Asset> = {}) => anAsset('DEPOSIT', { valueFen, ...more });
  const declared = { provenance: 'DECLARED' } as const;
  const car = { ...anAsset('VEHICLE', { usage: 'PRIVATE_CAR' }), ...declared };

  it.each<[string, Asset[], string[]]>([
    ['a declared one that nothing contradicts', [car], ['VEHICLE']],
    ['a document before a declaration', [deposit(2_304_001, declared), deposit(1, { provenance: 'DOCUMENT' })], []],
    [
      'an estimate displaces no declaration',
      [deposit(2_304_001, declared), deposit(1, { provenance: 'ASSESSED' })],
      ['FINANCIAL_ASSETS'],
    ],
    [
      'another kind displaces none',
      [deposit(2_304_001, declared), anAsset('FUND', { valueFen: 1 })],
      ['FINANCIAL_ASSETS'],
    ],
    ['another use displaces none', [car, anAsset('VEHICLE', { usage: 'TWO_WHEELER' })], ['VEHICLE']],
  ])('%s', (_, assets, details) => {
    expect(found(assets, { members: [aMember(1), aMember(2, { relationToHead: '10' })] }).details).toEqual(details);
  });

  it('another person’s of the same kind and use displaces none either: both cars are told', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' })];
    const theirs = anAsset('VEHICLE', { usage: 'PRIVATE_CAR', personId: personId(2) });
    expect(found([car, theirs], { members }).fields).toEqual(['/assets/0', '/assets/1']);
  });

  it('what belongs to a member who is not counted is not heard, nor are that member’s own expenses', () => {
    const away = aMember(2, { relationToHead: '10', lifeStatus: 'DEAD', specialIdentities: ['CHOICE_SCHOOL'] });
    const theirs = anAsset('VEHICLE', { personId: personId(2) });
    expect(found([theirs], { members: [aMember(1), away] }).details).toEqual([]);
  });
});

it('a vessel is no breach: a person looks at it, whatever else there is', () => {
  const { details, reviewFlags } = found([anAsset('DEPOSIT', { valueFen: 1 }), anAsset('VESSEL')]);
  expect([details, reviewFlags]).toEqual([[], ['VESSEL']]);
});

it('the trace names the kinds of what is held and every limit that is broken', () => {
  const { trace } = decideCase(aCase({ assets: [anAsset('VEHICLE'), anAsset('BUSINESS_REG', { staffCount: 1 })] }));
  expect(trace.find(({ rule }) => rule === 'SA-R-10@1')).toMatchObject({
    inputs: { n: 1, holdings: ['BUSINESS_REG', 'VEHICLE'] },
    output: ['VEHICLE', 'BUSINESS'],
  });
});
