import { divisionMovesGraphql, keepDivisionMoves } from '@mz/service-kit';
import type { AppKit } from './app-kit.ts';
import { livingTables } from './living-tables.ts';

/** Payees, debts and what of a run is not ended follow their division. */
export function registerMoves(kit: AppKit): void {
  const own = keepDivisionMoves(kit, livingTables);
  const summary = "Payees, debts and runs of the caller's offices whose new division a person has to say.";
  const fields = { queue: 'queuedPaymentMoves', decide: 'decidePaymentMove', summary };
  kit.graphql(divisionMovesGraphql(kit.name, own, fields));
}
