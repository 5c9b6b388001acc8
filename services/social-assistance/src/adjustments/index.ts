import type { CaseFacts } from '@mz/contracts';
import type { LegalMonth } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import type { Adjusted, Change } from './types.ts';

export type { Adjusted, Change, PauseReason } from './types.ts';

/**
 * Seals the decision, writes the assessment, sets amount, last month and state of the enrolment by the outcome, recomputes
 * its months, and publishes what followed. Locks the enrolment row. Throws NOT_FOUND, also outside the caller's reach.
 */
export function adjustEnrolment(_work: Work, enrolmentId: string, _change: Change): Promise<Adjusted> {
  throw new Error(`Enrolment ${enrolmentId}: the recomputation is being built`);
}

/** The facts that hold for an enrolment in a month: those of the latest assessment that began by then. */
export function factsFor(_work: Work, enrolmentId: string, _month: LegalMonth): Promise<CaseFacts> {
  throw new Error(`Enrolment ${enrolmentId}: the recomputation is being built`);
}
