import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countyOf,
  divisionLevel,
  divisionType,
  isWithinDivision,
  parseDivisionCode,
  prefectureOf,
  scopePrefix,
  townshipOf,
} from './division-code.ts';

describe('what is accepted', () => {
  test.each([
    ['12 digits as they stand', '370181001201', '370181001201'],
    ['6 digits, padded', '370181', '370181000000'],
    ['9 digits, padded', '370181001', '370181001000'],
    ['full-width digits, converted', '３７０１８１', '370181000000'],
    ['spaces around, dropped', ' 370181　', '370181000000'],
    ['a statistical zone, which is structurally legal', '370176001', '370176001000'],
    ['the county city 01 of a former prefecture (地区)', '372301', '372301000000'],
  ])('%s', (_what, input, code) => {
    expect(parseDivisionCode(input)).toEqual({ ok: true, value: code });
  });

  test('a village segment from 600 on, with the flag for local extensions', () => {
    expect(parseDivisionCode('370181001600', { localExtension: true }).ok).toBe(true);
  });
});

describe('bad input', () => {
  test.each([
    ['CODE_FORMAT', '3701'],
    ['CODE_FORMAT', '37018100'],
    ['CODE_FORMAT', '3701810012'],
    ['CODE_FORMAT', '37018100120'],
    ['CODE_FORMAT', '3701810000001'],
    ['CODE_FORMAT', '37O181000000'],
    ['CODE_FORMAT', '３７０１'],
    ['CODE_FORMAT', ''],
    ['CODE_RANGE', '370181600000'],
    ['CODE_RANGE', '370181001600'],
    ['CODE_RANGE', '377100000000'],
    ['CODE_RANGE', '378900000000'],
    ['CODE_RANGE', '379100000000'],
    ['CODE_RANGE', '000000000000'],
    ['CODE_RANGE', '380000000000'],
    ['CODE_GAP', '370100001000'],
    ['CODE_GAP', '370000001000'],
    ['CODE_GAP', '370002000000'],
    ['CODE_GAP', '370181000201'],
    ['CODE_SUMMARY', '370101000000'],
    ['CODE_SUMMARY', '370101001000'],
    ['OUT_OF_PROVINCE', '440100000000'],
    ['OUT_OF_PROVINCE', '130000000000'],
  ])('%s: %s', (code, input) => {
    expect(parseDivisionCode(input)).toEqual({ ok: false, code });
  });

  test.each([
    ['CODE_RANGE before CODE_GAP', '370100600000', 'CODE_RANGE'],
    ['CODE_GAP before CODE_SUMMARY', '370101000001', 'CODE_GAP'],
    ['CODE_SUMMARY before OUT_OF_PROVINCE', '440101000000', 'CODE_SUMMARY'],
    ['OUT_OF_PROVINCE before CODE_LEVEL', '440103000000', 'OUT_OF_PROVINCE'],
  ])('order of checks: %s', (_what, input, code) => {
    expect(parseDivisionCode(input, { level: 'TOWNSHIP' })).toEqual({ ok: false, code });
  });

  test('CODE_LEVEL: a county where a village is asked', () => {
    expect(parseDivisionCode('370181', { level: 'VILLAGE' })).toEqual({ ok: false, code: 'CODE_LEVEL' });
    expect(parseDivisionCode('370181', { level: ['COUNTY', 'TOWNSHIP'] }).ok).toBe(true);
  });
});

describe('fields that may lie outside the province', () => {
  test.each(['BIRTHPLACE', 'NEIGHBOUR', 'DESTINATION'] as const)('440100000000 is allowed as %s', (field) => {
    expect(parseDivisionCode('440100000000', { field }).ok).toBe(true);
  });
  test('OUT_OF_PROVINCE: 440100000000 as RESIDENCE', () => {
    expect(parseDivisionCode('440100000000', { field: 'RESIDENCE' })).toMatchObject({ code: 'OUT_OF_PROVINCE' });
  });
  test('110101 is a real district of a municipality, no summary code', () => {
    expect(parseDivisionCode('110101', { field: 'BIRTHPLACE' }).ok).toBe(true);
  });
});

describe('level and type by the digits', () => {
  test.each([
    ['370000000000', 'PROVINCE', 'PROVINCE'],
    ['370100000000', 'PREFECTURE', 'PREFECTURE_CITY'],
    ['372000000000', 'PREFECTURE', 'PREFECTURE_CITY'],
    ['372300000000', 'PREFECTURE', 'PREFECTURE'],
    ['375000000000', 'PREFECTURE', 'PREFECTURE'],
    ['375100000000', 'PREFECTURE', 'PREFECTURE_CITY'],
    ['379000000000', 'PREFECTURE', 'DIRECT_COUNTY_GROUP'],
    ['370102000000', 'COUNTY', 'DISTRICT'],
    ['370120000000', 'COUNTY', 'DISTRICT'],
    ['370121000000', 'COUNTY', 'COUNTY'],
    ['370170000000', 'COUNTY', 'COUNTY'],
    ['370171000000', 'COUNTY', 'STATISTICAL_ZONE'],
    ['370176000000', 'COUNTY', 'STATISTICAL_ZONE'],
    ['371073000000', 'COUNTY', 'STATISTICAL_ZONE'],
    ['370180000000', 'COUNTY', 'STATISTICAL_ZONE'],
    ['370181000000', 'COUNTY', 'COUNTY_CITY'],
    ['372301000000', 'COUNTY', 'COUNTY_CITY'],
    ['370181001000', 'TOWNSHIP', 'SUBDISTRICT'],
    ['370181099000', 'TOWNSHIP', 'SUBDISTRICT'],
    ['370181100000', 'TOWNSHIP', 'TOWN'],
    ['370181200000', 'TOWNSHIP', 'TOWNSHIP'],
    ['370181399000', 'TOWNSHIP', 'TOWNSHIP'],
    ['370181400000', 'TOWNSHIP', 'QUASI_TOWNSHIP'],
    ['370181001001', 'VILLAGE', 'RESIDENTS_COMMITTEE'],
    ['370181001199', 'VILLAGE', 'RESIDENTS_COMMITTEE'],
    ['370181001200', 'VILLAGE', 'VILLAGERS_COMMITTEE'],
    ['370181001400', 'VILLAGE', 'QUASI_COMMUNITY'],
    ['370181001500', 'VILLAGE', 'QUASI_VILLAGE'],
    ['370181001600', 'VILLAGE', 'LOCAL_EXTENSION'],
  ])('%s is a %s of type %s', (code, level, type) => {
    expect(divisionLevel(code)).toBe(level);
    expect(divisionType(code)).toBe(type);
  });
});

describe('containment by the digits', () => {
  test.each([
    ['370000000000', '37'],
    ['370100000000', '3701'],
    ['370102000000', '370102'],
    ['370102001000', '370102001'],
    ['370102001201', '370102001201'],
  ])('the prefix of %s is %s', (code, prefix) => {
    expect(scopePrefix(code)).toBe(prefix);
  });

  test.each([
    ['a village in its county', '370102000000', '370102001201', true],
    ['a county in itself', '370102000000', '370102000000', true],
    ['a county in a neighbouring county', '370102000000', '370103000000', false],
    ['the prefecture in its county', '370102000000', '370100000000', false],
    ['anything in the province', '370000000000', '371728100201', true],
    ['another province', '370000000000', '440100000000', false],
    ['a statistical zone in itself', '370176000000', '370176000000', true],
    ['a township in a statistical zone, which is never an ancestor', '370176000000', '370176001000', false],
  ])('%s', (_what, scope, code, expected) => {
    expect(isWithinDivision(scope, code)).toBe(expected);
  });

  test('the county, prefecture and township of a village', () => {
    const village = '370102001201';
    expect([prefectureOf(village), countyOf(village), townshipOf(village)]).toEqual([
      '370100000000',
      '370102000000',
      '370102001000',
    ]);
  });

  test('there is none above the level of the code', () => {
    expect([prefectureOf('370000000000'), countyOf('370100000000'), townshipOf('370102000000')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test('an accepted code lies within each of its own ancestors, and parsing it again changes nothing', () => {
  const segments = fc.tuple(fc.nat(20), fc.integer({ min: 2, max: 70 }), fc.nat(599), fc.nat(599));
  fc.assert(
    fc.property(segments, ([pp, cc, ttt, vvv]) => {
      const text = [37, pp, cc].map((part) => String(part).padStart(2, '0')).join('');
      const parsed = parseDivisionCode(text + [ttt, vvv].map((part) => String(part).padStart(3, '0')).join(''));
      fc.pre(parsed.ok);
      const code = parsed.ok ? parsed.value : '';
      expect(parseDivisionCode(code)).toEqual(parsed);
      for (const ancestor of [prefectureOf(code), countyOf(code), townshipOf(code)]) {
        expect(isWithinDivision(ancestor ?? code, code)).toBe(true);
      }
    }),
  );
});
