import type { LegalDay } from '@mz/domain';

/** A suitable job that was offered to a member, and the answer. */
export type WorkOffer = {
  readonly offeredOn: LegalDay;
  readonly answer: 'ACCEPTED' | 'REFUSED';
  /** Why it was refused; a refusal with a good reason is none of the row. */
  readonly reasonCode: string | null;
};

/**
 * How many suitable jobs in a row were refused without a reason, up to the latest offer: an accepted job and a refusal
 * with a good reason break the row (SA-649 art. 45, in force 2014-05-01; §4.10). Offers in the order in which they came.
 */
export function refusalsInRow(offers: readonly WorkOffer[]): number {
  const last = offers.findLastIndex(({ answer, reasonCode }) => answer === 'ACCEPTED' || reasonCode !== null);
  return offers.length - 1 - last;
}

/** Whether a stopped part comes back with the next decision: the latest answer is an accepted job. */
export function hasAcceptedWork(offers: readonly WorkOffer[]): boolean {
  return offers.at(-1)?.answer === 'ACCEPTED';
}
