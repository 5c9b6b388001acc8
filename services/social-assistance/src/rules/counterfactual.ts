import type { CaseFacts } from '@mz/contracts';
import { assetChange, type Change, singleApplicationChange } from './counterfactual-changes.ts';
import { incomeChange } from './counterfactual-income.ts';
import { type Evaluation, evaluateCase } from './evaluate-case.ts';
import type { Counterfactual } from './types.ts';

/**
 * The smallest set of changes that would turn a refusal into a grant, each verified by running the same rules on the
 * changed facts: all together they grant, without any one of them they do not. Empty where no such set exists.
 */
export function findCounterfactuals(evaluation: Evaluation): Counterfactual[] {
  const proposed = proposeChanges(evaluation);
  if (grantedAmount(evaluation, proposed) === null) return [];
  const needed = proposed.reduce<readonly Change[]>((kept, change) => {
    const fewer = kept.filter((one) => one !== change);
    return grantedAmount(evaluation, fewer) === null ? kept : fewer;
  }, proposed);
  const resultingAmountFen = grantedAmount(evaluation, needed);
  const together = needed.length > 1 ? `(须与其他${needed.length - 1}项同时满足)` : '';
  return needed.map(({ change, field, from, to, text }) => ({
    change,
    field,
    from,
    to,
    text: `${text}${together}`,
    resultingAmountFen,
  }));
}

function proposeChanges(evaluation: Evaluation): Change[] {
  const { reasons, breaches } = evaluation.own;
  const forReasons = reasons.map(({ code, field }) =>
    code === 'INCOME_NOT_BELOW_STANDARD'
      ? incomeChange(evaluation)
      : singleApplicationChange(evaluation, code, field ?? ''),
  );
  const forAssets = breaches.map((breach) => assetChange(evaluation, breach));
  return [...forReasons, ...forAssets].filter((change) => change !== undefined);
}

/** The amount that the rules give with these changes; null when they still refuse. */
function grantedAmount({ context }: Evaluation, changes: readonly Change[]): number | null {
  const changed = evaluateCase(withChanges(context.facts, changes), context.source, context.month);
  return changed.result.outcome === 'GRANT' ? changed.result.amountFen : null;
}

function withChanges(facts: CaseFacts, changes: readonly Change[]): CaseFacts {
  const removed = new Set(changes.flatMap(({ without }) => without));
  const start = { ...facts, assets: facts.assets.filter((_, index) => !removed.has(index)) };
  return changes.reduce((changed, { apply }) => apply(changed), start);
}
