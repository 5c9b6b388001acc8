import { describe, expect, it } from 'vitest';
import { type Ages, faultsOfAges, suitsKind, yearsSince } from './rules.ts';

describe('place-names.md §5.3: a thousand-year county', () => {
  it.each([
    ['沂水, name fixed in 596', 596, 1418],
    ['133 BC', -133, 2146],
    ['name used from 1100', 1100, 914],
    ['1 BC to the year 1 is one year', -1, 2014],
    ['the year itself', 2014, 0],
  ])('%s: %i to 2014 is %i years', (_, year, years) => {
    expect(yearsSince(year, 2014)).toBe(years);
  });

  const now = { currentYear: 2014, briefYears: 100 };

  function faults(ages: Partial<Ages>): string[] {
    return faultsOfAges({ kind: 'THOUSAND_YEAR_COUNTY', interruptions: [], ...ages }, now);
  }

  it.each<[string, Partial<Ages>, string[]]>([
    ['沂水 (596)', { establishedYear: 596, nameSinceYear: 596 }, []],
    ['a county of 133 BC with its name', { establishedYear: -133, nameSinceYear: -133 }, []],
    ['a name of 1100 is too young', { establishedYear: -133, nameSinceYear: 1100 }, ['HERITAGE_TOO_YOUNG']],
    ['a county of 1100 is too young', { establishedYear: 1100, nameSinceYear: 596 }, ['HERITAGE_TOO_YOUNG']],
    ['exactly 1,000 years', { establishedYear: 1014, nameSinceYear: 1014 }, []],
    ['999 years', { establishedYear: 1015, nameSinceYear: 1015 }, ['HERITAGE_TOO_YOUNG']],
    [
      'briefly changed and restored',
      { establishedYear: 596, nameSinceYear: 596, interruptions: [{ fromYear: 1000, toYear: 1050 }] },
      [],
    ],
    [
      'changed for long and restored',
      { establishedYear: 596, nameSinceYear: 596, interruptions: [{ fromYear: 1000, toYear: 1101 }] },
      ['HERITAGE_TOO_YOUNG'],
    ],
    [
      'changed across the turn of the era: 50 BC to 50 is 99 years',
      { establishedYear: -133, nameSinceYear: -133, interruptions: [{ fromYear: -50, toYear: 50 }] },
      [],
    ],
    [
      'changed before Christ: 200 to 99 BC is 101 years',
      { establishedYear: -300, nameSinceYear: -300, interruptions: [{ fromYear: -200, toYear: -99 }] },
      ['HERITAGE_TOO_YOUNG'],
    ],
    ['no years', {}, ['HERITAGE_YEARS_MISSING']],
    ['a year 0', { establishedYear: 0, nameSinceYear: 596 }, ['YEAR_INVALID']],
    ['a year to come', { establishedYear: 596, nameSinceYear: 2015 }, ['YEAR_INVALID']],
    [
      'an interruption that ends before it begins',
      { establishedYear: 596, nameSinceYear: 596, interruptions: [{ fromYear: 700, toYear: 650 }] },
      ['YEAR_INVALID'],
    ],
    [
      'an interruption before the name',
      { establishedYear: 596, nameSinceYear: 596, interruptions: [{ fromYear: 500, toYear: 550 }] },
      ['YEAR_INVALID'],
    ],
    ['a street needs no thousand years', { kind: 'STREET', nameSinceYear: 1904 }, []],
  ])('%s', (_, ages, expected) => {
    expect(faults(ages)).toEqual(expected);
  });

  it.each([
    ['THOUSAND_YEAR_COUNTY', '21300', true],
    ['THOUSAND_YEAR_COUNTY', '23500', false],
    ['STREET', '23500', true],
    ['FEATURE', '13400', true],
    ['VILLAGE', '22100', true],
  ] as const)('%s of category %s', (kind, category, suits) => {
    expect(suitsKind(kind, category)).toBe(suits);
  });
});
