import { type LegalDay, residentIdCheckDigit, type Sex } from '@mz/domain';
import type { Random } from './random.ts';

/** City-level prefixes: no county was ever coded so, hence no such number was ever issued (social-assistance §1). */
export const neverIssuedPrefixes: readonly string[] = [
  ...Array.from({ length: 17 }, (_, index) => String(370_100 + index * 100)),
  '110000',
];

/** The eight numbers that handbook and tests use; no invented person bears one of them. */
const reservedNumbers: ReadonlySet<string> = new Set([
  '370100194001019019',
  '370100195006159023',
  '371700196507079054',
  '371700197303039063',
  '370900198203109030',
  '11000019880808908X',
  '370900200105059041',
  '370100201209099073',
]);

/** A number with a valid check digit; the serial (1–999) must be odd for men and even for women. */
export function residentNumber(prefix: string, birthDate: LegalDay, sex: Sex, serial: number): string {
  if ((serial % 2 === 1) !== (sex === '1')) throw new RangeError('the serial does not fit the sex');
  const body = prefix + birthDate.replaceAll('-', '') + String(serial).padStart(3, '0');
  return body + residentIdCheckDigit(body);
}

/** Gives each person another number: unique within the source, never a reserved one. */
export function createNumberSource(random: Random): (birthDate: LegalDay, sex: Sex) => string {
  const used = new Set<string>(reservedNumbers);
  return (birthDate, sex) => {
    for (;;) {
      const number = residentNumber(random.pick(neverIssuedPrefixes), birthDate, sex, serialFor(random, sex));
      if (used.has(number)) continue;
      used.add(number);
      return number;
    }
  };
}

/**
 * Gives each person another number by counting the births of a day and sex: its memory grows with the days, not with the
 * people. Throws RangeError when more are born on a day than the never-issued prefixes have numbers for.
 */
export function createCountedNumbers(): (birthDate: LegalDay, sex: Sex) => string {
  const counts = new Map<string, number>();
  return (birthDate, sex) => {
    const key = birthDate + sex;
    for (;;) {
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      const prefix = neverIssuedPrefixes[count % neverIssuedPrefixes.length];
      const serial = 2 * Math.floor(count / neverIssuedPrefixes.length) + (sex === '1' ? 1 : 2);
      if (prefix === undefined || serial > 999) throw new RangeError('no number is left for this day of birth');
      const number = residentNumber(prefix, birthDate, sex, serial);
      if (!reservedNumbers.has(number)) return number;
    }
  };
}

function serialFor(random: Random, sex: Sex): number {
  return sex === '1' ? random.int(0, 499) * 2 + 1 : random.int(1, 499) * 2;
}
