import { addMonths, addMonthsToMonth, compareMonths, type LegalDay, type LegalMonth } from '@mz/domain';
import { lookedUp, type RunTables } from '../batches/index.ts';
import { type Assessed, assessmentFor, type DueFacts, placesOf } from '../rules/index.ts';
import type { EnrolmentRow, Loaded, Pause } from './load.ts';
import type { Change, PauseReason } from './types.ts';

/** A change as it will be written: what the months are computed from then, and what becomes of the enrolment. */
export type Applied = {
  readonly known: DueFacts;
  readonly state: string;
  readonly lastMonth: LegalMonth | null;
  /** The pause that begins. */
  readonly begun: { readonly reason: PauseReason; readonly endsBy: LegalDay } | undefined;
  /** The pauses that are over. */
  readonly ended: readonly Pause[];
};

const pauseReasons: readonly string[] = [
  'REVIEW_OVERDUE',
  'DEAD_ACCOUNT',
  'MISSING_CONTACT',
  'UNDER_INVESTIGATION',
  'DEATH_CONFLICT',
  'KINSHIP_UNFILED',
] satisfies PauseReason[];

/** Whether an enrolment is over. */
export function isOver({ state }: Pick<EnrolmentRow, 'state'>): boolean {
  return state === 'TERMINATED' || state === 'ENDED_TRANSFERRED';
}

/** The later of two months. */
export function laterOf(a: LegalMonth, b: LegalMonth): LegalMonth {
  return compareMonths(a, b) < 0 ? b : a;
}

/** The code that events give as the reason of a change. */
export function reasonCode({ reasons, cause }: Pick<Change, 'reasons' | 'cause'>): string {
  return reasons?.[0]?.code ?? cause;
}

/** What a change makes of an enrolment (handbook §5.4). */
export function applyChange(loaded: Loaded, change: Change, today: LegalDay): Applied {
  const { row, known, pauses } = loaded;
  const assessments = [...known.assessments, ...newAssessment(loaded, change)];
  const open = pauses.filter(({ toMonth }) => toMonth === null);
  const ended = endedBy(row, change, open);
  const reason = reasonOfPause(change, pauses);
  const isNew = change.outcome === 'SUSPENDED' && open.every((one) => one.reason !== reason);
  const begun = isNew ? { reason, endsBy: change.pause?.endsBy ?? lastDayOfPause(loaded, today) } : undefined;
  const paused = [
    ...open.filter((one) => !ended.includes(one)).map(({ fromMonth }) => fromMonth),
    ...(isNew ? [change.fromMonth] : []),
  ].sort();
  const isKept = assessments.at(-1)?.kept != null;
  const lastMonth = lastMonthOf(row, change, assessments);
  return {
    known: { ...known, assessments, lastMonth, pausedFrom: paused[0] ?? null },
    state: stateOf(row, change, { isKept, isPaused: paused.length > 0 }),
    lastMonth,
    begun,
    ended,
  };
}

/** When nobody says another day: the longest suspension, `suspension.months_max` [A] (handbook §5.4). */
function lastDayOfPause({ row, tables }: Loaded, today: LegalDay): LegalDay {
  const place = { date: today, divisions: placesOf({ divisionCode: row.currentDivisionCode }) };
  return addMonths(
    today,
    lookedUp(() => tables.source.restart().number('suspension.months_max', place)),
  );
}

function newAssessment({ known, tables }: Loaded, change: Change): Assessed[] {
  const { facts = assessmentFor(known.assessments, change.fromMonth)?.facts, kept } = change;
  if (change.facts === undefined && kept === undefined) return [];
  if (facts === undefined) throw new Error(`No facts hold in ${change.fromMonth}`);
  return [{ fromMonth: change.fromMonth, kept: kept ?? null, facts: asKnownNow(facts, tables) }];
}

function asKnownNow(facts: Assessed['facts'], { standards }: RunTables): Assessed['facts'] {
  return { ...facts, standards, parameters: [] };
}

function endedBy(row: EnrolmentRow, { outcome, pause }: Change, open: readonly Pause[]): Pause[] {
  if (outcome !== 'RESUMED') return [];
  if (pause !== undefined) return open.filter(({ reason }) => reason === pause.reason);
  return row.state === 'SUSPENDED' ? [...open] : [];
}

function reasonOfPause({ pause, reasons }: Change, pauses: readonly Pause[]): PauseReason {
  const told = pauseReasons.find((reason) => reason === reasons?.[0]?.code);
  // Parse border: the list holds nothing but reasons.
  return pause?.reason ?? (told as PauseReason | undefined) ?? pauses.at(-1)?.reason ?? 'UNDER_INVESTIGATION';
}

function lastMonthOf(row: EnrolmentRow, change: Change, assessments: readonly Assessed[]): LegalMonth | null {
  const kept = assessments.at(-1)?.kept?.until ?? null;
  switch (change.outcome) {
    case 'TERMINATED':
      return change.lastMonth ?? addMonthsToMonth(change.fromMonth, -1);
    case 'TAPERED':
      return change.lastMonth ?? kept;
    case 'RESUMED':
      return change.lastMonth ?? (isOver(row) ? kept : row.lastMonth);
    case 'KEPT':
    case 'CHANGED':
      if (isOver(row)) return row.lastMonth;
      return change.lastMonth ?? (row.state === 'TAPERING' ? kept : row.lastMonth);
    case 'SUSPENDED':
      return row.lastMonth;
  }
}

function stateOf(
  row: EnrolmentRow,
  { cause, outcome }: Change,
  { isKept, isPaused }: { readonly isKept: boolean; readonly isPaused: boolean },
): string {
  const standing = isPaused ? 'SUSPENDED' : isKept ? 'TAPERING' : 'ACTIVE';
  switch (outcome) {
    case 'TERMINATED':
      return cause === 'TRANSFER' ? 'ENDED_TRANSFERRED' : 'TERMINATED';
    case 'TAPERED':
    case 'RESUMED':
      return standing;
    case 'SUSPENDED':
      return isOver(row) ? row.state : 'SUSPENDED';
    case 'KEPT':
    case 'CHANGED':
      if (cause === 'TRANSFER') return 'TRANSFERRING';
      return row.state === 'TAPERING' || row.state === 'ACTIVE' ? standing : row.state;
  }
}
