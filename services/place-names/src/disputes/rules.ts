import type { BoundaryDispute, BoundaryEvaluation } from '@mz/contracts';
import { add, isGreaterOrEqual, type Rational, rational, type TransitionTable } from '@mz/domain';
import type { Static } from 'typebox';

export type DisputeState = Static<typeof BoundaryDispute>['state'];
export type DisputeAction = 'stabilise' | 'negotiate' | 'mediate' | 'agree' | 'decide' | 'survey' | 'file' | 'close';
export type Grade = Static<typeof BoundaryEvaluation>['grade'];

const roles = ['OFFICE'] as const;

/** The machine of a dispute (handbook §5.1); who may take a step stands in the permissions. */
export const disputeSteps: TransitionTable<DisputeState, DisputeAction, 'OFFICE', null> = [
  { from: 'REPORTED', action: 'stabilise', to: 'STABILISED', roles },
  { from: 'STABILISED', action: 'negotiate', to: 'NEGOTIATING', roles },
  { from: 'NEGOTIATING', action: 'mediate', to: 'MEDIATING', roles },
  { from: ['NEGOTIATING', 'MEDIATING'], action: 'agree', to: 'AGREED', roles },
  { from: 'MEDIATING', action: 'decide', to: 'DECIDED', roles },
  { from: ['DECIDED', 'AGREED'], action: 'survey', to: 'SURVEYED', roles },
  { from: 'SURVEYED', action: 'file', to: 'FILED', roles },
  { from: 'FILED', action: 'close', to: 'CLOSED', roles },
];

/** The level of the office that both sides stand under. */
export function handlerLevelOf(codeA: string, codeB: string): 'COUNTY' | 'CITY' | 'PROVINCE' {
  if (codeA.slice(0, 6) === codeB.slice(0, 6)) return 'COUNTY';
  return codeA.slice(0, 4) === codeB.slice(0, 4) ? 'CITY' : 'PROVINCE';
}

/** Until when the province has to know: a force incident within the hours, anything else without a term. */
export function provinceDueAt(kind: string, happenedAt: Date, hours: number): Date | null {
  return kind === 'FORCE_INCIDENT' ? new Date(happenedAt.getTime() + hours * 3_600_000) : null;
}

/** Weights and grades of the score [A]. */
export interface ScoreTable {
  readonly noForce: number;
  readonly solved: number;
  readonly onTime: number;
  readonly markers: number;
  readonly mechanism: number;
  readonly publicity: number;
  readonly gradeA: number;
  readonly gradeB: number;
  readonly gradeC: number;
}

/** What of a year is scored. */
export interface YearFacts {
  readonly forceIncidents: number;
  readonly disputesOpened: number;
  readonly disputesSolved: number;
  readonly inspectionsDue: number;
  readonly inspectionsOnTime: number;
  readonly markersTotal: number;
  readonly markersIntact: number;
  readonly mechanismPoints: number;
  readonly publicityPoints: number;
}

/** Whether the assessor gave more points than the two items have. */
export function hasTooManyPoints(
  facts: Pick<YearFacts, 'mechanismPoints' | 'publicityPoints'>,
  table: ScoreTable,
): boolean {
  return facts.mechanismPoints > table.mechanism || facts.publicityPoints > table.publicity;
}

/**
 * The score of a year as an exact fraction and its grade: any force incident costs its points and fails; shares are exact,
 * and a share of nothing is whole (handbook §5.1).
 */
export function scoreYear(facts: YearFacts, table: ScoreTable): { total: Rational; grade: Grade } {
  const items = [
    rational(facts.forceIncidents === 0 ? table.noForce : 0),
    shareOf(table.solved, facts.disputesSolved, facts.disputesOpened),
    rational(facts.inspectionsOnTime === facts.inspectionsDue ? table.onTime : 0),
    shareOf(table.markers, facts.markersIntact, facts.markersTotal),
    rational(facts.mechanismPoints),
    rational(facts.publicityPoints),
  ];
  const total = items.reduce(add);
  return { total, grade: facts.forceIncidents > 0 ? 'FAIL' : gradeOf(total, table) };
}

function shareOf(points: number, part: number, whole: number): Rational {
  return whole === 0 ? rational(points) : rational(points * part, whole);
}

function gradeOf(total: Rational, { gradeA, gradeB, gradeC }: ScoreTable): Grade {
  if (isGreaterOrEqual(total, rational(gradeA))) return 'A';
  if (isGreaterOrEqual(total, rational(gradeB))) return 'B';
  return isGreaterOrEqual(total, rational(gradeC)) ? 'C' : 'FAIL';
}
