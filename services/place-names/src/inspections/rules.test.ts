import { transition } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import {
  type InspectionAction,
  type InspectionFacts,
  type InspectionState,
  inspectionSteps,
  isLengthMismatch,
  leadOf,
  progressOf,
} from './rules.ts';

const none: InspectionFacts = { otherDone: false, fieldEnded: false, openFindings: 0 };
const step = (state: InspectionState, action: InspectionAction, facts: Partial<InspectionFacts> = {}) =>
  transition(inspectionSteps, { state, action, role: 'OFFICE', facts: { ...none, ...facts } });

describe('the machine (handbook §5.1)', () => {
  it('goes through all its states', () => {
    const road: [InspectionState, InspectionAction, Partial<InspectionFacts>, InspectionState][] = [
      ['PLANNED', 'notify', {}, 'NOTIFIED'],
      ['NOTIFIED', 'prepare', {}, 'NOTIFIED'],
      ['NOTIFIED', 'prepare', { otherDone: true }, 'PREPARED'],
      ['PREPARED', 'start', {}, 'FIELD'],
      ['FIELD', 'find', {}, 'FIELD'],
      ['FIELD', 'endField', {}, 'FIELD'],
      ['FIELD', 'closeFindings', { fieldEnded: true }, 'FINDINGS_HANDLED'],
      ['FINDINGS_HANDLED', 'sign', {}, 'FINDINGS_HANDLED'],
      ['FINDINGS_HANDLED', 'sign', { otherDone: true }, 'PROTOCOL_SIGNED'],
      ['PROTOCOL_SIGNED', 'submitReport', {}, 'REPORT_SUBMITTED'],
      ['REPORT_SUBMITTED', 'file', {}, 'FILED'],
    ];
    for (const [state, action, facts, to] of road) {
      expect([state, action, step(state, action, facts)]).toEqual([state, action, { ok: true, value: { to } }]);
    }
  });

  it('findings close with all reasons against it', () => {
    const both = ['FIELD_NOT_ENDED', 'FINDINGS_OPEN'];
    expect(step('FIELD', 'closeFindings', { openFindings: 2 })).toMatchObject({ ok: false, reasons: both });
    expect(step('FIELD', 'closeFindings', { fieldEnded: true, openFindings: 1 })).toMatchObject({
      reasons: ['FINDINGS_OPEN'],
    });
  });

  it.each([
    ['file', 'PROTOCOL_SIGNED'],
    ['sign', 'FIELD'],
    ['start', 'NOTIFIED'],
    ['notify', 'FILED'],
    ['find', 'PREPARED'],
  ] as const)('%s is no step of %s', (action, state) => {
    expect(step(state, action)).toMatchObject({ ok: false, code: 'STATE_TRANSITION_INVALID' });
  });

  it('the field ends once, and nothing is found after it', () => {
    for (const action of ['endField', 'find'] as const) {
      expect(step('FIELD', action, { fieldEnded: true })).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    }
  });
});

it('the lead side alternates per cycle, beginning with the smaller code', () => {
  expect([leadOf(null), leadOf('A'), leadOf('B')]).toEqual(['A', 'B', 'A']);
});

describe('progress against 114 lines and 5,865 km', () => {
  const plan = { targetLines: 114, targetM: 5_865_000 };
  it.each([
    ['example B5: 80 filed, 4,106 km → 70.2% / 70.0%', 80, 4_106_000, '70.2', '70.0', false],
    ['example B6: 114 filed but 5,860.0 km → 99.9%, not done', 114, 5_860_000, '100.0', '99.9', false],
    ['example B7: 5,863 km shows 100.0%, not done', 114, 5_863_000, '100.0', '100.0', false],
    ['one metre short is not done', 114, 5_864_999, '100.0', '100.0', false],
    ['113 filed, all kilometres', 113, 5_865_000, '99.1', '100.0', false],
    ['example B8: both totals reached → done', 114, 5_865_000, '100.0', '100.0', true],
    ['nothing yet', 0, 0, '0.0', '0.0', false],
  ])('%s', (_, filedLines, inspectedM, linesPercent, kmPercent, done) => {
    expect(progressOf({ ...plan, filedLines, inspectedM })).toEqual({ linesPercent, kmPercent, done });
  });
});

describe('inspected_km > planned_km × 1.02 → LENGTH_MISMATCH', () => {
  it.each([
    ['52.428 of 51.400: exactly 2% more', 52_428, 51_400, false],
    ['52.429 of 51.400', 52_429, 51_400, true],
    ['less than planned', 40_000, 51_400, false],
    ['0.051 of 0.050: the limit is not rounded', 51, 50, false],
    ['0.052 of 0.050', 52, 50, true],
  ])('%s', (_, inspectedM, plannedM, mismatch) => {
    expect(isLengthMismatch(inspectedM, plannedM, 10_200)).toBe(mismatch);
  });
});
