import type { Role } from '@mz/contracts';
import { isWithinDivision, type TransitionTable, transition } from '@mz/domain';
import { type Context, refusal } from '@mz/service-kit';
import type { ReviewOutcome } from '../rules/index.ts';

/** Where a review stands (handbook §5.4). */
export type ReviewState = 'DUE' | 'STARTED' | 'PROPOSED' | 'DECIDED' | 'COVERED';

/** Steps of a review: the verbs of the operations. */
export type ReviewAction = 'start' | 'recordVisit' | 'propose' | 'decide' | 'recordPublicity';

/** What the guards look at. */
export type ReviewStanding = {
  readonly state: ReviewState;
  readonly kind: string;
  readonly enrolmentState: string;
  readonly divisionCode: string;
  /** Outcome and reason that are proposed or were decided. */
  readonly outcome: ReviewOutcome | null;
  readonly reasonCode: string | null;
};

type Code = 'STATE_TRANSITION_INVALID';
const township: Role[] = ['TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR', 'TOWNSHIP_LEAD'];
const boards: Role[] = ['VILLAGE_ASSISTANT', ...township, 'COUNTY_REVIEWER', 'COUNTY_APPROVER'];
const visible: ReadonlySet<string> = new Set(['DECREASE', 'TAPER', 'SUSPEND', 'TERMINATE']);

/** A review is worked on while the household is enrolled; a renewal asks for signatures alone. */
function isReviewable({ kind, enrolmentState }: ReviewStanding): Code[] {
  const enrolled = enrolmentState === 'ACTIVE' || enrolmentState === 'SUSPENDED';
  return enrolled && kind !== 'AUTHORIZATION_RENEWAL' ? [] : ['STATE_TRANSITION_INVALID'];
}

/** Whoever cannot be reached or lets nobody in is proposed without a review that was started. */
function needsNoReview(standing: ReviewStanding): Code[] {
  return isBesideTheRules(standing) ? isReviewable(standing) : ['STATE_TRANSITION_INVALID'];
}

/** Whether an outcome rests on a fact of its own and not on computed amounts. */
export function isBesideTheRules({ outcome, reasonCode }: Pick<ReviewStanding, 'outcome' | 'reasonCode'>): boolean {
  return outcome === 'SUSPEND' || reasonCode === 'RENOUNCED' || reasonCode === 'REFUSES_REVIEW';
}

/** The whole machine of a review; only the county decides (§5.4). */
export const reviewTransitions: TransitionTable<ReviewState, ReviewAction, Role, ReviewStanding, Code> = [
  { from: 'DUE', action: 'start', to: 'STARTED', roles: township, guard: isReviewable },
  { from: 'STARTED', action: 'recordVisit', to: 'STARTED', roles: ['TOWNSHIP_INVESTIGATOR'], guard: isReviewable },
  { from: 'DUE', action: 'propose', to: 'PROPOSED', roles: township, guard: needsNoReview },
  { from: ['STARTED', 'PROPOSED'], action: 'propose', to: 'PROPOSED', roles: township, guard: isReviewable },
  { from: 'PROPOSED', action: 'decide', to: 'DECIDED', roles: ['COUNTY_APPROVER'], guard: isReviewable },
  {
    from: 'DECIDED',
    action: 'recordPublicity',
    to: 'DECIDED',
    roles: boards,
    guard: ({ outcome }) => (visible.has(outcome ?? '') ? [] : ['STATE_TRANSITION_INVALID']),
  },
];

/** Where a step leads; throws STATE_TRANSITION_INVALID or ROLE_NOT_PERMITTED. */
export function takeReviewStep(ctx: Context, standing: ReviewStanding, action: ReviewAction): ReviewState {
  const decisions = ctx.actor.roles
    .filter((grant) => isWithinDivision(grant.division, standing.divisionCode))
    .map(({ role }) => transition(reviewTransitions, { state: standing.state, action, role, facts: standing }));
  const told = decisions.find(({ ok }) => ok) ?? decisions.find((one) => !one.ok && one.code !== 'ROLE_NOT_PERMITTED');
  const decision = told ?? decisions[0];
  if (decision === undefined || !decision.ok) throw refusal(decision?.reasons ?? ['ROLE_NOT_PERMITTED']);
  return decision.value.to;
}
