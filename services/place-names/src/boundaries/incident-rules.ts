import type { MarkerIncident } from '@mz/contracts';
import { accept, type Decision, type LegalDay, refuse } from '@mz/domain';
import type { Static } from 'typebox';

type View = Static<typeof MarkerIncident>;

/** A fine of at most 1,000 yuan: 行政区域界线管理条例 (Order 353, in force 2002-07-01). */
const highestFineFen = 100_000;

/** What decides about the next step of an incident. */
export interface IncidentFacts {
  readonly state: View['state'];
  readonly cause: View['cause'];
}

/** What both sides say of the cause; where they differ it is not known, and nobody is punished for it. */
export function agreedCause(one: string, other: string): string {
  return one === other ? one : 'UNKNOWN';
}

/** Whether a marker may be set again or found in place: both sides have verified (art. 6: a unilateral move is void). */
export function decideAfterBoth({
  state,
}: IncidentFacts): Decision<null, 'BOTH_SIDES_REQUIRED' | 'STATE_TRANSITION_INVALID'> {
  if (state === 'REPORTED') return refuse('BOTH_SIDES_REQUIRED');
  return state === 'VERIFIED' ? accept(null) : refuse('STATE_TRANSITION_INVALID');
}

/** Whether a marker stands in its old place again: at most the tolerance away. */
export function decideReset(offsetMm: number, toleranceMm: number): Decision<null, 'RESET_TOLERANCE'> {
  return offsetMm > toleranceMm ? refuse('RESET_TOLERANCE') : accept(null);
}

/** Whether an incident may become a penalty case, and how high the fine may be. */
export function decidePenalty(
  { state, cause }: IncidentFacts,
  fineFen: number,
): Decision<null, 'PENALTY_NOT_ALLOWED' | 'FINE_TOO_HIGH' | 'AMOUNT_INVALID'> {
  const isWilful = cause === 'WILFUL_DAMAGE' || cause === 'UNILATERAL_MOVE';
  if (!isWilful || state === 'REPORTED' || state === 'DISMISSED') return refuse('PENALTY_NOT_ALLOWED');
  if (fineFen <= 0) return refuse('AMOUNT_INVALID');
  return fineFen > highestFineFen ? refuse('FINE_TOO_HIGH') : accept(null);
}

/** Whether the term of the step that is open has passed. */
export function isIncidentOverdue(
  { state, verifyDueOn, restoreDueOn }: Pick<View, 'state' | 'verifyDueOn' | 'restoreDueOn'>,
  today: LegalDay,
): boolean {
  if (state === 'REPORTED') return today > verifyDueOn;
  return state === 'VERIFIED' && restoreDueOn !== null && today > restoreDueOn;
}
