import { addDays, addMonths, compareDays, firstDayOf, type LegalDay, type LegalMonth, lastDayOf } from '@mz/domain';

/** What a certificate says of itself. */
export type Standing = {
  readonly state: string;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay;
};

/** What its enrolment says. */
export type EnrolmentStanding = { readonly state: string; readonly lastMonth: LegalMonth | null };

const ended: ReadonlySet<string> = new Set(['TERMINATED', 'ENDED_TRANSFERRED']);

/** A certificate is withdrawn with its enrolment (handbook §5.4); an enrolment that is restored restores it. */
export function stateOf(certificate: Pick<Standing, 'state'>, enrolment: EnrolmentStanding): string {
  return certificate.state === 'ISSUED' && ended.has(enrolment.state) ? 'WITHDRAWN' : certificate.state;
}

/** Whether a certificate holds on a day: in force, within its days, and its enrolment not over by then. */
export function isValidOn(certificate: Standing, enrolment: EnrolmentStanding, day: LegalDay): boolean {
  if (stateOf(certificate, enrolment) !== 'ISSUED') return false;
  if (enrolment.lastMonth !== null && day > lastDayOf(enrolment.lastMonth)) return false;
  return certificate.validFrom <= day && day <= certificate.validTo;
}

/** From the first benefit month, or from the day of issue when that is later, for so many months; the last day is included. */
export function validityOf(given: {
  readonly fromMonth: LegalMonth;
  readonly issuedOn: LegalDay;
  readonly months: number;
}): { readonly validFrom: LegalDay; readonly validTo: LegalDay } {
  const first = firstDayOf(given.fromMonth);
  const validFrom = compareDays(first, given.issuedOn) > 0 ? first : given.issuedOn;
  return { validFrom, validTo: addDays(addMonths(validFrom, given.months), -1) };
}

/** The number of the n-th certificate of an enrolment: the first bears the enrolment's own. */
export function numberOf(enrolmentNo: string, ordinal: number): string {
  return ordinal === 1 ? enrolmentNo : `${enrolmentNo}-${ordinal}`;
}
