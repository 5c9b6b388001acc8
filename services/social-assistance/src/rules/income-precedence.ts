import { incomeClassOf } from './income-types.ts';
import type { DayPeriod } from './income-window.ts';
import type { Income } from './types.ts';

/**
 * The periods in which a better source speaks for the same person and type: there the item does not count, so that
 * nothing counts twice and a declared figure counts only where no better source displaces it (income-verification §6.1).
 */
export function displacedPeriods(item: Income, all: readonly Income[]): DayPeriod[] {
  return all
    .filter((other) => other.personId === item.personId && other.type === item.type && rankOf(other) < rankOf(item))
    .map(({ periodFrom, periodTo }) => ({ from: periodFrom, to: periodTo }));
}

/** Rank of a source: verified, document, then declared before estimate; farm yields go by the county's table before what was declared. */
function rankOf({ provenance, type }: Income): number {
  switch (provenance) {
    case 'VERIFIED':
      return 0;
    case 'DOCUMENT':
      return 1;
    case 'ASSESSED':
      return incomeClassOf(type) === 'BUSINESS' ? 2 : 4;
    case 'DECLARED':
      return 3;
  }
}
