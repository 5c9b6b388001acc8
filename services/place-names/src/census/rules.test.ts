import { describe, expect, it } from 'vitest';
import { characterTables, readName } from '../names/index.ts';
import { type Facts, wholeFacts } from './facts.ts';
import { type CensusGroup, type FactsSetting, faultsOf, groupOf, isCensusYear, isMountain, lacksOf } from './rules.ts';

const group = (code: string, prefix: string, more: Partial<CensusGroup> = {}): CensusGroup => ({
  code,
  categoryPrefixes: [prefix],
  inScope: true,
  elevationPrefixes: [],
  holdsPeople: false,
  ...more,
});
const groups = [
  group('SEA', '11', { inScope: false }),
  group('LANDFORM', '13', { elevationPrefixes: ['134', '135'] }),
  group('DIVISION', '21', { holdsPeople: true }),
  group('SELF_GOVERNANCE', '215', { holdsPeople: true }),
  group('SETTLEMENT', '22', { holdsPeople: true }),
];
const setting: FactsSetting = {
  township: '370102001000',
  groups,
  categories: new Set(['11100', '13400', '13100', '21500', '22100']),
  readName: (name) => readName(name, characterTables()),
  today: '2014-09-01',
};
const whole: Facts = wholeFacts({
  divisionCode: '370102001001',
  categoryCode: '22100',
  names: [{ kind: 'STANDARD', name: '王庄' }],
  inUse: true,
  lon: 117.02,
  lat: 36.65,
  meaning: '因王姓最早居住于此而得名',
  history: '明洪武年间建村，沿用至今',
  description: '位于街道东部的自然村，呈块状分布',
  source: '实地调查',
  registeredOn: '2014-08-20',
  registrarUnit: '历下区民政局',
});
const codesOf = (change: Partial<Facts>): string[] =>
  faultsOf({ ...whole, ...change }, setting).map(({ code }) => code);
const lacking = (change: Partial<Facts>): string[] =>
  lacksOf({ ...whole, ...change }, groups).map(({ code, pointer }) => `${code} ${pointer}`);

describe('facts of a census record (place-names.md §7, §14)', () => {
  it('a complete record has no fault and lacks nothing', () => {
    expect([faultsOf(whole, setting), lacksOf(whole, groups)]).toEqual([[], []]);
  });

  it('two STANDARD names for a feature → MULTI_STANDARD', () => {
    const names = [...whole.names, { kind: 'STANDARD' as const, name: '李庄' }];
    expect(codesOf({ names })).toEqual(['MULTI_STANDARD']);
    expect(codesOf({ names: [...whole.names, { kind: 'ALIAS', name: '李庄' }] })).toEqual([]);
  });

  it('census record without position → MISSING_POSITION', () => {
    expect(lacking({ lon: null })).toEqual(['MISSING_POSITION /body/lon']);
    expect(lacking({ lat: null })).toEqual(['MISSING_POSITION /body/lon']);
  });

  it.each([
    { name: 'year 0', change: { usedFromYear: 0 } },
    { name: 'year > current', change: { usedFromYear: 2015 } },
    { name: 'used_to < used_from', change: { usedFromYear: 1900, usedToYear: 1899 } },
    { name: 'year 0 as the end', change: { usedFromYear: -5, usedToYear: 0 } },
    { name: 'an end after this year', change: { usedToYear: 2015 } },
  ])('$name → YEAR_INVALID', ({ change }) => {
    expect(codesOf(change)).toEqual(['YEAR_INVALID']);
  });

  it('a year before Christ, this year, and the same year twice pass', () => {
    expect(codesOf({ usedFromYear: -133, usedToYear: 2014 })).toEqual([]);
    expect(codesOf({ usedFromYear: 596, usedToYear: 596 })).toEqual([]);
  });

  it.each(['inUse', 'meaning', 'history', 'description', 'source', 'registeredOn', 'registrarUnit'] as const)(
    'required per record: %s → CENSUS_FIELD_MISSING',
    (field) => {
      expect(lacking({ [field]: null })).toEqual([`CENSUS_FIELD_MISSING /body/${field}`]);
    },
  );

  it('required per record: a standard name → STANDARD_NAME_MISSING', () => {
    expect(lacking({ names: [{ kind: 'ALIAS', name: '王庄' }] })).toEqual(['STANDARD_NAME_MISSING /body/names']);
  });

  it('elevation only for mountains, and they need it', () => {
    expect(codesOf({ elevationM: 300 })).toEqual(['ELEVATION_NOT_ALLOWED']);
    expect(codesOf({ categoryCode: '13100', elevationM: 30 })).toEqual(['ELEVATION_NOT_ALLOWED']);
    expect(codesOf({ categoryCode: '13400', elevationM: 285 })).toEqual([]);
    expect(lacking({ categoryCode: '13400' })).toEqual(['CENSUS_FIELD_MISSING /body/elevationM']);
    expect([isMountain('13400', groups), isMountain('13100', groups)]).toEqual([true, false]);
  });

  it('§3 hukou_population of settlements and divisions, with its year, which is not to come', () => {
    expect(codesOf({ hukouPopulation: 812, populationYear: 2013 })).toEqual([]);
    expect(codesOf({ hukouPopulation: 0, populationYear: 2014 })).toEqual([]);
    expect(codesOf({ categoryCode: '21500', hukouPopulation: 812, populationYear: 2013 })).toEqual([]);
    expect(codesOf({ hukouPopulation: 812 })).toEqual(['POPULATION_WITHOUT_YEAR']);
    expect(codesOf({ populationYear: 2013 })).toEqual(['POPULATION_WITHOUT_YEAR']);
    expect(codesOf({ hukouPopulation: 812, populationYear: 2015 })).toEqual(['YEAR_INVALID']);
    expect(codesOf({ categoryCode: '13100', hukouPopulation: 812, populationYear: 2013 })).toEqual([
      'POPULATION_NOT_ALLOWED',
    ]);
  });

  it('sea names were done in the pilot: CATEGORY_OUT_OF_SCOPE; a category of no table: CENSUS_CATEGORY_UNKNOWN', () => {
    expect(codesOf({ categoryCode: '11100' })).toEqual(['CATEGORY_OUT_OF_SCOPE']);
    expect(codesOf({ categoryCode: '22900' })).toEqual(['CENSUS_CATEGORY_UNKNOWN']);
    expect(codesOf({ categoryCode: '99000' })).toEqual(['CENSUS_CATEGORY_UNKNOWN']);
  });

  it('the longest prefix of a category tells its group', () => {
    expect([groupOf('21500', groups)?.code, groupOf('21100', groups)?.code]).toEqual(['SELF_GOVERNANCE', 'DIVISION']);
  });

  it.each([
    ['370102002001', 'RECORD_OUTSIDE_TASK'],
    ['370102000000', 'CODE_LEVEL'],
    ['370102001600', 'CODE_RANGE'],
  ])('a record of %s in a task of 370102001 → %s', (divisionCode, code) => {
    expect(codesOf({ divisionCode })).toEqual([code]);
  });

  it('a name with latin, digits or spaces → NAME_CHARS; rare → RARE_CHAR; traditional → NAME_CHARS with the form to write', () => {
    const named = (name: string) => faultsOf({ ...whole, names: [{ kind: 'STANDARD', name }] }, setting);
    expect(['Wang庄', '王庄2', '王 庄'].map((name) => named(name)[0]?.code)).toEqual([
      'NAME_CHARS',
      'NAME_CHARS',
      'NAME_CHARS',
    ]);
    expect(named('王莊')).toEqual([{ code: 'NAME_CHARS', pointer: '/body/names/0/name', detail: '规范写法：王庄' }]);
    expect(codesOf({ names: [{ kind: 'MAP', name: 'Wang 庄 2' }, ...whole.names] })).toEqual([]);
  });

  it('a day of registration after today is refused', () => {
    expect(codesOf({ registeredOn: '2014-09-02' })).toEqual(['DATE_NOT_ALLOWED']);
    expect(codesOf({ registeredOn: '2014-09-01' })).toEqual([]);
  });

  it('the census runs from 2014 to 2018', () => {
    expect([2013, 2014, 2018, 2019].map(isCensusYear)).toEqual([false, true, true, false]);
  });
});
