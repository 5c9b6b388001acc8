import { equivalents } from './equivalents.ts';
import { changeOf, type MutantOutcome } from './verdict.ts';

/** Why a mutant changes nothing, as the table says; undefined where it does not. */
export function reasonOf(outcome: MutantOutcome): string | undefined {
  const change = changeOf(outcome);
  const found = equivalents[outcome.fileName]?.find(({ change: known }) =>
    typeof known === 'string' ? known === change : known.test(change),
  );
  return found?.because;
}
