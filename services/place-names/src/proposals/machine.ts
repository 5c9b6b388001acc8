import type { ProposalState, Role } from '@mz/contracts';
import type { TransitionTable } from '@mz/domain';
import type { Route } from './route.ts';

/** Steps of a proposal (place-names.md §4.5). */
export type Action =
  | 'revise'
  | 'conform'
  | 'return'
  | 'argue'
  | 'assessRisk'
  | 'assessLivelihood'
  | 'consult'
  | 'submit'
  | 'review'
  | 'governmentApproves'
  | 'reject'
  | 'reportUp'
  | 'approve'
  | 'approveByLetter'
  | 'publish'
  | 'implement'
  | 'finish'
  | 'evaluate'
  | 'archive'
  | 'withdraw';

/** What the guards look at. */
export interface StepFacts {
  readonly decidedBy: Route['decidedBy'];
  /** Reports of the three that nobody has signed. */
  readonly missingReports: readonly string[];
  readonly consulted: boolean;
  readonly openTasks: boolean;
  readonly supervised: boolean;
}

/** What the guards refuse with. */
export type GateCode =
  | 'ASSESSMENT_MISSING'
  | 'CONSULTATION_MISSING'
  | 'TASKS_OPEN'
  | 'SUPERVISION_REPORT_MISSING'
  | 'STATE_TRANSITION_INVALID';

type Table = TransitionTable<ProposalState, Action, Role, StepFacts, GateCode>;
type Rows = { -readonly [K in keyof Table]: Table[K] };

/** Who works at the three kinds of deciding offices: who writes a decision, who confirms it, who submits to it. */
const offices = {
  COUNTY: {
    makers: ['PLACE_COUNTY_CLERK'],
    checkers: ['PLACE_COUNTY_CHECKER'],
    submitters: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK'],
  },
  CITY: {
    makers: ['PLACE_CITY_OFFICER'],
    checkers: ['PLACE_CITY_OFFICER'],
    submitters: ['PLACE_COUNTY_CLERK', 'PLACE_COUNTY_CHECKER'],
  },
  PROVINCE: {
    makers: ['PLACE_PROVINCE_OFFICER'],
    checkers: ['PLACE_PROVINCE_CHECKER'],
    submitters: ['PLACE_CITY_OFFICER'],
  },
} as const satisfies Record<string, Record<'makers' | 'checkers' | 'submitters', readonly Role[]>>;

const sponsors: readonly Role[] = ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER'];
const signers: readonly Role[] = ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER'];

/** States in which the reports and the consultation are made. */
export const preparing: readonly ProposalState[] = [
  'PLAN_CHECKED',
  'ARGUED',
  'RISK_ASSESSED',
  'LIVELIHOOD_ASSESSED',
  'CONSULTED',
];

const beforeApproval: readonly ProposalState[] = [
  'DRAFT',
  'RETURNED',
  ...preparing,
  'SUBMITTED',
  'REVIEWED',
  'GOV_APPROVED',
  'REPORTED_UP',
];

/** The deciding office of a route: what the State Council decides goes up through the province. */
export function officeOf(decidedBy: Route['decidedBy']): (typeof offices)[keyof typeof offices] {
  return offices[decidedBy === 'STATE_COUNCIL' ? 'PROVINCE' : decidedBy];
}

/** The machine of §4.5 for the office that decides. */
export function machineOf(decidedBy: Route['decidedBy']): Table {
  const { makers, checkers, submitters } = officeOf(decidedBy);
  return [
    { from: ['DRAFT', 'RETURNED'], action: 'revise', to: 'DRAFT', roles: sponsors },
    { from: 'DRAFT', action: 'conform', to: 'PLAN_CHECKED', roles: checkers },
    { from: 'DRAFT', action: 'return', to: 'RETURNED', roles: checkers },
    { from: 'PLAN_CHECKED', action: 'argue', to: 'ARGUED', roles: signers },
    { from: 'ARGUED', action: 'assessRisk', to: 'RISK_ASSESSED', roles: signers },
    { from: 'RISK_ASSESSED', action: 'assessLivelihood', to: 'LIVELIHOOD_ASSESSED', roles: signers },
    { from: 'LIVELIHOOD_ASSESSED', action: 'consult', to: 'CONSULTED', roles: sponsors },
    { from: preparing, action: 'submit', to: 'SUBMITTED', roles: submitters, guard: isReady },
    { from: 'SUBMITTED', action: 'review', to: 'REVIEWED', roles: checkers },
    { from: 'REVIEWED', action: 'governmentApproves', to: 'GOV_APPROVED', roles: checkers },
    { from: ['REVIEWED', 'REPORTED_UP'], action: 'reject', to: 'REJECTED', roles: checkers },
    { from: 'GOV_APPROVED', action: 'reportUp', to: 'REPORTED_UP', roles: makers, guard: goesUp },
    { from: 'GOV_APPROVED', action: 'approve', to: 'APPROVED', roles: checkers, guard: endsHere },
    { from: 'REPORTED_UP', action: 'approveByLetter', to: 'APPROVED', roles: checkers },
    // Codes are given by the province, whoever decided (§12).
    { from: 'APPROVED', action: 'publish', to: 'PUBLISHED', roles: ['PLACE_PROVINCE_CHECKER'] },
    ...carryingOut,
    { from: beforeApproval, action: 'withdraw', to: 'WITHDRAWN', roles: sponsors },
  ];
}

const carryingOut: Rows = [
  { from: 'PUBLISHED', action: 'implement', to: 'IMPLEMENTING', roles: sponsors },
  { from: 'IMPLEMENTING', action: 'finish', to: 'IMPLEMENTED', roles: sponsors, guard: isCarriedOut },
  { from: 'IMPLEMENTED', action: 'evaluate', to: 'POST_EVALUATED', roles: signers },
  {
    from: 'POST_EVALUATED',
    action: 'archive',
    to: 'ARCHIVED',
    roles: ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'],
  },
];

/** Before the submission: all three reports signed, the public heard. */
function isReady({ missingReports, consulted }: StepFacts): GateCode[] {
  return [
    ...(missingReports.length > 0 ? (['ASSESSMENT_MISSING'] as const) : []),
    ...(consulted ? [] : (['CONSULTATION_MISSING'] as const)),
  ];
}

function goesUp({ decidedBy }: StepFacts): GateCode[] {
  return decidedBy === 'STATE_COUNCIL' ? [] : ['STATE_TRANSITION_INVALID'];
}

function endsHere({ decidedBy }: StepFacts): GateCode[] {
  return decidedBy === 'STATE_COUNCIL' ? ['STATE_TRANSITION_INVALID'] : [];
}

function isCarriedOut({ openTasks, supervised }: StepFacts): GateCode[] {
  return [
    ...(openTasks ? (['TASKS_OPEN'] as const) : []),
    ...(supervised ? [] : (['SUPERVISION_REPORT_MISSING'] as const)),
  ];
}
