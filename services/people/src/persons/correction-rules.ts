import type { correctPerson, OperationInputOf } from '@mz/contracts';
import {
  ageOn,
  type Decision,
  type LegalDay,
  parseLegalDay,
  parsePersonName,
  parsePhone,
  parseResidentId,
  type Sex,
  toHalfWidth,
} from '@mz/domain';
import { maxAgeYears } from './rules.ts';

/** A field that can be corrected. */
export type CorrectableField = OperationInputOf<typeof correctPerson>['body']['field'];

/** New values by field; a corrected resident number brings its birth date and sex. */
export type Changes = Partial<Record<CorrectableField | 'legacyIdNo', string>>;

/** Fields whose correction is told to the other services, needs a document, and is the county's. */
export const identityFields: readonly string[] = ['name', 'idNo', 'sex', 'birthDate'];

/** What a correction must agree with. */
export interface CorrectedPerson {
  readonly idType: string;
  readonly hasNumber: boolean;
  readonly birthDate: LegalDay;
  readonly sex: string;
  readonly deathDate: LegalDay | null;
  readonly today: LegalDay;
}

/** Checks a new value against the person's other facts; a resident number carries birth date and sex (GB 11643-1999). */
export function readCorrection(field: CorrectableField, value: string, person: CorrectedPerson): Decision<Changes> {
  switch (field) {
    case 'name':
      return changed(field, parsePersonName(value));
    case 'phone':
      return changed(field, parsePhone(value));
    case 'ethnicity':
      return /^[0-9]{2}$/.test(value) ? { ok: true, value: { ethnicity: value } } : refused('INPUT_INVALID');
    case 'residenceAddress':
      return value.trim() === '' ? refused('INPUT_INVALID') : { ok: true, value: { residenceAddress: value.trim() } };
    case 'sex':
      if (!/^[0129]$/.test(value)) return refused('INPUT_INVALID');
      if (isBound(person) && value !== person.sex) return refused('ID_SEX_MISMATCH');
      return { ok: true, value: { sex: value } };
    case 'birthDate':
      return readBirthDate(value, person);
    case 'idNo':
      return readNumber(value, person);
  }
}

function readBirthDate(value: string, person: CorrectedPerson): Decision<Changes> {
  const day = parseLegalDay(value);
  if (!day.ok || !isPossibleBirth(day.value, person)) return refused('DATE_ORDER_INVALID');
  if (isBound(person) && day.value !== person.birthDate) return refused('ID_BIRTH_MISMATCH');
  return { ok: true, value: { birthDate: day.value } };
}

function readNumber(value: string, person: CorrectedPerson): Decision<Changes> {
  // Who never had a number gets one by `persons.completeIdentity`.
  if (!person.hasNumber) return refused('STATE_TRANSITION_INVALID');
  if (person.idType === 'OTHER') {
    const other = toHalfWidth(value).trim().toUpperCase();
    const fits = /^[A-Z0-9()-]{4,40}$/.test(other) && !parseResidentId(other).ok;
    return fits ? { ok: true, value: { idNo: other } } : refused('ID_FORMAT_INVALID');
  }
  const parsed = parseResidentId(value);
  if (!parsed.ok) return parsed;
  const { idNo, birthDate, sex } = parsed.value;
  if (!isPossibleBirth(birthDate, person)) return refused('DATE_ORDER_INVALID');
  return {
    ok: true,
    value: {
      idNo,
      ...(birthDate === person.birthDate ? {} : { birthDate }),
      ...(sex === person.sex ? {} : { sex }),
    },
  };
}

/** What a number that was issued later must agree with: a 15-digit number is a former one beside it, never instead. */
export function readCompletion(
  given: { idNo: string; legacyIdNo?: string | undefined },
  person: CorrectedPerson,
): Decision<Changes> {
  if (person.hasNumber) return refused('STATE_TRANSITION_INVALID');
  const known = person.sex === '1' || person.sex === '2' ? { sex: person.sex as Sex } : {};
  const parsed = parseResidentId(given.idNo, { birthDate: person.birthDate, ...known });
  if (!parsed.ok) return parsed;
  const { idNo, sex } = parsed.value;
  const legacyIdNo = given.legacyIdNo === undefined ? undefined : toHalfWidth(given.legacyIdNo).trim();
  if (legacyIdNo !== undefined && legacyIdNo !== legacyFormOf(idNo)) return refused('ID_FORMAT_INVALID');
  return {
    ok: true,
    value: { idNo, ...(legacyIdNo === undefined ? {} : { legacyIdNo }), ...(sex === person.sex ? {} : { sex }) },
  };
}

/** The 15 digits that a person of this number had before: without the century and the check digit (GB 11643-1989). */
function legacyFormOf(idNo: string): string {
  return idNo.slice(0, 6) + idNo.slice(8, 17);
}

/** Birth date and sex of a person with a resident number are the number's own: the number is corrected, not they. */
function isBound({ idType, hasNumber }: CorrectedPerson): boolean {
  return idType === 'RESIDENT_ID' && hasNumber;
}

function isPossibleBirth(birthDate: LegalDay, { today, deathDate }: CorrectedPerson): boolean {
  return birthDate <= today && ageOn(birthDate, today) <= maxAgeYears && (deathDate === null || birthDate <= deathDate);
}

function changed(field: CorrectableField, read: Decision<string>): Decision<Changes> {
  return read.ok ? { ok: true, value: { [field]: read.value } } : read;
}

function refused(code: string): Decision<Changes> {
  return { ok: false, code };
}
