import { ageOn, parseLegalDay } from './day.ts';
import { accept, type Decision, refuse } from './decision.ts';
import { toHalfWidth } from './half-width.ts';

/** GB/T 2261.1: 1 male, 2 female. */
export type Sex = '1' | '2';

/** A checked citizen identity number (公民身份号码) and what it states. */
export type ResidentId = {
  /** 18 characters, check letter upper case. */
  idNo: string;
  /** YYYY-MM-DD, digits 7-14. */
  birthDate: string;
  /** Digit 17: odd is male. */
  sex: Sex;
  /** First six digits: the county of first registration, frozen at issue; never resolved or rewritten. */
  prefix: string;
};

/** Why a citizen identity number is refused. */
export type ResidentIdCode =
  | 'ID_FORMAT_INVALID'
  | 'ID_LEGACY_FORMAT'
  | 'ID_CHECKSUM_INVALID'
  | 'ID_BIRTH_MISMATCH'
  | 'ID_SEX_MISMATCH'
  | 'DATE_ORDER_INVALID';

/** What is known of the person besides the number; `today` also bounds the birth date. */
export type ResidentIdFacts = { birthDate?: string; sex?: Sex; today?: string };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';
/** Social-assistance handbook §2.1, person.birth_date: age ≤ 125. */
const MAX_AGE_YEARS = 125;

/** Check character (0-9 or X) of the first 17 digits, by ISO 7064 MOD 11-2 as GB 11643-1999 §4.5 sets it; throws on other input. */
export function residentIdCheckDigit(first17: string): string {
  if (!/^\d{17}$/.test(first17)) throw new RangeError('residentIdCheckDigit takes 17 digits');
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17.charAt(index)), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/**
 * Reads a citizen identity number (GB 11643-1999) and compares it with the given facts.
 * Full-width characters and a lower-case x are normalised first. The prefix may be of any province and any time.
 * 15 digits are refused for new data (invalid since 2013-01-01, Identity Card Law, amendment of 2011).
 */
export function parseResidentId(input: string, facts: ResidentIdFacts = {}): Decision<ResidentId, ResidentIdCode> {
  const idNo = toHalfWidth(input).trim().toUpperCase();
  if (/^\d{15}$/.test(idNo)) return refuse('ID_LEGACY_FORMAT');
  if (!/^[1-9]\d{16}[\dX]$/.test(idNo)) return refuse('ID_FORMAT_INVALID');
  if (residentIdCheckDigit(idNo.slice(0, 17)) !== idNo.charAt(17)) return refuse('ID_CHECKSUM_INVALID');

  const birthDate = `${idNo.slice(6, 10)}-${idNo.slice(10, 12)}-${idNo.slice(12, 14)}`;
  if (!parseLegalDay(birthDate).ok) return refuse('ID_FORMAT_INVALID', 'digits 7-14 are no day of the calendar');
  const sex: Sex = Number(idNo.charAt(16)) % 2 === 1 ? '1' : '2';
  if (facts.birthDate !== undefined && facts.birthDate !== birthDate) return refuse('ID_BIRTH_MISMATCH');
  if (facts.sex !== undefined && facts.sex !== sex) return refuse('ID_SEX_MISMATCH');
  if (facts.today !== undefined && !isLivingAge(birthDate, facts.today)) return refuse('DATE_ORDER_INVALID');
  return accept({ idNo, birthDate, sex, prefix: idNo.slice(0, 6) });
}

function isLivingAge(birthDate: string, today: string): boolean {
  return birthDate <= today && ageOn(birthDate, today) <= MAX_AGE_YEARS;
}
