import { expect, test } from 'vitest';
import { decideMarkerChange, decideMarkerChangeStep } from './marker-change-rules.ts';

test.each([
  ['a check passes it on', 'CHECK', 'PROPOSED', true, undefined, 'CHECKED'],
  ['a check returns it with a remark', 'CHECK', 'PROPOSED', false, '图上位置不符', 'RETURNED'],
  ['the province approves', 'DECIDE', 'CHECKED', true, undefined, 'APPROVED'],
  ['the province refuses with a remark', 'DECIDE', 'CHECKED', false, '未附协议', 'REFUSED'],
] as const)('place-names.md §12, a change of a marker: %s', (_, step, state, accepted, remark, after) => {
  expect(decideMarkerChangeStep(step, { state, accepted, remark })).toEqual({ ok: true, value: after });
});

test.each([
  ['the province does not decide what nobody checked', 'DECIDE', 'PROPOSED', true, 'STATE_TRANSITION_INVALID'],
  ['a checked one is not checked again', 'CHECK', 'CHECKED', true, 'STATE_TRANSITION_INVALID'],
  ['a returned one is over', 'CHECK', 'RETURNED', true, 'STATE_TRANSITION_INVALID'],
  ['an approved one is over', 'DECIDE', 'APPROVED', false, 'STATE_TRANSITION_INVALID'],
  ['a no without a remark', 'CHECK', 'PROPOSED', false, 'MARKER_REMARK_REQUIRED'],
] as const)('refused: %s', (_, step, state, accepted, code) => {
  expect(decideMarkerChangeStep(step, { state, accepted })).toMatchObject({ ok: false, code });
});

test.each([
  ['one that stands', { removed: false, openIncident: null }, undefined],
  ['one whose loss both sides have verified', { removed: false, openIncident: 'VERIFIED' }, undefined],
  ['one whose loss one side reported', { removed: false, openIncident: 'REPORTED' }, 'BOTH_SIDES_REQUIRED'],
  ['one that was struck off', { removed: true, openIncident: null }, 'MARKER_REMOVED'],
] as const)('a change of %s', (_, marker, code) => {
  const decision = decideMarkerChange(marker);
  expect(decision.ok ? undefined : decision.code).toBe(code);
});
