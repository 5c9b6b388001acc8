import type { CaseFacts } from '@mz/contracts';
import { createParameterSource, type Fen, type LegalMonth, type ParameterSource } from '@mz/domain';
import { evaluateCase } from './evaluate-case.ts';
import { readParameterRows } from './parameter-rows.ts';
import type { Reason, Share, TopUp } from './types.ts';

/** What a household is owed for one month; zero with the reasons when it no longer passes. */
export type MonthEntitlement = {
  readonly month: LegalMonth;
  readonly granted: boolean;
  readonly differentialFen: Fen;
  readonly topUps: TopUp[];
  readonly amountFen: Fen;
  readonly shares: Share[];
  readonly reasons: Reason[];
};

/**
 * SA-R-15: the whole amount of one benefit month (no proration, social-assistance §4.7): the standard of the month's
 * first day for the amount, that of `facts.decidedOn` for the test (reading 3), ages on the first day (reading 5).
 */
export function entitlementForMonth(facts: CaseFacts, month: LegalMonth): MonthEntitlement {
  return entitlementWith(facts, month, createParameterSource(readParameterRows(facts.parameters)));
}

/** The same over a given source, so that a run reads its rows once and restarts the source for each household. */
export function entitlementWith(facts: CaseFacts, month: LegalMonth, source: ParameterSource): MonthEntitlement {
  const { part, reasons } = evaluateCase(facts, source, month).own;
  const { granted, differentialFen, topUps, amountFen, shares } = part;
  return { month, granted, differentialFen, topUps, amountFen, shares, reasons };
}
