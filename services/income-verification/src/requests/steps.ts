import { type TransitionTable, transition } from '@mz/domain';

/** States of a request (income-verification.md §5.1). */
export type RequestState =
  | 'DRAFT'
  | 'SUBMITTED'
  | 'RETURNED'
  | 'ENTRUSTED'
  | 'DISPATCHED'
  | 'PARTIAL'
  | 'COMPILED'
  | 'REPORT_ISSUED'
  | 'SUPPLEMENTED'
  | 'OBJECTED'
  | 'REVERIFYING'
  | 'UPHELD'
  | 'REVISED'
  | 'ARCHIVED'
  | 'CANCELLED';

/** What happens to a request. */
export type RequestAction =
  | 'AMEND'
  | 'SUBMIT'
  | 'RETURN'
  | 'ENTRUST'
  | 'DISPATCH'
  | 'ANSWER'
  | 'COMPILE'
  | 'ISSUE'
  | 'OBJECT'
  | 'REVERIFY'
  | 'UPHOLD'
  | 'REVISE'
  | 'ARCHIVE'
  | 'CANCEL';

/** Who acts: the township, the entrusting unit, the centre, or the platform itself. */
export type RequestActor = 'TOWNSHIP' | 'UNIT' | 'CENTRE' | 'SYSTEM';

const issued = ['REPORT_ISSUED', 'SUPPLEMENTED', 'UPHELD', 'REVISED'] as const;

/** The table of §5.1, line by line. */
export const requestSteps: TransitionTable<RequestState, RequestAction, RequestActor, undefined> = [
  { from: 'DRAFT', action: 'AMEND', to: 'DRAFT', roles: ['TOWNSHIP', 'UNIT'] },
  { from: 'RETURNED', action: 'AMEND', to: 'RETURNED', roles: ['TOWNSHIP', 'UNIT'] },
  { from: ['DRAFT', 'RETURNED'], action: 'SUBMIT', to: 'SUBMITTED', roles: ['TOWNSHIP', 'UNIT', 'SYSTEM'] },
  { from: 'SUBMITTED', action: 'RETURN', to: 'RETURNED', roles: ['CENTRE', 'UNIT'] },
  // SYSTEM: an urgent request is entrusted as it is submitted.
  { from: 'SUBMITTED', action: 'ENTRUST', to: 'ENTRUSTED', roles: ['UNIT', 'SYSTEM'] },
  { from: 'ENTRUSTED', action: 'DISPATCH', to: 'DISPATCHED', roles: ['SYSTEM'] },
  { from: ['DISPATCHED', 'PARTIAL'], action: 'ANSWER', to: 'PARTIAL', roles: ['SYSTEM'] },
  // Late answers: they make the next version.
  { from: issued, action: 'ANSWER', to: 'SUPPLEMENTED', roles: ['SYSTEM'] },
  { from: ['DISPATCHED', 'PARTIAL', 'REVERIFYING', ...issued], action: 'COMPILE', to: 'COMPILED', roles: ['CENTRE'] },
  { from: 'COMPILED', action: 'ISSUE', to: 'REPORT_ISSUED', roles: ['CENTRE'] },
  { from: [...issued, 'OBJECTED', 'REVERIFYING'], action: 'OBJECT', to: 'OBJECTED', roles: ['TOWNSHIP'] },
  { from: ['OBJECTED', 'REVERIFYING'], action: 'REVERIFY', to: 'REVERIFYING', roles: ['CENTRE'] },
  { from: ['OBJECTED', 'REVERIFYING', 'COMPILED'], action: 'UPHOLD', to: 'UPHELD', roles: ['CENTRE'] },
  { from: 'COMPILED', action: 'REVISE', to: 'REVISED', roles: ['CENTRE'] },
  { from: ['REPORT_ISSUED', 'UPHELD', 'REVISED'], action: 'ARCHIVE', to: 'ARCHIVED', roles: ['SYSTEM'] },
  {
    from: ['DRAFT', 'SUBMITTED', 'RETURNED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED'],
    action: 'CANCEL',
    to: 'CANCELLED',
    roles: ['UNIT', 'SYSTEM'],
  },
];

/** The state after an action, or nothing where the table has no such step. */
export function stateAfter(state: string, action: RequestAction, actor: RequestActor): RequestState | undefined {
  // Parse border: the table's check admits no other state.
  const step = transition(requestSteps, { state: state as RequestState, action, role: actor, facts: undefined });
  return step.ok ? step.value.to : undefined;
}
