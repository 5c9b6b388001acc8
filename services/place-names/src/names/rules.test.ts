import { describe, expect, it } from 'vitest';
import { characterTables } from './character-files.ts';
import { readName } from './characters.ts';
import { findingsOf, type NameFacts, type StandingName } from './findings.ts';
import { areaOf, containerOf, isOutside, isSwapped, kindOfName, nationalCodeOf } from './rules.ts';
import { duplicateScope } from './scope.ts';

describe('place-names.md §5.2: the national code', () => {
  it('is county 6, township segment 3, category 5, sequence 6: the published example 330381 001 22100 000001', () => {
    expect(nationalCodeOf('330381001000', '22100', 1)).toBe('33038100122100000001');
  });

  it.each([0, 1_000_000])('has no sequence %s', (sequence) => {
    expect(() => nationalCodeOf('370181001000', '22100', sequence)).toThrow('no sequence is left');
  });

  it('counts by county and township', () => {
    expect([areaOf('370181001203'), areaOf('370181000000')]).toEqual(['370181001', '370181000']);
  });

  it.each([
    [['370902000000', '370911000000'], '370900000000'],
    [['370902000000'], '370902000000'],
    [['371728000000', '370521000000'], '370000000000'],
    [['370181001000', '370181002000'], '370181000000'],
    [['370181000000', '130102000000'], '370000000000'],
    [[], '370000000000'],
  ])('%j lie together in %s', (codes, container) => {
    expect(containerOf(codes)).toBe(container);
  });

  it.each([
    ['21400', '镇', 'DIVISION'],
    ['22100', '', 'SETTLEMENT'],
    ['23500', '后街', 'STREET'],
    ['23500', '胡同', 'STREET'],
    ['23300', '站', 'FEATURE'],
    ['13400', '山', 'FEATURE'],
  ])('a name of category %s ending in %s is written as a %s', (category, generic, kind) => {
    expect(kindOfName(category, generic)).toBe(kind);
  });

  it.each([
    [117.0, 36.65, false],
    [36.65, 117.0, true],
    [36.65, 89, true],
  ])('longitude %s and latitude %s', (lon, lat, swapped) => {
    expect(isSwapped(lon, lat)).toBe(swapped);
  });
});

it.each([
  [117, 36.65, false],
  [69.9, 36, true],
  [140.1, 36, true],
  [117, -0.1, true],
  [117, 60.1, true],
])('a point at %s, %s lies out of range: %s', (lon, lat, outside) => {
  expect(isOutside(lon, lat)).toBe(outside);
});

describe('place-names.md §5.3, §14: characters of a name', () => {
  const tables = characterTables();

  it('the table of 2013 has 8,105 characters', () => {
    expect(tables.standard.size).toBe(8105);
    expect([...'崮峪夼疃堽埠沭汶郓鄄'].filter((one) => !tables.standard.has(one))).toEqual([]);
  });

  it.each([
    ['泉城路', { ok: true, name: '泉城路', converted: false }],
    ['Quan城路', { ok: false, code: 'NAME_CHARS', detail: 'Q' }],
    ['泉城2路', { ok: false, code: 'NAME_CHARS', detail: '2' }],
    ['泉城２路', { ok: false, code: 'NAME_CHARS', detail: '2' }],
    ['泉 城路', { ok: false, code: 'NAME_CHARS', detail: ' ' }],
    ['', { ok: false, code: 'NAME_CHARS', detail: '' }],
    ['<b>路', { ok: false, code: 'NAME_CHARS', detail: '<' }],
    ['龘山', { ok: false, code: 'RARE_CHAR', detail: '龘' }],
    ['濟南路', { ok: true, name: '济南路', converted: true }],
    ['龍門路', { ok: true, name: '龙门路', converted: true }],
  ])('%s', (given, expected) => {
    expect(readName(given, tables)).toEqual(expected);
  });
});

describe('place-names.md §5.3: where no second name may stand', () => {
  const place = {
    divisionCode: '370181102203',
    inBuiltUpArea: false,
    subdistricts: ['370181001000', '370181002000'],
  };
  const inTown = { ...place, divisionCode: '370181001003', inBuiltUpArea: true };

  it.each([
    ['COUNTY_OR_ABOVE', place, '2014-04-28', []],
    ['COUNTY_OR_ABOVE', place, '2022-05-01', []],
    ['TOWNSHIP', place, '2022-04-30', ['370181000000']],
    ['TOWNSHIP', place, '2022-05-01', ['370000000000']],
    ['SUBDISTRICT', place, '2014-04-28', ['370181000000']],
    ['VILLAGE', place, '2022-04-30', ['370181102000']],
    ['VILLAGE', place, '2022-05-01', ['370181000000']],
    ['STREET', place, '2014-04-28', ['370181102000']],
    ['STREET', inTown, '2014-04-28', ['370181001000', '370181002000']],
    ['ESTATE', inTown, '2014-04-28', ['370181001000', '370181002000']],
    ['FEATURE', place, '2014-04-28', ['370181000000']],
    ['STATION', place, '2014-04-28', ['370181000000']],
  ] as const)('%s at %o on %s', (subject, at, on, scope) => {
    expect(duplicateScope(subject, at, on)).toEqual(scope);
  });
});

describe('place-names.md §5.3: what stands against a new name', () => {
  const spring: StandingName = {
    name: '泉城路',
    specificPart: '泉城',
    genericPart: '路',
    placeId: 'p1',
    divisionCode: '370102000000',
  };

  function found(facts: Partial<NameFacts>): string[] {
    const all = {
      subject: 'STREET',
      name: '双山路',
      specificPart: '双山',
      genericPart: '路',
      standing: [],
      persons: [],
      personalName: false,
      ...facts,
    } as const;
    return findingsOf(all).map(({ code, waivable, detail }) => `${code} ${waivable} ${detail}`);
  }

  it('nothing', () => {
    expect(found({ standing: [spring] })).toEqual([]);
  });

  it.each<[string, Partial<NameFacts>, string[]]>([
    [
      'the same text, which nobody may waive',
      { name: '泉城路', specificPart: '泉城', standing: [spring] },
      ['DUPLICATE_NAME false 泉城路'],
    ],
    [
      'the same sound with the same class of generic, which may be waived',
      { name: '全城街', specificPart: '全城', genericPart: '街', standing: [spring] },
      ['HOMOPHONE true 泉城路'],
    ],
    [
      'the same sound with another class of generic',
      { name: '全城巷', specificPart: '全城', genericPart: '巷', standing: [spring] },
      [],
    ],
    [
      'the same specific part with another generic of the class',
      { name: '泉城大街', specificPart: '泉城', genericPart: '大街', standing: [spring] },
      ['HOMOPHONE true 泉城路'],
    ],
    ['an ordinal and nothing else', { name: '二路', specificPart: '二' }, ['ORDINAL_NAME false 二']],
    ['an ordinal after a word', { name: '经五路', specificPart: '经五' }, []],
    ['the name of a person', { personalName: true }, ['PERSONAL_NAME true 申请人声明以人名命名']],
    [
      'the name of a state leader, which nobody may waive',
      { personalName: true, persons: [{ name: '双山', kind: 'STATE_LEADER' }] },
      ['STATE_LEADER_NAME false 双山'],
    ],
    [
      'several at once',
      { name: '二路', specificPart: '二', personalName: true },
      ['PERSONAL_NAME true 申请人声明以人名命名', 'ORDINAL_NAME false 二'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(found(facts)).toEqual(expected);
  });
});
