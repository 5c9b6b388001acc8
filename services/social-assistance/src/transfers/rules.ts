import { addMonthsToMonth, type LegalDay, type LegalMonth, monthOf } from '@mz/domain';

/** The county of a division. */
export function countyOf(divisionCode: string): string {
  return divisionCode.slice(0, 6);
}

/** The old county pays through the month of acceptance, the new one from the next: no overlap, no gap (handbook §5.4, §11.13). */
export function monthsOfMove(acceptedOn: LegalDay): {
  readonly lastMonth: LegalMonth;
  readonly firstMonth: LegalMonth;
} {
  const lastMonth = monthOf(acceptedOn);
  return { lastMonth, firstMonth: addMonthsToMonth(lastMonth, 1) };
}

/** An acceptance is recorded in its own month, not before the offer: an earlier month was paid already. */
export function mayAccept(given: {
  readonly acceptedOn: LegalDay;
  readonly offeredOn: LegalDay;
  readonly today: LegalDay;
}): boolean {
  const { acceptedOn, offeredOn, today } = given;
  return acceptedOn >= offeredOn && acceptedOn <= today && monthOf(acceptedOn) === monthOf(today);
}
