import type { QuestionTruth, Truth } from './types.ts';

/** Which items would show an income of a type; a benefit's type is its programme. */
const itemsOfIncome: Readonly<Record<string, readonly string[]>> = {
  WAGE: ['IIT_WAGE', 'FUND', 'PAYROLL', 'CONTRIBUTION'],
  CASUAL_WORK: ['PAYROLL'],
  PUBLIC_POST: ['PUBLIC_POST'],
  UNEMPLOYMENT_BENEFIT: ['UNEMPLOYMENT'],
  EMPLOYEE_PENSION: ['PENSION'],
  RESIDENT_PENSION_BASIC: ['RESIDENT_PENSION'],
  RESIDENT_PENSION_ACCOUNT: ['RESIDENT_PENSION'],
  AGRI_SUBSIDY: ['SUBSIDY'],
  ALIMONY: ['ALIMONY_JUDGMENT'],
  SUPPORT_RECEIVED: ['ALIMONY_JUDGMENT'],
  LAND_COMPENSATION: ['LAND_COMP'],
  RENT_SUBSIDY: ['RENT_SUBSIDY'],
  VETERAN_PENSION: ['BENEFIT'],
};

/** The questions that would show an income of a person. */
export function questionsOf(
  { personId, type }: { readonly personId: string; readonly type: string },
  questions: readonly QuestionTruth[],
): QuestionTruth[] {
  const items = itemsOfIncome[type] ?? [];
  return questions.filter((one) => one.personId === personId && items.includes(one.itemCode));
}

/** What a declared figure is that no source confirms: waited for, not covered by any register, or searched and not found (§6). */
export function unconfirmedVerdict(asked: readonly QuestionTruth[]): 'PENDING' | 'NOT_COVERED' | 'NOT_FOUND' {
  if (asked.some(({ outcome, truth }) => outcome === null || outcome === 'ERROR' || truth === 'REFUSED'))
    return 'PENDING';
  const covered = asked.some(({ outcome }) => outcome !== 'NOT_COVERED' && outcome !== 'PARTIAL_COVERAGE');
  return asked.length > 0 && !covered ? 'NOT_COVERED' : 'NOT_FOUND';
}

const worstFirst: readonly Truth[] = ['REFUSED', 'UNKNOWN', 'STALE', 'KNOWN'];

/** The least that is known of an item: one refusal or silence leaves it so; nobody asked is not known. */
export function leastKnown(asked: readonly QuestionTruth[]): Truth {
  return worstFirst.find((truth) => asked.some((one) => one.truth === truth)) ?? 'UNKNOWN';
}
