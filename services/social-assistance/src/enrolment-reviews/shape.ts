import type { EnrolmentReview, getReview, OperationOutputOf } from '@mz/contracts';
import type { Selectable } from 'kysely';
import type { EnrolmentReviewTable } from '../database.ts';
import type { ReviewOutcome } from '../rules/index.ts';
import type { ReviewState } from './states.ts';

/** A review as the API shows it. */
export type Review = OperationOutputOf<typeof getReview>;

/** A review as stored. */
export type ReviewRow = Selectable<EnrolmentReviewTable>;

/** What the township proposes. */
export type Proposal = {
  readonly outcome: ReviewOutcome;
  readonly reasonCode: string | null;
  readonly concealed: boolean;
};

/** The proposal of a review; undefined before there is one. */
export function proposalOf({ proposal }: ReviewRow): Proposal | undefined {
  // Parse border: only the proposal's command writes it.
  return (proposal ?? undefined) as Proposal | undefined;
}

/** The shape of a row. */
export function toReview(row: ReviewRow): EnrolmentReview {
  // Parse border: only the tasks and commands of this feature write these columns.
  const detail = row.detail as { readonly kind?: string; readonly personId?: string };
  const publicity = row.publicity as { readonly postedOn: string } | null;
  const proposal = proposalOf(row);
  return {
    id: row.id,
    enrolmentId: row.enrolmentId,
    kind: row.kind,
    changeKind: detail.kind ?? null,
    personId: detail.personId ?? null,
    state: row.state as ReviewState,
    openedOn: row.openedOn,
    dueOn: row.dueOn,
    startedOn: row.startedOn,
    verificationRequestId: row.verificationRequestId,
    reportId: row.reportId,
    verdict: row.verdict,
    visited: row.visit !== null,
    proposedOutcome: proposal?.outcome ?? null,
    outcome: row.outcome as ReviewOutcome | null,
    reasonCode: proposal?.reasonCode ?? null,
    decidedOn: row.decidedOn,
    decisionId: row.decisionId,
    publishedOn: publicity?.postedOn ?? null,
    version: row.version,
  };
}
