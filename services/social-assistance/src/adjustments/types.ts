import type { CaseFacts } from '@mz/contracts';
import type { Fen, LegalDay, LegalMonth } from '@mz/domain';

/** Why payments of an enrolment stand still (handbook §5.4). */
export type PauseReason =
  | 'REVIEW_OVERDUE'
  | 'DEAD_ACCOUNT'
  | 'MISSING_CONTACT'
  | 'UNDER_INVESTIGATION'
  | 'DEATH_CONFLICT'
  | 'KINSHIP_UNFILED';

/** One change of an enrolment after its first decision. */
export type Change = {
  readonly cause:
    | 'REVIEW'
    | 'MEMBERS'
    | 'WORK_REFUSAL'
    | 'STANDARD'
    | 'DEATH'
    | 'DEATH_REVOKED'
    | 'FRAUD'
    | 'TRANSFER'
    | 'APPEAL';
  readonly outcome: 'KEPT' | 'CHANGED' | 'TAPERED' | 'SUSPENDED' | 'RESUMED' | 'TERMINATED';
  /** Id of the notice, standard, review … behind it. */
  readonly causeId: string;
  /** The first month that may change. */
  readonly fromMonth: LegalMonth;
  /** New facts: they make an assessment from `fromMonth`. */
  readonly facts?: CaseFacts;
  /** Taper: paid instead of the computed amount. */
  readonly kept?: { readonly amountFen: Fen; readonly until: LegalMonth };
  /** Ends the enrolment after this month. */
  readonly lastMonth?: LegalMonth;
  /**
   * SUSPENDED: the pause that begins with `fromMonth`, written here with its decision; without it the code of the first
   * reason is the pause's. RESUMED: the pause that is over; without it all of them. What was kept back is owed again.
   */
  readonly pause?: { readonly reason: PauseReason; readonly endsBy?: LegalDay };
  /** Whose fault an overpayment is; NONE unless told. */
  readonly fault?: 'NONE' | 'CITIZEN' | 'AGENCY' | 'PARTNER';
  readonly partnerCode?: string;
  readonly reasons?: readonly { readonly code: string; readonly legalBasis: string; readonly text: string }[];
};

/** What followed from a change. */
export type Adjusted = {
  readonly decisionId: string;
  readonly adjustmentId: string;
  /** Of the newest month. */
  readonly amountFen: Fen;
  readonly supplementFen: Fen;
  readonly overpaidFen: Fen;
};
