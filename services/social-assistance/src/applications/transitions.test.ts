import type { Role } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { describe, expect, test } from 'vitest';
import {
  type ApplicationAction,
  type ApplicationState,
  actionsFor,
  applicationTransitions,
  decideStep,
  isFinal,
  type StepOutcome,
} from './transitions.ts';

const village = '370112008201';

function as(role: Role | 'SYSTEM', division = '370112000000'): Context {
  const system = role === 'SYSTEM';
  return {
    actor: system
      ? { kind: 'system', subject: 'system:social-assistance:test', roles: [] }
      : { kind: 'user', subject: 'test', roles: [{ role, division }] },
    scope: { division: '37', actor: 'test' },
    operationId: 'test',
    permission: 'test',
    traceparent: '',
    language: 'zh-CN',
  };
}

type Step = {
  state: ApplicationState;
  action: ApplicationAction;
  outcome?: StepOutcome;
  supplementRequested?: boolean;
};

function decide(ctx: Context, { state, action, outcome, supplementRequested = false }: Step) {
  const standing = { state, supplementRequested, divisionCode: village };
  const decision = decideStep(ctx, standing, { action, ...(outcome === undefined ? {} : { outcome }) });
  return decision.ok ? decision.value.to : decision.code;
}

describe('the way of a dibao application (民发〔2012〕220号; handbook §5.1)', () => {
  test.each<[ApplicationState, ApplicationAction, Role | 'SYSTEM', StepOutcome | undefined, ApplicationState]>([
    ['DRAFT', 'submit', 'VILLAGE_ASSISTANT', undefined, 'SUBMITTED'],
    ['SUBMITTED', 'requestSupplement', 'TOWNSHIP_ACCEPTOR', undefined, 'SUPPLEMENT_REQUESTED'],
    ['SUPPLEMENT_REQUESTED', 'submit', 'TOWNSHIP_ACCEPTOR', undefined, 'SUBMITTED'],
    ['SUBMITTED', 'accept', 'TOWNSHIP_ACCEPTOR', undefined, 'ACCEPTED'],
    ['SUBMITTED', 'accept', 'SYSTEM', undefined, 'ACCEPTED'],
    ['ACCEPTED', 'beginInvestigation', 'SYSTEM', undefined, 'INVESTIGATING'],
    ['INVESTIGATING', 'recordVisit', 'TOWNSHIP_INVESTIGATOR', undefined, 'INVESTIGATING'],
    ['INVESTIGATING', 'rejectByTownship', 'TOWNSHIP_ACCEPTOR', undefined, 'REJECTED_BY_TOWNSHIP'],
    ['INVESTIGATING', 'completeInvestigation', 'TOWNSHIP_INVESTIGATOR', undefined, 'INVESTIGATED'],
    ['INVESTIGATED', 'recordReview', 'TOWNSHIP_LEAD', 'AGREED', 'REVIEWED'],
    ['REVIEWED', 'giveOpinion', 'TOWNSHIP_LEAD', undefined, 'TOWNSHIP_OPINION'],
    ['TOWNSHIP_OPINION', 'postNotice', 'VILLAGE_ASSISTANT', 'FIRST_NOTICE', 'PUBLICITY_1'],
    ['PUBLICITY_1', 'sendToCounty', 'TOWNSHIP_LEAD', undefined, 'SENT_TO_COUNTY'],
    ['SENT_TO_COUNTY', 'recordSpotCheck', 'COUNTY_REVIEWER', undefined, 'SENT_TO_COUNTY'],
    ['SENT_TO_COUNTY', 'countyOpinion', 'COUNTY_REVIEWER', undefined, 'COUNTY_OPINION'],
    ['COUNTY_OPINION', 'refuse', 'COUNTY_APPROVER', undefined, 'REJECTED'],
    ['COUNTY_OPINION', 'postNotice', 'COUNTY_REVIEWER', 'SECOND_NOTICE', 'PUBLICITY_2'],
    ['PUBLICITY_2', 'approve', 'COUNTY_APPROVER', undefined, 'APPROVED'],
  ])('%s --%s by %s (%s)→ %s', (state, action, role, outcome, to) => {
    expect(decide(as(role), { state, action, ...(outcome ? { outcome } : {}) })).toBe(to);
  });
});

describe('reading 20: where objections lead', () => {
  test.each<[string, ApplicationState, ApplicationAction, Role, StepOutcome, ApplicationState]>([
    [
      'against the township’s rejection',
      'REJECTED_BY_TOWNSHIP',
      'object',
      'TOWNSHIP_ACCEPTOR',
      'BY_APPLICANT',
      'RECHECK',
    ],
    ['revised', 'RECHECK', 'resolveObjection', 'TOWNSHIP_LEAD', 'REVISED', 'INVESTIGATING'],
    ['upheld', 'RECHECK', 'resolveObjection', 'TOWNSHIP_LEAD', 'UPHELD', 'REJECTED_BY_TOWNSHIP'],
    ['a disputed democratic review', 'INVESTIGATED', 'recordReview', 'TOWNSHIP_LEAD', 'DISPUTED', 'INVESTIGATING'],
    ['during the first notice', 'PUBLICITY_1', 'object', 'VILLAGE_ASSISTANT', 'BY_PUBLIC', 'INVESTIGATING'],
    ['during the second notice', 'PUBLICITY_2', 'object', 'COUNTY_REVIEWER', 'BY_PUBLIC', 'REINVESTIGATING'],
    ['settled by the county', 'REINVESTIGATING', 'resolveObjection', 'COUNTY_REVIEWER', 'SETTLED', 'REINVESTIGATING'],
    ['approval is published again', 'REINVESTIGATING', 'postNotice', 'COUNTY_REVIEWER', 'SECOND_NOTICE', 'PUBLICITY_2'],
    ['or the county refuses', 'REINVESTIGATING', 'refuse', 'COUNTY_APPROVER', 'SETTLED', 'REJECTED'],
  ])('%s: %s --%s→', (_, state, action, role, outcome, to) => {
    expect(decide(as(role), { state, action, outcome })).toBe(to);
  });

  test('only the applicant objects to a rejection by the township: STATE_TRANSITION_INVALID for the public', () => {
    const step: Step = { state: 'REJECTED_BY_TOWNSHIP', action: 'object', outcome: 'BY_PUBLIC' };
    expect(decide(as('TOWNSHIP_ACCEPTOR'), step)).toBe('STATE_TRANSITION_INVALID');
  });
});

describe('what no caller may do', () => {
  const states = [...new Set(applicationTransitions.flatMap(({ from, to }) => [from, to].flat()))];

  test('approval is reached from the second notice alone', () => {
    const roads = applicationTransitions.filter(({ to }) => to === 'APPROVED');
    expect(roads.map(({ from, roles }) => [from, roles])).toEqual([['PUBLICITY_2', ['COUNTY_APPROVER']]]);
  });

  test('the system accepts papers and begins the investigation; it never decides a case', () => {
    const own = applicationTransitions.filter(({ roles }) => roles.includes('SYSTEM')).map(({ action }) => action);
    expect(own).toEqual(['accept', 'beginInvestigation']);
  });

  test('nothing leaves a final state', () => {
    const finals = states.filter(isFinal);
    expect(finals.sort()).toEqual(['APPROVED', 'REJECTED', 'WITHDRAWN']);
    expect(applicationTransitions.filter(({ from }) => [from].flat().some(isFinal))).toEqual([]);
  });

  test('an application can be withdrawn from every state before the decision', () => {
    const open = states.filter((state) => !isFinal(state));
    expect(open.map((state) => decide(as('TOWNSHIP_ACCEPTOR'), { state, action: 'withdraw' }))).toEqual(
      open.map(() => 'WITHDRAWN'),
    );
  });

  test('SUPPLEMENT_ALREADY_REQUESTED: the list is complete the first time', () => {
    const step: Step = { state: 'SUBMITTED', action: 'requestSupplement', supplementRequested: true };
    expect(decide(as('TOWNSHIP_ACCEPTOR'), step)).toBe('SUPPLEMENT_ALREADY_REQUESTED');
  });

  test('ROLE_NOT_PERMITTED: a role held in another county does not reach the case', () => {
    expect(decide(as('TOWNSHIP_ACCEPTOR', '370102001000'), { state: 'SUBMITTED', action: 'accept' })).toBe(
      'ROLE_NOT_PERMITTED',
    );
  });

  test('the available actions are those of the roles in reach, without what the system does', () => {
    const standing = { state: 'SUBMITTED' as const, supplementRequested: false, divisionCode: village };
    expect(actionsFor(as('TOWNSHIP_ACCEPTOR'), standing)).toEqual(['requestSupplement', 'accept', 'withdraw']);
    expect(actionsFor(as('COUNTY_APPROVER'), standing)).toEqual([]);
    expect(actionsFor(as('TOWNSHIP_ACCEPTOR'), { ...standing, state: 'ACCEPTED' })).toEqual(['withdraw']);
  });
});
