import type { Fen } from '@mz/domain';

/** One and three times, both included, of what was unlawfully obtained (SA-649 art. 68, 2014-05-01; example 12). */
export function fineAllowed(
  fineFen: Fen,
  given: { readonly unlawfulFen: Fen; readonly minTimes: number; readonly maxTimes: number },
): boolean {
  const { unlawfulFen: base, minTimes, maxTimes } = given;
  return base > 0 && fineFen >= base * minTimes && fineFen <= base * maxTimes;
}

/** Whether what was concealed bears on the support: by the same rules it ends or lessens it. */
export function bearsOn(
  before: { readonly amountFen: Fen },
  after: { readonly outcome: string; readonly amountFen: Fen },
): boolean {
  return after.outcome === 'REFUSE' || after.amountFen < before.amountFen;
}
