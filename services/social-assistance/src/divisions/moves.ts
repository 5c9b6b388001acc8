import { type ChangeMap, divisionMovesGraphql, keepDivisionMoves } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { livingTables } from './living-tables.ts';

/** Living records follow their division; `keep` says what else is kept of a change. */
export function registerMoves(kit: AppKit, keep: (db: Db, map: ChangeMap) => Promise<void>): void {
  const own = keepDivisionMoves(kit, livingTables, { onChange: keep });
  const summary = "Households, cases and enrolments of the caller's offices whose new division a person has to say.";
  const fields = { queue: 'queuedAssistanceMoves', decide: 'decideAssistanceMove', summary };
  kit.graphql(divisionMovesGraphql(kit.name, own, fields));
}
