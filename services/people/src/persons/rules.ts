import type { OperationInputOf, registerPerson } from '@mz/contracts';
import {
  ageOn,
  type Decision,
  type DivisionHistory,
  divisionLevel,
  type LegalDay,
  parseDivisionCode,
  parsePersonName,
  parsePhone,
  parseResidentId,
  toHalfWidth,
  townshipOf,
} from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';

/** What a clerk enters. */
export type RegistrationInput = OperationInputOf<typeof registerPerson>['body'];

/** A checked registration; `idNo` is normalised and absent for a person without a number. */
export interface Registration extends RegistrationInput {
  readonly newPersonReason?: string;
}

/** A registration, or every reason why it is refused. */
export type RegistrationDecision =
  | { readonly ok: true; readonly value: Registration }
  | { readonly ok: false; readonly reasons: readonly ProblemReason[] };

/** What the checks of a registration look things up in. */
export interface RegistrationSetting {
  readonly today: LegalDay;
  readonly divisions: DivisionHistory;
}

/** Social-assistance handbook §2.1, person.birth_date: age ≤ 125. */
export const maxAgeYears = 125;

/** Checks what a clerk entered (people.md §6; identity numbers GB 11643-1999) and normalises it; says every fault at once. */
export function readRegistration(input: RegistrationInput, setting: RegistrationSetting): RegistrationDecision {
  const reasons: ProblemReason[] = [];
  const take = <T>(decision: Decision<T>, pointer: string): T | undefined => {
    if (decision.ok) return decision.value;
    reasons.push({ code: decision.code, pointer });
    return undefined;
  };
  const { idNo: _number, phone: _phone, newPersonReason: _reason, ...given } = input;
  const idNo = take(readNumber(input), '/body/idNo');
  const name = take(parsePersonName(input.name), '/body/name') ?? '';
  const phone = input.phone === undefined ? undefined : take(parsePhone(input.phone), '/body/phone');
  if (!isLivingAge(input.birthDate, setting.today)) {
    reasons.push({ code: 'DATE_ORDER_INVALID', pointer: '/body/birthDate' });
  }
  take(checkDivision(input.hukouDivision, 'HUKOU', setting), '/body/hukouDivision');
  if (input.residenceDivision !== undefined) {
    take(checkDivision(input.residenceDivision, 'RESIDENCE', setting), '/body/residenceDivision');
  }
  if (reasons.length > 0) return { ok: false, reasons };
  const reason = input.newPersonReason?.trim();
  return {
    ok: true,
    value: {
      ...given,
      name,
      ...(idNo === undefined ? {} : { idNo }),
      ...(phone === undefined ? {} : { phone }),
      ...(reason ? { newPersonReason: reason } : {}),
    },
  };
}

/** The normalised number of the stated type; HUKOU_BOOK_ONLY has none (newborn children). */
function readNumber(input: RegistrationInput): Decision<string | undefined> {
  const { idType, idNo, birthDate, sex } = input;
  switch (idType) {
    case 'RESIDENT_ID': {
      if (idNo === undefined) return { ok: false, code: 'ID_FORMAT_INVALID' };
      const parsed = parseResidentId(idNo, { birthDate, ...(sex === '1' || sex === '2' ? { sex } : {}) });
      if (!parsed.ok) return parsed;
      return sex === parsed.value.sex ? { ok: true, value: parsed.value.idNo } : { ok: false, code: 'ID_SEX_MISMATCH' };
    }
    case 'HUKOU_BOOK_ONLY':
      return idNo === undefined ? { ok: true, value: undefined } : { ok: false, code: 'ID_FORMAT_INVALID' };
    case 'OTHER': {
      const other = idNo === undefined ? undefined : toHalfWidth(idNo).trim().toUpperCase();
      if (other === undefined) return { ok: true, value: undefined };
      // A resident number under another type would be a second record of one person.
      const fits = /^[A-Z0-9()-]{4,40}$/.test(other) && !parseResidentId(other).ok;
      return fits ? { ok: true, value: other } : { ok: false, code: 'ID_FORMAT_INVALID' };
    }
  }
}

function isLivingAge(birthDate: LegalDay, today: LegalDay): boolean {
  return birthDate <= today && ageOn(birthDate, today) <= maxAgeYears;
}

/**
 * Structure first, then the history on the day. The register may lie in another province, whose codes are not loaded:
 * there the structure alone counts. Villages that are not loaded count by their township.
 */
export function checkDivision(
  code: string,
  use: 'HUKOU' | 'RESIDENCE',
  { today, divisions }: RegistrationSetting,
): Decision<string> {
  const parsed = parseDivisionCode(code, {
    level: ['COUNTY', 'TOWNSHIP', 'VILLAGE'],
    field: use === 'HUKOU' ? 'DESTINATION' : 'RESIDENCE',
  });
  if (!parsed.ok) return { ok: false, code: parsed.code === 'CODE_SUMMARY' ? 'CODE_SUMMARY' : 'DIVISION_NOT_VALID' };
  if (!code.startsWith('37')) return parsed;
  const own = divisions.validate(code, today);
  if (own.ok) return parsed;
  const township = divisionLevel(code) === 'VILLAGE' && own.code === 'CODE_UNKNOWN' ? townshipOf(code) : undefined;
  const held = township !== undefined && divisions.validate(township, today).ok;
  return held ? parsed : { ok: false, code: 'DIVISION_NOT_VALID' };
}
