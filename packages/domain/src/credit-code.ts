import { accept, type Decision, refuse } from './decision.ts';
import { toHalfWidth } from './half-width.ts';

/** A checked unified social credit code (统一社会信用代码) and its parts. */
export type CreditCode = {
  /** 18 characters, upper case. */
  code: string;
  /** Character 1: the registering department; 5 is civil affairs. */
  department: string;
  /** Character 2: the kind of body; under civil affairs 1 society, 2 private unit, 3 foundation, 9 other. */
  category: string;
  /** Characters 3-8: county-level code of the registrar at the day of issue, never rewritten. */
  registrarPrefix: string;
  /** Characters 9-17: the organisation code (GB 11714). */
  organisationCode: string;
};

/** Why a credit code is refused. */
export type CreditCodeError = 'CREDIT_CODE_FORMAT' | 'CREDIT_CODE_CHECKSUM';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** Check character of the first 17 (GB 32100-2015): 31 less the sum of value × 3^(i−1), modulo 31; throws on other input. */
export function creditCodeCheckChar(first17: string): string {
  if (!SHAPE.test(`${first17}0`)) throw new RangeError('creditCodeCheckChar takes the first 17 characters of a code');
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * Reads a unified social credit code (GB 32100-2015): 18 of 31 characters, without I O S V Z, the last a check character.
 * Full-width characters and small letters are normalised first.
 */
export function parseCreditCode(input: string): Decision<CreditCode, CreditCodeError> {
  const code = toHalfWidth(input).trim().toUpperCase();
  if (!SHAPE.test(code)) return refuse('CREDIT_CODE_FORMAT');
  if (creditCodeCheckChar(code.slice(0, 17)) !== code.charAt(17)) return refuse('CREDIT_CODE_CHECKSUM');
  return accept({
    code,
    department: code.charAt(0),
    category: code.charAt(1),
    registrarPrefix: code.slice(2, 8),
    organisationCode: code.slice(8, 17),
  });
}
