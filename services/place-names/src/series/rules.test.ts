import { createDivisionHistory, type DivisionChangeItem, type DivisionVersion } from '@mz/domain';
import { describe, expect, test } from 'vitest';
import { countUnits, decideBase, type Ground, type Group, reportingsOf, unitsOf } from './rules.ts';

const splitOn = '2014-01-25';

function version(code: string, given: Partial<DivisionVersion>): DivisionVersion {
  return {
    unitId: code,
    code,
    level: 'TOWNSHIP',
    type: 'TOWN',
    name: code,
    shortName: code,
    parentCode: null,
    validFrom: null,
    validTo: null,
    recordedAt: '2014-01-01T00:00:00Z',
    provenance: 'TEST',
    codeStatus: 'FINAL',
    ...given,
  };
}

function item(fromCode: string, toCode: string, more: Partial<DivisionChangeItem> = {}): DivisionChangeItem {
  const common = { changeId: 'CH-04', effectiveOn: splitOn, extent: 'FULL', partUnits: [], remainder: false } as const;
  return { ...common, fromCode, toCode, ...more };
}

const county = { level: 'COUNTY', parentCode: '371000000000' } as const;
/** CH-04: 文登市 is split, 汪疃镇 (112) goes to 环翠区. */
const history = createDivisionHistory({
  versions: [
    version('370000000000', { level: 'PROVINCE', type: 'PROVINCE' }),
    version('371000000000', { level: 'PREFECTURE', type: 'PREFECTURE_CITY', parentCode: '370000000000' }),
    version('371002000000', { ...county, type: 'DISTRICT' }),
    version('371003000000', { ...county, type: 'DISTRICT', validFrom: splitOn }),
    version('371081000000', { ...county, type: 'COUNTY_CITY', managedByCode: '371000000000', validTo: splitOn }),
    version('371081100000', { parentCode: '371081000000', validTo: splitOn }),
    version('371081112000', { parentCode: '371081000000', validTo: splitOn }),
    version('371003100000', { parentCode: '371003000000', validFrom: splitOn }),
    version('371002112000', { parentCode: '371002000000', validFrom: splitOn }),
  ],
  items: [
    item('371081000000', '371002000000', { extent: 'PART', partUnits: ['371081112000'] }),
    item('371081000000', '371003000000', { extent: 'PART', remainder: true }),
    item('371081100000', '371003100000'),
    item('371081112000', '371002112000'),
  ],
});
const ground: Ground = { history, level: 'COUNTY', reportedOn: '2013-12-31', baseOn: '2014-12-31' };

const group = (reported: string, standing: string, living: boolean, count = 1): Group => ({
  reported: `${reported}000`,
  standing: `${standing}000`,
  living,
  count,
});

describe('place-names.md §9.7: in whose series a row counts', () => {
  test.each([
    ['a row that lives, by where it stands now', group('371081100', '371003100', true), ['371003000000']],
    ['a row of a moved town', group('371081112', '371002112', true), ['371002000000']],
    ['a row of its day, by where its township lies now', group('371081112', '371081112', false), ['371002000000']],
    [
      'a row of its day under the county alone: nothing decides',
      group('371081000', '371081000', false),
      ['371002000000', '371003000000'],
    ],
  ] as const)('on the same territory: %s', (_name, one, units) => {
    expect(unitsOf(ground, one, 'SAME_TERRITORY')).toEqual(units);
    expect(unitsOf(ground, one, 'AS_REPORTED')).toEqual(['371081000000']);
  });

  test('by prefecture the split of a county decides nothing and needs nothing', () => {
    const above = { ...ground, level: 'PREFECTURE' } as const;
    expect(unitsOf(above, group('371081000', '371081000', false), 'SAME_TERRITORY')).toEqual(['371000000000']);
  });
});

test('Σ as reported = Σ on the same territory + the residual', () => {
  const counted = countUnits(ground, [
    group('371081100', '371003100', true, 20),
    group('371081112', '371002112', true, 5),
    group('371081000', '371081000', false, 2),
    group('371081000', '371081000', false, 1),
  ]);
  expect([...counted.asReported]).toEqual([['371081000000', 28]]);
  expect([...counted.sameTerritory]).toEqual([
    ['371003000000', 20],
    ['371002000000', 5],
  ]);
  const candidates = ['371002000000', '371003000000'];
  expect(counted.residual).toEqual([{ divisionCode: '371081000000', candidates, count: 3 }]);
});

test.each([
  ['whole years end with their last day, the year that runs today', 2013, 2014, ['2013-12-31', '2014-04-28']],
  ['one year', 2012, 2012, ['2012-12-31']],
] as const)('reporting days: %s', (_name, from, to, days) => {
  const decision = reportingsOf({ from, to }, '2014-04-28');
  expect(decision.ok ? decision.value.map(({ reportedOn }) => reportedOn) : decision.code).toEqual(days);
});

test.each([
  ['years in the wrong order', 2014, 2013],
  ['eleven years', 2004, 2014],
  ['a year to come', 2014, 2015],
])('SERIES_YEARS: %s', (_name, from, to) => {
  expect(reportingsOf({ from, to }, '2014-04-28')).toMatchObject({ ok: false, code: 'SERIES_YEARS' });
});

test.each([
  ['today unless given', undefined, '2014-04-28'],
  ['the last reporting day', '2013-12-31', '2013-12-31'],
  ['before it', '2013-12-30', 'SERIES_BASE'],
  ['tomorrow', '2014-04-29', 'SERIES_BASE'],
])('base day: %s', (_name, base, expected) => {
  const decision = decideBase(base, '2013-12-31', '2014-04-28');
  expect(decision.ok ? decision.value : decision.code).toBe(expected);
});
