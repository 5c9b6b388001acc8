import { rational, toFractionText, transition } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import {
  type DisputeAction,
  type DisputeState,
  disputeSteps,
  handlerLevelOf,
  hasTooManyPoints,
  provinceDueAt,
  scoreYear,
  type YearFacts,
} from './rules.ts';

const table = {
  noForce: 30,
  solved: 20,
  onTime: 20,
  markers: 15,
  mechanism: 10,
  publicity: 5,
  gradeA: 90,
  gradeB: 75,
  gradeC: 60,
};
const example: YearFacts = {
  forceIncidents: 0,
  disputesOpened: 4,
  disputesSolved: 3,
  inspectionsDue: 2,
  inspectionsOnTime: 2,
  markersTotal: 200,
  markersIntact: 190,
  mechanismPoints: 10,
  publicityPoints: 3,
};
const score = (change: Partial<YearFacts> = {}) => {
  const { total, grade } = scoreYear({ ...example, ...change }, table);
  return [toFractionText(total), grade];
};

describe('the peaceful-boundary score (handbook §5.1)', () => {
  it('30 + 20×3/4 + 20 + 15×190/200 + 10 + 3 = 92.25 → A', () => {
    expect(scoreYear(example, table)).toEqual({ total: rational(369, 4), grade: 'A' });
  });

  it.each([
    ['any force incident = 0 and grade FAIL', { forceIncidents: 1 }, '249/4', 'FAIL'],
    ['none opened = 20', { disputesOpened: 0, disputesSolved: 0 }, '389/4', 'A'],
    ['one inspection late: no points for time', { inspectionsOnTime: 1 }, '289/4', 'C'],
    ['no marker to look after', { markersTotal: 0, markersIntact: 0 }, '93', 'A'],
    ['a third of the disputes solved stays exact', { disputesOpened: 3, disputesSolved: 1 }, '1007/12', 'B'],
    ['everything', { disputesSolved: 4, markersIntact: 200, publicityPoints: 5 }, '100', 'A'],
  ])('%s', (_, change, total, grade) => {
    expect(score(change)).toEqual([total, grade]);
  });

  it.each([
    ['exactly 90 → A', 0, 90, 'A'],
    ['89 → B', 1, 89, 'B'],
    ['exactly 75 → B', 15, 75, 'B'],
    ['74 → C', 16, 74, 'C'],
    ['exactly 60 → C', 30, 60, 'C'],
    ['59 → FAIL', 31, 59, 'FAIL'],
  ])('%s', (_, less, total, grade) => {
    // The mechanism item alone moves the total; points are given by hand.
    const base = { disputesSolved: 4, markersIntact: 200, publicityPoints: 0, mechanismPoints: 5 - less };
    expect(score(base)).toEqual([String(total), grade]);
  });

  it('mechanism has 10 points and publicity 5', () => {
    expect(hasTooManyPoints({ mechanismPoints: 10, publicityPoints: 5 }, table)).toBe(false);
    expect(hasTooManyPoints({ mechanismPoints: 11, publicityPoints: 5 }, table)).toBe(true);
    expect(hasTooManyPoints({ mechanismPoints: 10, publicityPoints: 6 }, table)).toBe(true);
  });
});

describe('the machine of a dispute', () => {
  const step = (state: DisputeState, action: DisputeAction) =>
    transition(disputeSteps, { state, action, role: 'OFFICE', facts: null });

  it.each([
    ['REPORTED', 'stabilise', 'STABILISED'],
    ['STABILISED', 'negotiate', 'NEGOTIATING'],
    ['NEGOTIATING', 'mediate', 'MEDIATING'],
    ['NEGOTIATING', 'agree', 'AGREED'],
    ['MEDIATING', 'agree', 'AGREED'],
    ['MEDIATING', 'decide', 'DECIDED'],
    ['DECIDED', 'survey', 'SURVEYED'],
    ['AGREED', 'survey', 'SURVEYED'],
    ['SURVEYED', 'file', 'FILED'],
    ['FILED', 'close', 'CLOSED'],
  ] as const)('%s, %s → %s', (state, action, to) => {
    expect(step(state, action)).toEqual({ ok: true, value: { to } });
  });

  it.each([
    ['decision final: nothing is agreed after it', 'DECIDED', 'agree'],
    ['no decision without mediation', 'NEGOTIATING', 'decide'],
    ['no negotiation before it is stable', 'REPORTED', 'negotiate'],
    ['nothing after the end', 'CLOSED', 'stabilise'],
  ] as const)('%s', (_, state, action) => {
    expect(step(state, action)).toMatchObject({ ok: false, code: 'STATE_TRANSITION_INVALID' });
  });

  it('force incident ≤ 2 h to province; other disputes have no term', () => {
    const at = new Date('2014-04-28T01:00:00Z');
    expect(provinceDueAt('FORCE_INCIDENT', at, 2)).toEqual(new Date('2014-04-28T03:00:00Z'));
    expect(provinceDueAt('RESOURCE', at, 2)).toBeNull();
  });

  it.each([
    ['two townships of a county', '370181001000', '370181002000', 'COUNTY'],
    ['two counties of a city', '370181000000', '370112000000', 'CITY'],
    ['counties of two cities', '370181000000', '370321000000', 'PROVINCE'],
    ['two provinces', '340000000000', '370000000000', 'PROVINCE'],
  ])('%s: their common superior', (_, one, other, level) => {
    expect(handlerLevelOf(one, other)).toBe(level);
  });
});
