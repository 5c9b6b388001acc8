import type { LegalDay } from '@mz/domain';

/** An objection as it is brought. */
export interface Objection {
  readonly items: readonly { readonly personId: string; readonly type: string }[];
  readonly toldOn: LegalDay;
  readonly evidenceSha256s: readonly string[];
}

/** What it is decided on. */
export interface ObjectionFacts {
  readonly state: string;
  /** Whether the request stands where an objection is possible (§5.1). */
  readonly open: boolean;
  /** Who the check was about. */
  readonly subjects: readonly string[];
  readonly issuedOn: LegalDay | null;
  readonly validTo: LegalDay | null;
  readonly today: LegalDay;
  /** The last day of the term that began when the applicant was told. */
  readonly termEnds: LegalDay;
  readonly earlier: readonly {
    readonly personId: string;
    readonly itemType: string;
    readonly evidenceSha256s: readonly string[];
  }[];
}

/** Why an objection is not taken (income-verification.md §7, §13). */
export type ObjectionRefusal =
  | 'REPORT_SUPERSEDED'
  | 'REPORT_EXPIRED'
  | 'SUBJECT_NOT_IN_HOUSEHOLD'
  | 'STATE_TRANSITION_INVALID'
  | 'DATE_ORDER_INVALID'
  | 'OBJECTION_LATE'
  | 'OBJECTION_DUPLICATE';

/** One objection per item and version in the term; a second needs evidence that no earlier one had. */
export function decideObjection(
  objection: Objection,
  facts: ObjectionFacts,
): { ok: true } | { ok: false; code: ObjectionRefusal } {
  if (facts.state === 'SUPERSEDED') return { ok: false, code: 'REPORT_SUPERSEDED' };
  if (facts.issuedOn === null || facts.validTo === null) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  if (objection.toldOn < facts.issuedOn || objection.toldOn > facts.today) {
    return { ok: false, code: 'DATE_ORDER_INVALID' };
  }
  if (facts.today > facts.validTo) return { ok: false, code: 'REPORT_EXPIRED' };
  if (facts.today > facts.termEnds) return { ok: false, code: 'OBJECTION_LATE' };
  if (!facts.open) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  if (objection.items.some(({ personId }) => !facts.subjects.includes(personId))) {
    return { ok: false, code: 'SUBJECT_NOT_IN_HOUSEHOLD' };
  }
  const named = objection.items.map(({ personId, type }) => `${personId}/${type}`);
  if (new Set(named).size < named.length) return { ok: false, code: 'OBJECTION_DUPLICATE' };
  const repeated = objection.items.some(({ personId, type }) => {
    const same = facts.earlier.filter((one) => one.personId === personId && one.itemType === type);
    const known = new Set(same.flatMap((one) => one.evidenceSha256s));
    return same.length > 0 && objection.evidenceSha256s.every((hash) => known.has(hash));
  });
  return repeated ? { ok: false, code: 'OBJECTION_DUPLICATE' } : { ok: true };
}

/** Which items are asked again for a contested type of finding. */
const itemsOfType: Readonly<Record<string, readonly string[]>> = {
  WAGE: ['IIT_WAGE', 'FUND', 'CONTRIBUTION'],
  EMPLOYEE_PENSION: ['PENSION'],
  RESIDENT_PENSION_BASIC: ['RESIDENT_PENSION'],
  RESIDENT_PENSION_ACCOUNT: ['RESIDENT_PENSION'],
  VEHICLE: ['VEHICLE'],
  REAL_ESTATE: ['REAL_ESTATE'],
  BUSINESS_REG: ['BUSINESS_REG'],
  DEPOSIT: ['DEPOSIT'],
  BUSINESS_TAX: ['BUSINESS_TAX', 'BUSINESS_REG'],
  UNEMPLOYMENT: ['UNEMPLOYMENT'],
  PUBLIC_POST: ['PUBLIC_POST'],
  PAYROLL: ['PAYROLL'],
  SUBSIDY: ['SUBSIDY', 'LAND_CONTRACT'],
  LAND_COMP: ['LAND_COMP'],
  TRANSACTION: ['TRANSACTION'],
  ALIMONY: ['ALIMONY_JUDGMENT'],
  HOLDING: ['HOLDING'],
  CASH_VALUE: ['CASH_VALUE'],
  MACHINE: ['MACHINE'],
  SERVING: ['SERVING'],
  MARRIAGE: ['MARRIAGE'],
  DEAD: ['HUKOU', 'CREMATION'],
  IDENTITY_MISMATCH: ['HUKOU'],
};

/** The items behind a contested type; a benefit's type is its programme. */
export function contestedItems(type: string): readonly string[] {
  return itemsOfType[type] ?? ['BENEFIT'];
}

/** The last day for the answer: ten working days, twenty where banks are asked again (income-verification.md §7 [A]). */
export function answerDays(
  items: readonly { readonly type: string }[],
  days: { readonly usual: number; readonly banks: number },
): number {
  return items.some(({ type }) => contestedItems(type).includes('DEPOSIT')) ? days.banks : days.usual;
}

/** Agencies whose answer about a contested item is another one than before: their register was wrong. */
export function agencyErrors(
  contested: readonly { readonly agencyCode: string; readonly before: string | null; readonly after: string | null }[],
): string[] {
  const changed = contested.filter(({ before, after }) => before !== null && after !== null && before !== after);
  return [...new Set(changed.map(({ agencyCode }) => agencyCode))].sort();
}
