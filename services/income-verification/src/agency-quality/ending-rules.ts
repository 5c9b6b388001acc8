import { daysBetween, type LegalDay } from '@mz/domain';

/** An agreement as far as its end depends on it. */
export interface DatedAgreement {
  readonly agencyCode: string;
  readonly divisionCode: string;
  readonly items: readonly string[];
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
}

/** Whether an agreement ends within the warning days and an item of it is covered by no other one of the agency and place then. */
export function agreementEnds(
  agreement: DatedAgreement,
  all: readonly DatedAgreement[],
  { today, warningDays }: { readonly today: LegalDay; readonly warningDays: number },
): boolean {
  const { validTo, agencyCode, divisionCode } = agreement;
  if (validTo === null || validTo < today || daysBetween(today, validTo) > warningDays) return false;
  const following = all.filter(
    (other) =>
      other.agencyCode === agencyCode &&
      other.divisionCode === divisionCode &&
      (other.validTo === null || other.validTo > validTo) &&
      daysBetween(validTo, other.validFrom) <= 1,
  );
  return agreement.items.some((item) => !following.some((other) => other.items.includes(item)));
}
