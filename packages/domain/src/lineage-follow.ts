import { addDays, type LegalDay } from './day.ts';
import { indexLineage } from './lineage-index.ts';
import type { DivisionChangeItem } from './lineage-types.ts';
import { walkForward } from './lineage-walk.ts';

/** One unit that holds ground of a code after a change; `coarser`: it is the holder, the code's own row is missing. */
export type FollowedCode = { readonly code: string; readonly coarser: boolean };

/** Where a code's ground goes by one change: the walk of `resolve` over its rows alone, so that a draft can be followed too. */
export type ChangeFollower = (code: string) => readonly FollowedCode[];

/** Indexes the rows of one change, all of one day, and follows codes through them; a code that it does not touch stays. */
export function createChangeFollower(items: readonly DivisionChangeItem[], effectiveOn: LegalDay): ChangeFollower {
  const index = indexLineage([], items);
  const span = { from: addDays(effectiveOn, -1), to: effectiveOn };
  return (code) => walkForward(index, code, span).map(({ code: to, coarser }) => ({ code: to, coarser }));
}
