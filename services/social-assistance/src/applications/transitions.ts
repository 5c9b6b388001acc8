import type { getApplication, OperationOutputOf, Role } from '@mz/contracts';
import {
  availableActions,
  isWithinDivision,
  type TransitionDecision,
  type TransitionTable,
  transition,
} from '@mz/domain';
import type { Context } from '@mz/service-kit';

/** States of a dibao application (handbook §5.1). */
export type ApplicationState = OperationOutputOf<typeof getApplication>['state'];

/** Steps of a case: the verbs of the operations, and what the system does by itself. */
export type ApplicationAction =
  | 'submit'
  | 'requestSupplement'
  | 'accept'
  | 'beginInvestigation'
  | 'rejectByTownship'
  | 'recordVisit'
  | 'completeInvestigation'
  | 'recordReview'
  | 'giveOpinion'
  | 'postNotice'
  | 'sendToCounty'
  | 'recordSpotCheck'
  | 'countyOpinion'
  | 'approve'
  | 'refuse'
  | 'object'
  | 'resolveObjection'
  | 'withdraw';

/** Which of the ways that a step may take: part of what the officer records. */
export type StepOutcome =
  | 'AGREED'
  | 'DISPUTED'
  | 'FIRST_NOTICE'
  | 'SECOND_NOTICE'
  | 'BY_APPLICANT'
  | 'BY_PUBLIC'
  | 'UPHELD'
  | 'REVISED'
  | 'SETTLED';

/** What the guards look at. */
export type StepFacts = { readonly supplementRequested: boolean; readonly outcome: StepOutcome | null };

type Code = 'SUPPLEMENT_ALREADY_REQUESTED' | 'STATE_TRANSITION_INVALID';
type StepRole = Role | 'SYSTEM';
type Table = TransitionTable<ApplicationState, ApplicationAction, StepRole, StepFacts, Code>;

const drafters: StepRole[] = ['VILLAGE_ASSISTANT', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR'];
const township: StepRole[] = ['TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR', 'TOWNSHIP_LEAD'];
const firstBoard: StepRole[] = ['VILLAGE_ASSISTANT', ...township];
const county: StepRole[] = ['COUNTY_REVIEWER', 'COUNTY_APPROVER'];
const objectionDesk: StepRole[] = ['VILLAGE_ASSISTANT', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_LEAD', 'COUNTY_REVIEWER'];

/** Every state from which the applicant may still withdraw: all before the decision of the county. */
const beforeDecision: ApplicationState[] = [
  'DRAFT',
  'SUBMITTED',
  'SUPPLEMENT_REQUESTED',
  'ACCEPTED',
  'INVESTIGATING',
  'REJECTED_BY_TOWNSHIP',
  'RECHECK',
  'INVESTIGATED',
  'REVIEWED',
  'TOWNSHIP_OPINION',
  'PUBLICITY_1',
  'SENT_TO_COUNTY',
  'COUNTY_OPINION',
  'PUBLICITY_2',
  'REINVESTIGATING',
];

const atCounty: ApplicationState[] = ['SENT_TO_COUNTY', 'COUNTY_OPINION', 'PUBLICITY_2', 'REINVESTIGATING'];

/** A way of a step that is taken on one of these outcomes only; any other outcome is no step from this state. */
function on(...outcomes: StepOutcome[]): (facts: StepFacts) => Code[] {
  return ({ outcome }) => (outcome !== null && outcomes.includes(outcome) ? [] : ['STATE_TRANSITION_INVALID']);
}

function onlyOnce({ supplementRequested }: StepFacts): Code[] {
  return supplementRequested ? ['SUPPLEMENT_ALREADY_REQUESTED'] : [];
}

/** The whole machine: MF-220 (民发〔2012〕220号, 2012-12-12) as handbook §5.1 and §11.20 set it out. */
export const applicationTransitions: Table = [
  { from: 'DRAFT', action: 'submit', to: 'SUBMITTED', roles: drafters },
  { from: 'SUPPLEMENT_REQUESTED', action: 'submit', to: 'SUBMITTED', roles: drafters },
  {
    from: 'SUBMITTED',
    action: 'requestSupplement',
    to: 'SUPPLEMENT_REQUESTED',
    roles: ['TOWNSHIP_ACCEPTOR'],
    guard: onlyOnce,
  },
  // SYSTEM: deemed accepted when the term has passed, papers only (§11.14).
  { from: 'SUBMITTED', action: 'accept', to: 'ACCEPTED', roles: ['TOWNSHIP_ACCEPTOR', 'SYSTEM'] },
  // The system's own consequence of an acceptance, whoever's call it rides on.
  {
    from: 'ACCEPTED',
    action: 'beginInvestigation',
    to: 'INVESTIGATING',
    roles: ['TOWNSHIP_ACCEPTOR', 'SYSTEM'],
  },
  { from: 'INVESTIGATING', action: 'recordVisit', to: 'INVESTIGATING', roles: ['TOWNSHIP_INVESTIGATOR'] },
  { from: 'INVESTIGATING', action: 'rejectByTownship', to: 'REJECTED_BY_TOWNSHIP', roles: ['TOWNSHIP_ACCEPTOR'] },
  { from: 'INVESTIGATING', action: 'completeInvestigation', to: 'INVESTIGATED', roles: ['TOWNSHIP_INVESTIGATOR'] },
  {
    from: 'REJECTED_BY_TOWNSHIP',
    action: 'object',
    to: 'RECHECK',
    roles: objectionDesk,
    guard: on('BY_APPLICANT'),
  },
  {
    from: 'RECHECK',
    action: 'resolveObjection',
    to: 'REJECTED_BY_TOWNSHIP',
    roles: ['TOWNSHIP_LEAD', 'COUNTY_REVIEWER'],
    guard: on('UPHELD'),
  },
  {
    from: 'RECHECK',
    action: 'resolveObjection',
    to: 'INVESTIGATING',
    roles: ['TOWNSHIP_LEAD', 'COUNTY_REVIEWER'],
    guard: on('REVISED'),
  },
  { from: 'INVESTIGATED', action: 'recordReview', to: 'REVIEWED', roles: township, guard: on('AGREED') },
  { from: 'INVESTIGATED', action: 'recordReview', to: 'INVESTIGATING', roles: township, guard: on('DISPUTED') },
  { from: 'REVIEWED', action: 'giveOpinion', to: 'TOWNSHIP_OPINION', roles: ['TOWNSHIP_LEAD'] },
  {
    from: 'TOWNSHIP_OPINION',
    action: 'postNotice',
    to: 'PUBLICITY_1',
    roles: firstBoard,
    guard: on('FIRST_NOTICE'),
  },
  {
    from: 'PUBLICITY_1',
    action: 'object',
    to: 'INVESTIGATING',
    roles: objectionDesk,
    guard: on('BY_APPLICANT', 'BY_PUBLIC'),
  },
  { from: 'PUBLICITY_1', action: 'sendToCounty', to: 'SENT_TO_COUNTY', roles: ['TOWNSHIP_LEAD'] },
  ...atCounty.map((state) => ({
    from: state,
    action: 'recordSpotCheck' as const,
    to: state,
    roles: ['COUNTY_REVIEWER'] as const,
  })),
  { from: 'SENT_TO_COUNTY', action: 'countyOpinion', to: 'COUNTY_OPINION', roles: ['COUNTY_REVIEWER'] },
  { from: 'COUNTY_OPINION', action: 'refuse', to: 'REJECTED', roles: ['COUNTY_APPROVER'] },
  { from: 'COUNTY_OPINION', action: 'postNotice', to: 'PUBLICITY_2', roles: county, guard: on('SECOND_NOTICE') },
  {
    from: 'PUBLICITY_2',
    action: 'object',
    to: 'REINVESTIGATING',
    roles: objectionDesk,
    guard: on('BY_APPLICANT', 'BY_PUBLIC'),
  },
  { from: 'PUBLICITY_2', action: 'approve', to: 'APPROVED', roles: ['COUNTY_APPROVER'] },
  {
    from: 'REINVESTIGATING',
    action: 'resolveObjection',
    to: 'REINVESTIGATING',
    roles: ['COUNTY_REVIEWER'],
    guard: on('SETTLED'),
  },
  { from: 'REINVESTIGATING', action: 'refuse', to: 'REJECTED', roles: ['COUNTY_APPROVER'] },
  { from: 'REINVESTIGATING', action: 'postNotice', to: 'PUBLICITY_2', roles: county, guard: on('SECOND_NOTICE') },
  { from: beforeDecision, action: 'withdraw', to: 'WITHDRAWN', roles: drafters },
];

/** A state in which the case is over and nothing further happens to the application. */
export function isFinal(state: ApplicationState): boolean {
  return state === 'APPROVED' || state === 'REJECTED' || state === 'WITHDRAWN';
}

/** What the machine needs to know of an application. */
export type ApplicationStanding = {
  readonly state: ApplicationState;
  readonly supplementRequested: boolean;
  readonly divisionCode: string;
};

/** Where a step leads, or why the caller may not take it; of several roles in reach the first that may take it counts. */
export function decideStep(
  ctx: Context,
  { state, supplementRequested, divisionCode }: ApplicationStanding,
  step: { readonly action: ApplicationAction; readonly outcome?: StepOutcome },
): TransitionDecision<ApplicationState, Code> {
  const { action, outcome = null } = step;
  const facts = { supplementRequested, outcome };
  const decisions = rolesInReach(ctx, divisionCode).map((role) =>
    transition(applicationTransitions, { state, action, role, facts }),
  );
  const told = decisions.find(({ ok }) => ok) ?? decisions.find((one) => !one.ok && one.code !== 'ROLE_NOT_PERMITTED');
  return told ?? decisions[0] ?? { ok: false, code: 'ROLE_NOT_PERMITTED', reasons: ['ROLE_NOT_PERMITTED'] };
}

/** What the caller may try next; guards and papers are asked for when it is tried. */
export function actionsFor(ctx: Context, { state, divisionCode }: ApplicationStanding): ApplicationAction[] {
  const actions = rolesInReach(ctx, divisionCode).flatMap((role) =>
    availableActions(applicationTransitions, state, role),
  );
  return [...new Set(actions)].filter((action) => action !== 'beginInvestigation');
}

function rolesInReach(ctx: Context, divisionCode: string): StepRole[] {
  if (ctx.actor.kind === 'system') return ['SYSTEM'];
  return ctx.actor.roles.filter((grant) => isWithinDivision(grant.division, divisionCode)).map(({ role }) => role);
}
