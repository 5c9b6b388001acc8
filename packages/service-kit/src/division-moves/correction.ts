import type { MoveFoundBy } from '@mz/contracts';
import { countyOf } from '@mz/domain';
import type { Planner, Proposal } from './plan.ts';

/** A record as a change moved it. */
export interface MovedBefore {
  readonly fromCode: string;
  readonly toCode: string;
  readonly foundBy: MoveFoundBy;
}

/**
 * Where a record goes that followed a change which is corrected now; undefined where it stands right. What the code alone
 * decided moves on by itself; where an office, an address or a person had a say, a person looks at it again.
 */
export function correctedMove(planner: Planner, { fromCode, toCode, foundBy }: MovedBefore): Proposal | undefined {
  const proposal = planner.propose(fromCode);
  // The correction leaves the old code in force: the record goes back.
  if (proposal === undefined) return full(fromCode);
  if (proposal.extent === 'FULL') {
    if (proposal.to === toCode) return undefined;
    if (foundBy !== 'OFFICE' && foundBy !== 'PERSON') return full(proposal.to);
    return { extent: 'AMBIGUOUS', candidates: [...new Set([proposal.to, toCode])], owner: proposal.owner };
  }
  const stillPossible = foundBy !== 'CODE' && proposal.candidates.includes(toCode);
  return stillPossible ? undefined : proposal;
}

function full(to: string): Proposal {
  return { extent: 'FULL', to, foundBy: 'CODE', owner: countyOf(to) ?? to };
}
