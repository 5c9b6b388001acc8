import { wordsEndingInNumeral } from './readings.ts';

const digits = '零一二三四五六七八九';

/** A specific part that ends in an ordinal: what stands before it, the number, and 环 of a ring road after it. */
export interface Ordinal {
  readonly before: string;
  readonly number: number;
  readonly after: string;
}

/**
 * The ordinal at the end of a street's specific part (rule 7): 经五 is 经 and 5. Words of two numerals without 十 are days
 * or names and are spelled (三八路, 五一路).
 */
export function ordinalOf(specific: string): Ordinal | undefined {
  const found = /^(.*?)第?([一二三四五六七八九十百]+)(环?)$/.exec(specific);
  if (found === null || wordsEndingInNumeral.some((word) => specific.endsWith(word))) return undefined;
  const [, before = '', numeral = '', after = ''] = found;
  const number = countOf(numeral);
  return number === undefined ? undefined : { before, number, after };
}

/** Whether a specific part is an ordinal and nothing else: 第三, 二, 十二号. */
export function isPureOrdinal(specific: string): boolean {
  const numeral = /^第?([一二三四五六七八九十百]+|\d+)(?:号|组|队)?$/.exec(specific)?.[1];
  return numeral !== undefined && (/^\d/.test(numeral) || countOf(numeral) !== undefined);
}

/** The value of a numeral below 1000 in counting form: 五 5, 十 10, 二十一 21, 一百零五 is not used in streets. */
function countOf(numeral: string): number | undefined {
  const form = /^(?:([一二三四五六七八九])百)?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)$/.exec(numeral);
  if (form === null) return undefined;
  const [, hundreds = '', tens = '', ten = '', ones = ''] = form;
  return valueOfDigit(hundreds) * 100 + (ten === '' ? 0 : (valueOfDigit(tens) || 1) * 10) + valueOfDigit(ones);
}

function valueOfDigit(digit: string): number {
  return digit === '' ? 0 : digits.indexOf(digit);
}
