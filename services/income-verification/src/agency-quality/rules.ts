import type { LegalDay } from '@mz/domain';

/** Numbers by their names. */
export type Counts = Readonly<Record<string, number>>;

/** Questions first asked on one day that came to the same. */
export interface AskedRow {
  readonly agencyCode: string;
  /** RT, DF, OD; ML is answered by people and has no term here. */
  readonly mode: string;
  readonly slaSeconds: number;
  readonly slaWorkingDays: number | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly answeredOn: LegalDay | null;
  readonly delayMs: number | null;
  readonly count: number;
}

/** What became of the questions of a day, or of several days. */
export interface Figures {
  readonly asked: number;
  readonly open: number;
  readonly answered: number;
  readonly failed: number;
  readonly timed: number;
  readonly inTime: number;
  /** Answered after the term. */
  readonly late: number;
  readonly outcomes: Counts;
  readonly delays: Counts;
}

/** The figures of nothing. */
export const noFigures: Figures = {
  ...{ asked: 0, open: 0, answered: 0, failed: 0, timed: 0, inTime: 0, late: 0 },
  ...{ outcomes: {}, delays: {} },
};
const answeredStates: ReadonlySet<string> = new Set(['ANSWERED', 'ANSWERED_LATE']);
const failedStates: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT']);

/** Whether an answer came within its agreement's term: working days where it has them, else seconds (§4). */
export function isInTime(
  { state, slaSeconds, slaWorkingDays, answeredOn, delayMs }: AskedRow,
  dueOf: (workingDays: number) => LegalDay,
): boolean {
  if (!answeredStates.has(state) || answeredOn === null) return false;
  if (slaWorkingDays !== null) return answeredOn <= dueOf(slaWorkingDays);
  return delayMs !== null && delayMs <= slaSeconds * 1000;
}

/** A delay to two digits, upwards, so that a year of them is a few hundred numbers: 1,234 ms → 1,300. */
export function toTwoDigits(ms: number): number {
  const whole = Math.max(0, Math.round(ms));
  const unit = 10 ** Math.max(0, String(whole).length - 2);
  return Math.ceil(whole / unit) * unit;
}

/** The figures of a day by agency; a question that was taken back is nobody's. */
export function figuresOf(
  rows: readonly AskedRow[],
  dueOf: (workingDays: number) => LegalDay,
): ReadonlyMap<string, Figures> {
  const byAgency = new Map<string, Figures>();
  for (const row of rows) {
    if (row.state === 'CANCELLED') continue;
    byAgency.set(row.agencyCode, sumOf([byAgency.get(row.agencyCode) ?? noFigures, figuresOfRow(row, dueOf)]));
  }
  return byAgency;
}

function figuresOfRow(row: AskedRow, dueOf: (workingDays: number) => LegalDay): Figures {
  const { state, outcome, delayMs, count } = row;
  const answered = answeredStates.has(state) ? count : 0;
  const failed = failedStates.has(state) ? count : 0;
  const timed = row.mode === 'ML' ? 0 : count;
  const inTime = isInTime(row, dueOf) ? timed : 0;
  return {
    ...{ asked: count, answered, failed, open: count - answered - failed, timed, inTime },
    late: answered > 0 ? timed - inTime : 0,
    outcomes: answered > 0 && outcome !== null ? { [outcome]: count } : {},
    delays: answered > 0 && delayMs !== null ? { [toTwoDigits(delayMs)]: count } : {},
  };
}

/** The sum of some figures. */
export function sumOf(all: readonly Figures[]): Figures {
  return all.reduce(
    (sum, one) => ({
      asked: sum.asked + one.asked,
      open: sum.open + one.open,
      answered: sum.answered + one.answered,
      failed: sum.failed + one.failed,
      timed: sum.timed + one.timed,
      inTime: sum.inTime + one.inTime,
      late: sum.late + one.late,
      outcomes: sumCounts([sum.outcomes, one.outcomes]),
      delays: sumCounts([sum.delays, one.delays]),
    }),
    noFigures,
  );
}

/** The sum of some counts, by name. */
export function sumCounts(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}

/** The delay that so many of a hundred do not pass (nearest rank); null where nobody answered. */
export function percentileOf(delays: Counts, percent: number): number | null {
  const sorted = Object.entries(delays)
    .map(([ms, count]) => ({ ms: Number(ms), count }))
    .sort((a, b) => a.ms - b.ms);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  let left = Math.ceil((total * percent) / 100);
  for (const { ms, count } of sorted) {
    left -= count;
    if (left <= 0) return ms;
  }
  return null;
}

/** A share of a hundred with two digits; null where there is nothing to take a share of. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 100;
}

const signatures: ReadonlySet<string> = new Set([
  ...['ANSWER_UNSIGNED', 'FILE_SIGNATURE_INVALID', 'SIGNATURE_INVALID', 'SIGNATURE_MALFORMED', 'COMPONENT_MISSING'],
  ...['ALGORITHM_MISMATCH', 'DIGEST_MISMATCH', 'NONCE_REPLAYED', 'EXPIRED', 'CREATED_IN_FUTURE'],
]);
/** The way was down, the agency could not answer, or its data are old: no answer was wrong. */
const silences: ReadonlySet<string> = new Set(['TIMEOUT', 'UNREACHABLE', 'HTTP_STATUS', 'ERROR', 'STALE']);
const overReturn = 'ANSWER_OVER_RETURN';

/** Faults by what they are: too much, wrongly signed, or an answer that cannot be believed. */
export function faultSums(faults: Counts): { overReturned: number; wrongSignatures: number; wrongAnswers: number } {
  const sum = (counts: (code: string) => boolean): number =>
    Object.entries(faults).reduce((total, [code, count]) => total + (counts(code) ? count : 0), 0);
  return {
    overReturned: sum((code) => code === overReturn),
    wrongSignatures: sum((code) => signatures.has(code)),
    wrongAnswers: sum((code) => code !== overReturn && !signatures.has(code) && !silences.has(code)),
  };
}

/** Counts as a list, in the order of their names. */
export function listOf(counts: Counts): { code: string; count: number }[] {
  return Object.entries(counts)
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => a.code.localeCompare(b.code));
}
