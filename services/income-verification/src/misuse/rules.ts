import { isWorkingDay, type LegalDay, type TransitionTable, transition, type WorkCalendar } from '@mz/domain';

/** How an alarm stands. */
export type AlarmState = 'RAISED' | 'CONFIRMED' | 'DISMISSED';
type Outcome = 'CONFIRMED' | 'DISMISSED';

/** An auditor's word ends an alarm; what was dismissed is raised again when it goes on. */
export const alarmSteps: TransitionTable<AlarmState, Outcome | 'RAISE', 'AUDITOR' | 'SYSTEM', undefined> = [
  { from: 'RAISED', action: 'CONFIRMED', to: 'CONFIRMED', roles: ['AUDITOR'] },
  { from: 'RAISED', action: 'DISMISSED', to: 'DISMISSED', roles: ['AUDITOR'] },
  { from: ['RAISED', 'DISMISSED'], action: 'RAISE', to: 'RAISED', roles: ['SYSTEM'] },
  { from: 'CONFIRMED', action: 'RAISE', to: 'CONFIRMED', roles: ['SYSTEM'] },
];

/** The state after an auditor's word, or nothing where there is none to give. */
export function reviewed(state: AlarmState, outcome: Outcome): AlarmState | undefined {
  const step = transition(alarmSteps, { state, action: outcome, role: 'AUDITOR', facts: undefined });
  return step.ok ? step.value.to : undefined;
}

/** What a count makes of the alarm that the same account has for the same rule and day; undefined: nothing new. */
export function raised(
  found: { readonly state: AlarmState; readonly count: number } | undefined,
  count: number,
): AlarmState | undefined {
  if (found === undefined) return 'RAISED';
  if (count <= found.count) return undefined;
  const step = transition(alarmSteps, { state: found.state, action: 'RAISE', role: 'SYSTEM', facts: undefined });
  return step.ok ? step.value.to : undefined;
}

/** Hours in which an office works: from the first, up to and without the second. */
export interface WorkHours {
  readonly from: number;
  readonly to: number;
}

const hourOf = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' });

/** Whether a moment of a day lies outside office hours, or on no working day (income-verification.md §9 [A]). */
export function isOffHours(at: Date, day: LegalDay, office: { calendar: WorkCalendar; hours: WorkHours }): boolean {
  if (!isWorkingDay(office.calendar, day)) return true;
  const hour = Number(hourOf.format(at));
  return hour < office.hours.from || hour >= office.hours.to;
}

/** How an entry of the protected list stands. */
export type ProtectedState = 'PROPOSED' | 'LISTED' | 'REMOVAL_PROPOSED' | 'REFUSED' | 'REMOVED';
type ProtectedAction = 'AGREE' | 'DISAGREE' | 'PROPOSE_REMOVAL';

/** Two officers list a person, and two take the person off. */
export const protectedSteps: TransitionTable<ProtectedState, ProtectedAction, 'OFFICER', undefined> = [
  { from: 'PROPOSED', action: 'AGREE', to: 'LISTED', roles: ['OFFICER'] },
  { from: 'PROPOSED', action: 'DISAGREE', to: 'REFUSED', roles: ['OFFICER'] },
  { from: 'LISTED', action: 'PROPOSE_REMOVAL', to: 'REMOVAL_PROPOSED', roles: ['OFFICER'] },
  { from: 'REMOVAL_PROPOSED', action: 'AGREE', to: 'REMOVED', roles: ['OFFICER'] },
  { from: 'REMOVAL_PROPOSED', action: 'DISAGREE', to: 'LISTED', roles: ['OFFICER'] },
];

/** The state of an entry after an action, or nothing where the table has no such step. */
export function protectedAfter(state: ProtectedState, action: ProtectedAction): ProtectedState | undefined {
  const step = transition(protectedSteps, { state, action, role: 'OFFICER', facts: undefined });
  return step.ok ? step.value.to : undefined;
}
