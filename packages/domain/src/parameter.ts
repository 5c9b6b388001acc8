import type { JsonValue } from './canonical-json.ts';
import type { LegalDay } from './day.ts';

/** The groups of cities that share targets and funding (social-assistance §1). */
export type RegionGroup = 'EAST' | 'CENTRAL' | 'WEST';

/** The division code under which national parameters stand. */
export const NATIONAL_DIVISION = '000000000000';

/**
 * An amount, ratio, day count or threshold with its dates and legal basis; valid from `validFrom` to before `validTo`.
 * A row with a `regionGroup` counts for that group of the division and not for the whole division.
 */
export type PolicyParameter = {
  readonly key: string;
  readonly divisionCode: string;
  readonly regionGroup?: RegionGroup | null;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
  readonly value: JsonValue;
  readonly legalBasis: string;
  readonly approvedBy: readonly [string, string];
};

/** Where and when a parameter is asked for: `divisions` from the most specific level (county, city, region group, province, national). */
export type ParameterPlace = { readonly date: LegalDay; readonly divisions: readonly string[] };

/** The codes of a broken parameter table: an error of the operator, never a refusal to a citizen. */
export type ParameterErrorCode = 'PARAMETER_MISSING' | 'PARAMETER_OVERLAP' | 'PARAMETER_TYPE_INVALID';

/** Thrown when the table does not give exactly one value of the asked kind; never replaced by a default. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly code: ParameterErrorCode;
  readonly key: string;
  readonly date: LegalDay;

  constructor(code: ParameterErrorCode, key: string, date: LegalDay) {
    super(`${code}: ${key} on ${date}`);
    this.code = code;
    this.key = key;
    this.date = date;
  }
}

/**
 * The row of a key that holds on a date, of the most specific division that has one. Throws ParameterError:
 * PARAMETER_MISSING when no level has a row, PARAMETER_OVERLAP when the deciding level has more than one.
 */
export function findParameter(rows: readonly PolicyParameter[], key: string, at: ParameterPlace): PolicyParameter {
  let found: PolicyParameter | undefined;
  let level = at.divisions.length;
  let isDouble = false;
  for (const row of rows) {
    if (row.key !== key || !isValidOn(row, at.date)) continue;
    const place = at.divisions.indexOf(levelOf(row));
    if (place === -1 || place > level) continue;
    isDouble = place === level;
    found = row;
    level = place;
  }
  if (found === undefined) throw new ParameterError('PARAMETER_MISSING', key, at.date);
  if (isDouble) throw new ParameterError('PARAMETER_OVERLAP', key, at.date);
  return found;
}

function isValidOn(row: PolicyParameter, date: LegalDay): boolean {
  return row.validFrom <= date && (row.validTo === null || date < row.validTo);
}

function levelOf(row: PolicyParameter): string {
  return row.regionGroup ?? row.divisionCode;
}
