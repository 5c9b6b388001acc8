import { type LegalDay, type TransitionTable, transition } from '@mz/domain';

/** How a ticket stands in its row; EXPIRED is told by the day. */
export type TicketState = 'REQUESTED' | 'GRANTED' | 'REFUSED';
type TicketAction = 'GRANT' | 'REFUSE';

/** One person asks, another one decides. */
export const ticketSteps: TransitionTable<TicketState, TicketAction, 'SECOND', undefined> = [
  { from: 'REQUESTED', action: 'GRANT', to: 'GRANTED', roles: ['SECOND'] },
  { from: 'REQUESTED', action: 'REFUSE', to: 'REFUSED', roles: ['SECOND'] },
];

/** The state after a decision, or nothing where there is none to take. */
export function decidedState(state: TicketState, granted: boolean): TicketState | undefined {
  const action = granted ? 'GRANT' : 'REFUSE';
  const step = transition(ticketSteps, { state, action, role: 'SECOND', facts: undefined });
  return step.ok ? step.value.to : undefined;
}

/** How a ticket is told on a day: it ends by itself. */
export function shownState(
  { state, validTo }: { readonly state: TicketState; readonly validTo: LegalDay | null },
  today: LegalDay,
): TicketState | 'EXPIRED' {
  return state === 'GRANTED' && (validTo === null || today > validTo) ? 'EXPIRED' : state;
}
