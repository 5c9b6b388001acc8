import { accept, type Decision, refuse } from './decision.ts';
import { toHalfWidth } from './half-width.ts';

/** Level of a division, told by the trailing zeros of its code. */
export type DivisionLevel = 'PROVINCE' | 'PREFECTURE' | 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';

/** Kind of a division, told by the range of its last non-zero segment (place-names handbook §2). */
export type DivisionType =
  | 'PROVINCE'
  | 'PREFECTURE_CITY'
  | 'PREFECTURE'
  | 'DIRECT_COUNTY_GROUP'
  | 'DISTRICT'
  | 'COUNTY'
  | 'COUNTY_CITY'
  | 'STATISTICAL_ZONE'
  | 'SUBDISTRICT'
  | 'TOWN'
  | 'TOWNSHIP'
  | 'QUASI_TOWNSHIP'
  | 'RESIDENTS_COMMITTEE'
  | 'VILLAGERS_COMMITTEE'
  | 'QUASI_COMMUNITY'
  | 'QUASI_VILLAGE'
  | 'LOCAL_EXTENSION';

/** Why the structure of a division code is refused, in the order of checking. */
export type DivisionCodeError =
  | 'CODE_FORMAT'
  | 'CODE_RANGE'
  | 'CODE_GAP'
  | 'CODE_SUMMARY'
  | 'OUT_OF_PROVINCE'
  | 'CODE_LEVEL';

/** What the code is for: only birthplace, neighbour and destination fields may lie outside Shandong. */
export type DivisionField = 'RESIDENCE' | 'BIRTHPLACE' | 'NEIGHBOUR' | 'DESTINATION';

/** Limits of the field that the code is written in; without `field` the rules of RESIDENCE hold. */
export type DivisionCodeOptions = {
  level?: DivisionLevel | readonly DivisionLevel[];
  field?: DivisionField;
  /** Village segments from 600 on are local extensions and refused without this flag. */
  localExtension?: boolean;
};

const SHANDONG = '37';
/** GB/T 2260-2007, first two digits. */
const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])$/;
/** 北京, 天津, 上海, 重庆: their 01 is a real district (110101 is 东城区). */
const MUNICIPALITIES: ReadonlySet<string> = new Set(['11', '12', '31', '50']);

/**
 * Reads a division code and answers its 12 digits; 6 and 9 digits are padded, full-width digits are converted.
 * Checks structure only (place-names handbook §2): whether the code was ever in force is asked of a `DivisionHistory`.
 */
export function parseDivisionCode(
  input: string,
  options: DivisionCodeOptions = {},
): Decision<string, DivisionCodeError> {
  const digits = toHalfWidth(input).trim();
  if (!/^(\d{6}|\d{9}|\d{12})$/.test(digits)) return refuse('CODE_FORMAT');
  const code = digits.padEnd(12, '0');
  const error = structureError(code, options);
  return error === undefined ? accept(code) : refuse(error);
}

/** Level of a 12-digit code. */
export function divisionLevel(code: string): DivisionLevel {
  if (code.slice(9) !== '000') return 'VILLAGE';
  if (code.slice(6, 9) !== '000') return 'TOWNSHIP';
  if (code.slice(4, 6) !== '00') return 'COUNTY';
  if (code.slice(2, 4) !== '00') return 'PREFECTURE';
  return 'PROVINCE';
}

/** Type of a 12-digit code; under a prefecture without city status (地区, segment 21-50) the county cities are 01-20. */
export function divisionType(code: string): DivisionType {
  switch (divisionLevel(code)) {
    case 'PROVINCE':
      return 'PROVINCE';
    case 'PREFECTURE':
      return prefectureType(Number(code.slice(2, 4)));
    case 'COUNTY':
      return countyType(code);
    case 'TOWNSHIP':
      return townshipType(Number(code.slice(6, 9)));
    case 'VILLAGE':
      return villageType(Number(code.slice(9)));
  }
}

/** The leading digits that all codes inside the division share: 370102000000 gives 370102. */
export function scopePrefix(code: string): string {
  const lengths = { PROVINCE: 2, PREFECTURE: 4, COUNTY: 6, TOWNSHIP: 9, VILLAGE: 12 } as const;
  return code.slice(0, lengths[divisionLevel(code)]);
}

/** Whether `code` is the scope itself or lies inside it by its digits; a statistical zone holds nothing but itself. */
export function isWithinDivision(scopeCode: string, code: string): boolean {
  if (scopeCode === code) return true;
  return divisionType(scopeCode) !== 'STATISTICAL_ZONE' && code.startsWith(scopePrefix(scopeCode));
}

/** Code of the prefecture by the digits; undefined for a province. */
export function prefectureOf(code: string): string | undefined {
  return code.slice(2, 4) === '00' ? undefined : code.slice(0, 4).padEnd(12, '0');
}

/** Code of the county by the digits; undefined above county level. In a statistical zone the lawful county is known to the history only. */
export function countyOf(code: string): string | undefined {
  return code.slice(4, 6) === '00' ? undefined : code.slice(0, 6).padEnd(12, '0');
}

/** Code of the township by the digits; undefined above township level. */
export function townshipOf(code: string): string | undefined {
  return code.slice(6, 9) === '000' ? undefined : code.slice(0, 9).padEnd(12, '0');
}

function structureError(code: string, options: DivisionCodeOptions): DivisionCodeError | undefined {
  if (!isInRange(code, options.localExtension === true)) return 'CODE_RANGE';
  if (hasGap(code)) return 'CODE_GAP';
  if (isSummary(code)) return 'CODE_SUMMARY';
  const field = options.field ?? 'RESIDENCE';
  if (field === 'RESIDENCE' && !code.startsWith(SHANDONG)) return 'OUT_OF_PROVINCE';
  return isLevelAllowed(divisionLevel(code), options.level) ? undefined : 'CODE_LEVEL';
}

/** Whether a field's `level` option admits the level; no option admits all. */
export function isLevelAllowed(
  level: DivisionLevel,
  allowed: DivisionLevel | readonly DivisionLevel[] | undefined,
): boolean {
  if (allowed === undefined) return true;
  return typeof allowed === 'string' ? allowed === level : allowed.includes(level);
}

function isInRange(code: string, localExtension: boolean): boolean {
  const prefecture = Number(code.slice(2, 4));
  const village = Number(code.slice(9));
  return (
    PROVINCES.test(code.slice(0, 2)) &&
    (prefecture <= 70 || prefecture === 90) &&
    Number(code.slice(6, 9)) < 600 &&
    (village < 600 || localExtension)
  );
}

/** A non-zero segment after a zero one: no township hangs directly on a prefecture. */
function hasGap(code: string): boolean {
  const empty = [code.slice(2, 4), code.slice(4, 6), code.slice(6, 9), code.slice(9)].map((part) => Number(part) === 0);
  return empty.some((isEmpty, index) => isEmpty && empty.slice(index + 1).includes(false));
}

/** xx01 stands for "all districts" (市辖区) of a prefecture-level city; in a municipality or a 地区 it is a real unit. */
function isSummary(code: string): boolean {
  if (code.slice(4, 6) !== '01' || MUNICIPALITIES.has(code.slice(0, 2))) return false;
  return prefectureType(Number(code.slice(2, 4))) === 'PREFECTURE_CITY';
}

function prefectureType(segment: number): DivisionType {
  if (segment === 90) return 'DIRECT_COUNTY_GROUP';
  return segment >= 21 && segment <= 50 ? 'PREFECTURE' : 'PREFECTURE_CITY';
}

function countyType(code: string): DivisionType {
  const segment = Number(code.slice(4, 6));
  if (segment > 80) return 'COUNTY_CITY';
  if (segment > 70) return 'STATISTICAL_ZONE';
  if (segment > 20) return 'COUNTY';
  return prefectureType(Number(code.slice(2, 4))) === 'PREFECTURE' ? 'COUNTY_CITY' : 'DISTRICT';
}

function townshipType(segment: number): DivisionType {
  if (segment < 100) return 'SUBDISTRICT';
  if (segment < 200) return 'TOWN';
  return segment < 400 ? 'TOWNSHIP' : 'QUASI_TOWNSHIP';
}

function villageType(segment: number): DivisionType {
  if (segment < 200) return 'RESIDENTS_COMMITTEE';
  if (segment < 400) return 'VILLAGERS_COMMITTEE';
  if (segment < 500) return 'QUASI_COMMUNITY';
  return segment < 600 ? 'QUASI_VILLAGE' : 'LOCAL_EXTENSION';
}
