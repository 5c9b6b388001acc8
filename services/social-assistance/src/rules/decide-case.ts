import type { CaseFacts, CaseResult } from '@mz/contracts';
import { createParameterSource, type ParameterSource } from '@mz/domain';
import { findCounterfactuals } from './counterfactual.ts';
import { evaluateCase, firstBenefitMonth } from './evaluate-case.ts';
import { readParameterRows } from './parameter-rows.ts';

/**
 * Decides a dibao case: amounts, or every reason with the smallest verified change that would alter the result. Throws
 * ParameterError when a parameter or standard of the decision day is missing, twice there, or of the wrong kind.
 */
export function decideCase(facts: CaseFacts): CaseResult {
  return decideWith(facts, createParameterSource(readParameterRows(facts.parameters)));
}

/** The same over a given source, which remembers the rows that the decision read. */
export function decideWith(facts: CaseFacts, source: ParameterSource): CaseResult {
  const evaluation = evaluateCase(facts, source, firstBenefitMonth(facts.decidedOn));
  const counterfactuals = evaluation.result.outcome === 'GRANT' ? [] : findCounterfactuals(evaluation);
  return { ...evaluation.result, counterfactuals };
}
