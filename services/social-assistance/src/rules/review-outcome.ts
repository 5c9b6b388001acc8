import type { Fen } from '@mz/domain';
import type { TaperDecision } from './taper.ts';

/** How a review may end (§5.4). */
export type ReviewOutcome = 'KEEP' | 'INCREASE' | 'DECREASE' | 'TAPER' | 'SUSPEND' | 'TERMINATE';

/** What the rules found, and what the township proposes. */
export type ReviewFinding = {
  readonly proposed: ReviewOutcome;
  readonly reasonCode: string | null;
  readonly before: Fen;
  /** Null when the rules refuse. */
  readonly computed: Fen | null;
  readonly taper: TaperDecision;
};

/** Whether the proposal agrees with the rules; otherwise the code and what they say instead. */
export type OutcomeDecision =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'REVIEW_OUTCOME_MISMATCH' | 'TAPER_NOT_ALLOWED'; readonly detail: string };

/** Ends that are not for the rules to compute: the household gives it up, or lets nobody review it. */
const BESIDE_THE_RULES: ReadonlySet<string> = new Set(['RENOUNCED', 'REFUSES_REVIEW']);

/**
 * Whether a proposed outcome agrees with the computed one (§5.4): INCREASE only when the amount rises, DECREASE when it
 * falls, KEEP when it stays; a household that passes no more leaves gradually where §4.9 allows it and ends otherwise. A
 * suspension, a renunciation and a refused review are facts of their own.
 */
export function checkOutcome({ proposed, reasonCode, before, computed, taper }: ReviewFinding): OutcomeDecision {
  if (proposed === 'SUSPEND' || BESIDE_THE_RULES.has(reasonCode ?? '')) return { ok: true };
  const due = computed === null ? endOf(taper) : compared(before, computed);
  if (proposed === due) return { ok: true };
  if (proposed === 'TAPER' && computed === null && !taper.ok) {
    return { ok: false, code: 'TAPER_NOT_ALLOWED', detail: taper.reasons.join(' ') };
  }
  return { ok: false, code: 'REVIEW_OUTCOME_MISMATCH', detail: due };
}

function endOf(taper: TaperDecision): ReviewOutcome {
  return taper.ok ? 'TAPER' : 'TERMINATE';
}

function compared(before: Fen, computed: Fen): ReviewOutcome {
  if (computed === before) return 'KEEP';
  return computed > before ? 'INCREASE' : 'DECREASE';
}
