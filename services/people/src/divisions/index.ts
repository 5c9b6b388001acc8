import { divisionMovesGraphql, keepDivisionMoves } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { livingTables } from './living-tables.ts';

/** Persons and cases follow their division. */
export function registerDivisions(kit: AppKit): void {
  const own = keepDivisionMoves(kit, livingTables(kit));
  const summary = "Persons and cases of the caller's offices whose new division a person has to say.";
  kit.graphql(divisionMovesGraphql(kit.name, own, { queue: 'queuedPersonMoves', decide: 'decidePersonMove', summary }));
}
