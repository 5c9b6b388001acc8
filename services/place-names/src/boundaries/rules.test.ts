import { testDivisions } from '@mz/testing';
import { describe, expect, it } from 'vitest';
import {
  decideLength,
  dueYearOf,
  isOverdue,
  kilometresOf,
  lineCodeOf,
  metresOf,
  parseLineCode,
  sidesOf,
  unitName,
} from './rules.ts';

const full = (code: string) => code.padEnd(12, '0');

describe('the code of a line (handbook §5.1)', () => {
  it.each([
    ['provincial line 3437 皖鲁', '37', '34', '3437'],
    ['provincial line 1337 冀鲁', '13', '37', '1337'],
    ['provincial line 3741 鲁豫', '41', '37', '3741'],
    ['example B1: county line 370181-370321, the smaller code first', '370321', '370181', '370181-370321'],
    ['prefectural line', '3703', '3701', '3701-3703'],
    ['township line', '370181002', '370181001', '370181001-370181002'],
  ])('%s', (_, one, other, code) => {
    const sides = sidesOf(full(one), full(other));
    expect(sides.ok && lineCodeOf(sides.value)).toBe(code);
  });

  it.each([
    ['one unit on both sides', '370181', '370181', 'SIDES_EQUAL'],
    ['a county and a city', '370181', '3703', 'SIDES_LEVEL'],
    ['two villages', '370181001001', '370181001002', 'SIDES_LEVEL'],
  ])('%s is none', (_, one, other, code) => {
    expect(sidesOf(full(one), full(other))).toEqual({ ok: false, code });
  });

  it.each(['3437', '3701-3703', '370181-370321', '370181001-370181002'])('%s can be read', (code) => {
    expect(parseLineCode(code)).toEqual({ ok: true, value: code });
  });

  it.each(['3734', '3737', '370321-370181', '370181-3703', '370181370321', 'x', ''])('%s is refused', (code) => {
    expect(parseLineCode(code)).toEqual({ ok: false, code: 'LINE_CODE_FORMAT' });
  });
});

describe('lengths in whole metres', () => {
  it.each([
    ['51.4', 51_400, '51.400'],
    ['5865', 5_865_000, '5865.000'],
    ['0.001', 1, '0.001'],
    ['0.07', 70, '0.070'],
    ['999999.999', 999_999_999, '999999.999'],
  ])('%s km are %i m', (text, metres, shown) => {
    expect(metresOf(text)).toBe(metres);
    expect(kilometresOf(metres)).toBe(shown);
  });

  it.each([
    ['length 0', 0, 'COUNTY', 'LENGTH_ZERO'],
    ['51,400 (metres typed as km > 500 for a county line)', 51_400_000, 'COUNTY', 'UNIT_SUSPECT'],
    ['500.001 km of a county line', 500_001, 'COUNTY', 'UNIT_SUSPECT'],
    ['500.001 km of a township line', 500_001, 'TOWNSHIP', 'UNIT_SUSPECT'],
  ] as const)('%s: %s', (_, metres, level, code) => {
    expect(decideLength(metres, level, 500)).toEqual({ ok: false, code });
  });

  it.each([
    ['exactly 500 km', 500_000, 'COUNTY'],
    ['a long provincial line', 600_000, 'PROVINCIAL'],
  ] as const)('%s is accepted', (_, metres, level) => {
    expect(decideLength(metres, level, 500)).toEqual({ ok: true, value: metres });
  });
});

describe('due years: every five years (Order 353)', () => {
  it.each([
    ['last filed inspection of 2009', 2009, 2014],
    ['example B4: no inspection: approval year + 5', null, 2004],
  ])('%s', (_, lastFiledYear, due) => {
    expect(dueYearOf({ lastFiledYear, approvedOn: '1999-06-01' })).toBe(due);
  });

  it('overdue from the day after Dec 31 of the due year on', () => {
    expect(isOverdue(2014, '2014-12-31')).toBe(false);
    expect(isOverdue(2014, '2015-01-01')).toBe(true);
  });
});

describe('names of units', () => {
  const span = { validFrom: '1999-06-01', validTo: null };
  it.each([
    ['in force today', '370181000000', '2014-06-01', '章丘市'],
    ['gone since: as the line had it', '370181000000', '2017-01-01', '章丘市'],
    ['a neighbour province', '340000000000', '2014-06-01', '安徽省'],
  ])('%s', (_, code, today, name) => {
    expect(unitName(testDivisions(), code, { today, span })).toBe(name);
  });
});
