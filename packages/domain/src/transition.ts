/** One permitted step: in a state of `from`, a holder of one of `roles` may do `action`, unless the guard gives reasons. */
export type TransitionRow<State, Action, Role, Facts, Code extends string = never> = {
  readonly from: State | readonly State[];
  readonly action: Action;
  readonly to: State;
  readonly roles: readonly Role[];
  /** All reasons against the step; an empty list lets it pass. */
  readonly guard?: (facts: Facts) => readonly Code[];
};

/** A state machine as plain data; of several rows for one step the first whose role and guard pass decides. */
export type TransitionTable<State, Action, Role, Facts, Code extends string = never> = readonly TransitionRow<
  State,
  Action,
  Role,
  Facts,
  Code
>[];

/** What a step is asked for; `facts` is what the guards look at. */
export type TransitionAttempt<State, Action, Role, Facts> = {
  readonly state: State;
  readonly action: Action;
  readonly role: Role;
  readonly facts: Facts;
};

/** The new state, or a Decision's refusal that carries all its reasons; `code` is the first of them. */
export type TransitionDecision<State, Code extends string> =
  | { ok: true; value: { to: State } }
  | { ok: false; code: TransitionRefusal<Code>; reasons: readonly TransitionRefusal<Code>[] };

/** The two refusals of the table itself, and the codes of its guards. */
export type TransitionRefusal<Code extends string> = 'STATE_TRANSITION_INVALID' | 'ROLE_NOT_PERMITTED' | Code;

/** Decides a step: unknown to the table, wrong role, or all reasons of the guards, in this order; the role comes before any fact. */
export function transition<State, Action, Role, Facts, Code extends string = never>(
  table: TransitionTable<State, Action, Role, Facts, Code>,
  attempt: TransitionAttempt<State, Action, Role, Facts>,
): TransitionDecision<State, Code> {
  const steps = table.filter((row) => row.action === attempt.action && startsIn(row.from, attempt.state));
  if (steps.length === 0) return refused(['STATE_TRANSITION_INVALID']);
  const permitted = steps.filter((row) => row.roles.includes(attempt.role));
  if (permitted.length === 0) return refused(['ROLE_NOT_PERMITTED']);
  const reasons = new Set<Code>();
  for (const row of permitted) {
    const against = row.guard?.(attempt.facts) ?? [];
    if (against.length === 0) return { ok: true, value: { to: row.to } };
    for (const reason of against) reasons.add(reason);
  }
  return refused([...reasons]);
}

/** The actions that a role may try in a state, in the order of the table, before any guard is asked. */
export function availableActions<State, Action, Role, Facts, Code extends string = never>(
  table: TransitionTable<State, Action, Role, Facts, Code>,
  state: State,
  role: Role,
): Action[] {
  const rows = table.filter((row) => startsIn(row.from, state) && row.roles.includes(role));
  return [...new Set(rows.map((row) => row.action))];
}

function startsIn<State>(from: State | readonly State[], state: State): boolean {
  return Array.isArray(from) ? from.includes(state) : from === state;
}

function refused<Code extends string>(reasons: readonly TransitionRefusal<Code>[]): TransitionDecision<never, Code> {
  const [code = 'STATE_TRANSITION_INVALID'] = reasons;
  return { ok: false, code, reasons };
}
