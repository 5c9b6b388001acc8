import { describe, expect, it } from 'vitest';
import { availableActions, type TransitionTable, transition } from './transition.ts';

type State = 'DRAFT' | 'SUBMITTED' | 'APPROVED' | 'RETURNED' | 'CANCELLED';
type Action = 'submit' | 'decide' | 'cancel';
type Role = 'TOWNSHIP_ACCEPTOR' | 'COUNTY_APPROVER';
type Facts = { authorized: boolean; noticeDays: number; complete: boolean };
type Code = 'AUTHORIZATION_MISSING' | 'PUBLICITY_TOO_SHORT' | 'PAPERS_INCOMPLETE' | 'PAPERS_COMPLETE';

const ready: Facts = { authorized: true, noticeDays: 7, complete: true };

const table: TransitionTable<State, Action, Role, Facts, Code> = [
  { from: 'DRAFT', action: 'submit', to: 'SUBMITTED', roles: ['TOWNSHIP_ACCEPTOR'] },
  { from: 'SUBMITTED', action: 'decide', to: 'APPROVED', roles: ['COUNTY_APPROVER'], guard: reasonsAgainstApproval },
  {
    from: 'SUBMITTED',
    action: 'decide',
    to: 'RETURNED',
    roles: ['COUNTY_APPROVER'],
    guard: ({ complete }) => (complete ? ['PAPERS_COMPLETE'] : []),
  },
  { from: ['DRAFT', 'SUBMITTED'], action: 'cancel', to: 'CANCELLED', roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_APPROVER'] },
];

function reasonsAgainstApproval(facts: Facts): Code[] {
  const reasons: Code[] = [];
  if (!facts.authorized) reasons.push('AUTHORIZATION_MISSING');
  if (facts.noticeDays < 7) reasons.push('PUBLICITY_TOO_SHORT');
  if (!facts.complete) reasons.push('PAPERS_INCOMPLETE');
  return reasons;
}

describe('transition', () => {
  it.each([
    ['DRAFT', 'submit', 'TOWNSHIP_ACCEPTOR', 'SUBMITTED'],
    ['SUBMITTED', 'decide', 'COUNTY_APPROVER', 'APPROVED'],
    ['DRAFT', 'cancel', 'COUNTY_APPROVER', 'CANCELLED'],
    ['SUBMITTED', 'cancel', 'TOWNSHIP_ACCEPTOR', 'CANCELLED'],
  ] as const)('%s, %s by %s leads to %s', (state, action, role, to) => {
    expect(transition(table, { state, action, role, facts: ready })).toEqual({ ok: true, value: { to } });
  });

  it.each([
    ['DRAFT', 'decide'],
    ['APPROVED', 'cancel'],
    ['SUBMITTED', 'submit'],
  ] as const)('STATE_TRANSITION_INVALID: in %s nobody can %s', (state, action) => {
    expect(transition(table, { state, action, role: 'COUNTY_APPROVER', facts: ready })).toEqual({
      ok: false,
      code: 'STATE_TRANSITION_INVALID',
      reasons: ['STATE_TRANSITION_INVALID'],
    });
  });

  it('ROLE_NOT_PERMITTED: the wrong role learns nothing about the facts', () => {
    const facts = { authorized: false, noticeDays: 0, complete: false };
    expect(transition(table, { state: 'SUBMITTED', action: 'decide', role: 'TOWNSHIP_ACCEPTOR', facts })).toEqual({
      ok: false,
      code: 'ROLE_NOT_PERMITTED',
      reasons: ['ROLE_NOT_PERMITTED'],
    });
  });

  it('a refusal carries all reasons of the guards, not just the first', () => {
    const facts = { authorized: false, noticeDays: 6, complete: true };
    expect(transition(table, { state: 'SUBMITTED', action: 'decide', role: 'COUNTY_APPROVER', facts })).toEqual({
      ok: false,
      code: 'AUTHORIZATION_MISSING',
      reasons: ['AUTHORIZATION_MISSING', 'PUBLICITY_TOO_SHORT', 'PAPERS_COMPLETE'],
    });
  });

  it('of several rows for one step the first whose guard passes decides', () => {
    const facts = { ...ready, complete: false };
    expect(transition(table, { state: 'SUBMITTED', action: 'decide', role: 'COUNTY_APPROVER', facts })).toEqual({
      ok: true,
      value: { to: 'RETURNED' },
    });
  });
});

describe('availableActions', () => {
  it.each([
    ['DRAFT', 'TOWNSHIP_ACCEPTOR', ['submit', 'cancel']],
    ['SUBMITTED', 'COUNTY_APPROVER', ['decide', 'cancel']],
    ['SUBMITTED', 'TOWNSHIP_ACCEPTOR', ['cancel']],
    ['APPROVED', 'COUNTY_APPROVER', []],
  ] as const)('in %s a %s may try %j, each once', (state, role, actions) => {
    expect(availableActions(table, state, role)).toEqual(actions);
  });
});
