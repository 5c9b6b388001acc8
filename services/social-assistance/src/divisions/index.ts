import { type DivisionLevel, type LegalDay, parseDivisionCode } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

export { registerMoves } from './moves.ts';

/** A division in a request: its code, the day on which it must be valid, and where it stood. */
export type DivisionInput = { readonly code: string; readonly day: LegalDay; readonly pointer: string };

type Requirement = { readonly levels: readonly DivisionLevel[]; readonly told: string };

/** Requires a village or community whose township is in force on the day; throws DIVISION_NOT_VALID or CODE_SUMMARY. */
export function requireVillage(kit: AppKit, input: DivisionInput): void {
  requireDivision(kit, input, { levels: ['VILLAGE'], told: '须填写到村（居）' });
}

/** Requires a division at or below the township, in force on the day; throws DIVISION_NOT_VALID or CODE_SUMMARY. */
export function requireTownshipOrVillage(kit: AppKit, input: DivisionInput): void {
  requireDivision(kit, input, { levels: ['TOWNSHIP', 'VILLAGE'], told: '须填写到乡镇（街道）或村（居）' });
}

/** Requires a province or city, which alone set standards (SA-649 art. 10, 2014-05-01); throws DIVISION_NOT_VALID. */
export function requireAuthority(kit: AppKit, input: DivisionInput): void {
  requireDivision(kit, input, { levels: ['PROVINCE', 'PREFECTURE'], told: '标准由省或设区的市制定' });
}

/** Requires a province, city or county in force on the day; throws DIVISION_NOT_VALID or CODE_SUMMARY. */
export function requireDivisionInForce(kit: AppKit, input: DivisionInput): void {
  requireDivision(kit, input, { levels: ['PROVINCE', 'PREFECTURE', 'COUNTY'], told: '须为省、市或县（市、区）' });
}

function requireDivision(kit: AppKit, { code, day, pointer }: DivisionInput, { levels, told }: Requirement): void {
  const parsed = parseDivisionCode(code, { level: levels, field: 'RESIDENCE' });
  if (!parsed.ok) {
    const known = parsed.code === 'CODE_SUMMARY' ? 'CODE_SUMMARY' : 'DIVISION_NOT_VALID';
    throw fail(known, { pointer, ...(parsed.code === 'CODE_LEVEL' ? { detail: told } : {}) });
  }
  // Villages are not in memory: the office that receives the case is the township.
  const loaded = `${code.slice(0, 9)}000`;
  if (!kit.divisions().at(loaded, day).ok) throw fail('DIVISION_NOT_VALID', { pointer });
}
