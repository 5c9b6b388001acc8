import type { Role } from '@mz/contracts';
import { type Fen, fen, type TransitionTable } from '@mz/domain';
import type { AmountDue } from '../rules/index.ts';

/** States of a sweep. */
export type SweepState = 'RUNNING' | 'DONE' | 'CANCELLED' | 'FAILED';

/** What a person does to a sweep; it ends by itself. */
export const sweepTable: TransitionTable<SweepState, 'cancel', Role, undefined> = [
  {
    from: ['RUNNING'],
    action: 'cancel',
    to: 'CANCELLED',
    roles: ['PROVINCE_POLICY', 'BATCH_OFFICER', 'BATCH_APPROVER'],
  },
];

/** What a sweep says of an enrolment. */
export type Outcome = 'ELIGIBLE' | 'KEPT' | 'NOT_ELIGIBLE' | 'PAUSED' | 'NOT_DUE' | 'NOT_COMPUTED' | 'LEFT';

/** One enrolment of a sweep. */
export type Result = {
  readonly enrolmentId: string;
  readonly divisionCode: string;
  readonly outcome: Outcome;
  readonly storedFen: Fen;
  /** Null where nothing could be computed. */
  readonly computedFen: Fen | null;
  readonly reasonCode: string | null;
};

/** What a chunk found, as it is kept beside it. */
export type Tally = {
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly differing: number;
  readonly storedFen: Fen;
  readonly computedFen: Fen;
};

/** The outcome of what the rules say is due for a month, with the first reason of theirs where there is none. */
export function outcomeOf(due: AmountDue): { readonly outcome: Outcome; readonly reasonCode: string | null } {
  switch (due.ground) {
    case 'COMPUTED':
      if (due.amountFen > 0) return { outcome: 'ELIGIBLE', reasonCode: null };
      return { outcome: 'NOT_ELIGIBLE', reasonCode: due.reasons[0]?.code ?? null };
    case 'KEPT':
      return { outcome: 'KEPT', reasonCode: null };
    case 'PAUSED':
      return { outcome: 'PAUSED', reasonCode: null };
    case 'KEPT_OVER':
    case 'OUTSIDE':
      return { outcome: 'NOT_DUE', reasonCode: due.ground };
  }
}

/** Adds results up. */
export function tallyOf(results: readonly Result[]): Tally {
  const outcomes: Partial<Record<Outcome, number>> = {};
  let [differing, storedFen, computedFen] = [0, 0, 0];
  for (const result of results) {
    outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
    if (result.computedFen !== result.storedFen) differing += 1;
    storedFen += result.storedFen;
    computedFen += result.computedFen ?? 0;
  }
  return { outcomes, differing, storedFen: fen(storedFen), computedFen: fen(computedFen) };
}

/** Adds the chunks up. */
export function addTallies(tallies: readonly Tally[]): Tally {
  const outcomes: Partial<Record<Outcome, number>> = {};
  let [differing, storedFen, computedFen] = [0, 0, 0];
  for (const tally of tallies) {
    for (const [outcome, count] of Object.entries(tally.outcomes)) {
      // Parse border: the keys of a tally are outcomes.
      const key = outcome as Outcome;
      outcomes[key] = (outcomes[key] ?? 0) + count;
    }
    differing += tally.differing;
    storedFen += tally.storedFen;
    computedFen += tally.computedFen;
  }
  return { outcomes, differing, storedFen: fen(storedFen), computedFen: fen(computedFen) };
}
