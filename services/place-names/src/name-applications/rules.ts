import type { ApproverLevel, NameApplicationState, Role } from '@mz/contracts';
import { isWithinDivision, type LegalDay, type TransitionTable, transition } from '@mz/domain';
import type { Static } from 'typebox';
import type { Subject } from '../names/index.ts';

export type ApplicationState = Static<typeof NameApplicationState>;
export type Level = Static<typeof ApproverLevel>;

/** The steps of an application (place-names.md §5.3). */
export type Step =
  | 'accept'
  | 'check'
  | 'survey'
  | 'review'
  | 'opine'
  | 'publicise'
  | 'approve'
  | 'reject'
  | 'announce'
  | 'file'
  | 'sign';

/** What the steps look at. */
export interface StepFacts {
  readonly needsExperts: boolean;
  /** A heritage name is changed or ends: the province gives its opinion. */
  readonly needsProvince: boolean;
  readonly expertFavourable: boolean | null;
  readonly provinceFavourable: boolean | null;
  readonly publicityEndsOn: LegalDay | null;
  readonly today: LegalDay;
}

export type StepRefusal =
  | 'EXPERT_REVIEW_MISSING'
  | 'PROVINCE_OPINION_MISSING'
  | 'EXPERT_OPINION_NEGATIVE'
  | 'PUBLICITY_RUNNING'
  | 'OPINION_NOT_NEEDED'
  | 'STATE_TRANSITION_INVALID';

type Actor = Role | 'SYSTEM';

const offices: Actor[] = ['PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'];
const deciders: Actor[] = ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_CHECKER'];

const table: TransitionTable<ApplicationState, Step, Actor, StepFacts, StepRefusal> = [
  { from: 'SUBMITTED', action: 'accept', to: 'ACCEPTED', roles: offices },
  { from: 'ACCEPTED', action: 'check', to: 'AUTO_CHECKED', roles: offices },
  { from: 'AUTO_CHECKED', action: 'survey', to: 'SURVEYED', roles: offices },
  {
    from: 'SURVEYED',
    action: 'review',
    to: 'EXPERT_REVIEWED',
    roles: ['PLACE_EXPERT'],
    guard: ({ needsExperts }) => (needsExperts ? [] : ['OPINION_NOT_NEEDED']),
  },
  {
    from: 'EXPERT_REVIEWED',
    action: 'opine',
    to: 'EXPERT_REVIEWED',
    roles: ['PLACE_PROVINCE_OFFICER'],
    guard: ({ needsProvince }) => (needsProvince ? [] : ['OPINION_NOT_NEEDED']),
  },
  {
    from: 'SURVEYED',
    action: 'publicise',
    to: 'PUBLICISED',
    roles: offices,
    guard: ({ needsExperts }) => (needsExperts ? ['EXPERT_REVIEW_MISSING'] : []),
  },
  {
    from: 'EXPERT_REVIEWED',
    action: 'publicise',
    to: 'PUBLICISED',
    roles: offices,
    guard: ({ needsProvince, provinceFavourable }) =>
      needsProvince && provinceFavourable === null ? ['PROVINCE_OPINION_MISSING'] : [],
  },
  {
    from: 'PUBLICISED',
    action: 'approve',
    to: 'APPROVED',
    roles: deciders,
    guard: (facts) => [...noticeOver(facts), ...opinionsFor(facts)],
  },
  { from: 'PUBLICISED', action: 'reject', to: 'REJECTED', roles: deciders, guard: noticeOver },
  // What the check finds and nobody may waive ends here.
  { from: 'ACCEPTED', action: 'reject', to: 'REJECTED', roles: deciders },
  { from: 'APPROVED', action: 'announce', to: 'ANNOUNCED', roles: offices },
  { from: 'ANNOUNCED', action: 'file', to: 'FILED', roles: ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] },
  { from: 'FILED', action: 'sign', to: 'SIGNED', roles: ['SYSTEM'] },
];

/** The state after a step, or all reasons against it. */
export function decideStep(state: ApplicationState, action: Step, role: Actor, facts: StepFacts) {
  return transition(table, { state, action, role, facts });
}

/** The notice ends at 24:00 of its last day. */
function noticeOver({ publicityEndsOn, today }: StepFacts): StepRefusal[] {
  return publicityEndsOn !== null && today <= publicityEndsOn ? ['PUBLICITY_RUNNING'] : [];
}

function opinionsFor({ expertFavourable, provinceFavourable }: StepFacts): StepRefusal[] {
  return expertFavourable === false || provinceFavourable === false ? ['EXPERT_OPINION_NEGATIVE'] : [];
}

/** What decides the level of approval. */
export interface Route {
  readonly subject: Subject;
  /** The division of the application and all that the feature crosses. */
  readonly divisions: readonly string[];
  readonly nationallyKnown: boolean;
}

/** Who approves: divisions by §4.4, stations by their department, features by what they cross (place-names.md §5.3). */
export function approverOf({ subject, divisions, nationallyKnown }: Route): Level {
  switch (subject) {
    case 'COUNTY_OR_ABOVE':
      return 'STATE_COUNCIL';
    case 'TOWNSHIP':
      return 'PROVINCE';
    case 'SUBDISTRICT':
      return 'CITY';
    case 'STATION':
      return 'DEPARTMENT';
    default:
      return nationallyKnown || crosses(divisions, 2)
        ? 'STATE_COUNCIL'
        : crosses(divisions, 4)
          ? 'PROVINCE'
          : crosses(divisions, 6)
            ? 'CITY'
            : 'COUNTY';
  }
}

function crosses(divisions: readonly string[], digits: number): boolean {
  return new Set(divisions.map((code) => code.slice(0, digits))).size > 1;
}

/** Experts review heritage names and names of townships and above. */
export function needsExperts(subject: Subject, heritage: boolean): boolean {
  return heritage || subject === 'COUNTY_OR_ABOVE' || subject === 'TOWNSHIP' || subject === 'SUBDISTRICT';
}

const decidesAt: Readonly<Record<Level, Role>> = {
  COUNTY: 'PLACE_COUNTY_CHECKER',
  // The department decides outside; the county's checker records it with the government's agreement.
  DEPARTMENT: 'PLACE_COUNTY_CHECKER',
  CITY: 'PLACE_CITY_OFFICER',
  PROVINCE: 'PLACE_PROVINCE_CHECKER',
  // The State Council answers through the province.
  STATE_COUNCIL: 'PLACE_PROVINCE_CHECKER',
};

/** The role that decides, or records the decision, at a level. */
export function deciderOf(level: Level): Role {
  return decidesAt[level];
}

/** The role that takes on file: the superior of the level that decided. */
export function filerOf(level: Level): Role {
  return level === 'COUNTY' || level === 'DEPARTMENT' ? 'PLACE_CITY_OFFICER' : 'PLACE_PROVINCE_OFFICER';
}

const everyday: ReadonlySet<Subject> = new Set(['VILLAGE', 'STREET', 'ESTATE']);

/** What a role may apply for: villages and townships what lies in them, counties all in them, cities what crosses counties (§12). */
export function mayApply(role: Role, { subject, divisions }: Pick<Route, 'subject' | 'divisions'>): boolean {
  switch (role) {
    case 'VILLAGE_ASSISTANT':
    case 'PLACE_TOWN_CLERK':
      return everyday.has(subject) && !crosses(divisions, 9);
    case 'PLACE_COUNTY_CLERK':
      return !crosses(divisions, 4);
    default:
      return true;
  }
}

/** Whether an office of a division has to do with a feature: it contains it, or the feature reaches into it. */
export function touches(office: string, divisionCode: string, crossed: readonly string[]): boolean {
  return [divisionCode, ...crossed].some((code) => isWithinDivision(office, code));
}

/** Which role may let a finding pass: other letters than the rules' need the city (place-names.md §14). */
export function waivesAt(code: string): Role {
  return code === 'PINYIN_MISMATCH' ? 'PLACE_CITY_OFFICER' : 'PLACE_COUNTY_CHECKER';
}
