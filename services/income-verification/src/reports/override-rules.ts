import type { LegalDay } from '@mz/domain';

/** Why a departure from a verdict is not taken. */
export type OverrideRefusal =
  | 'REPORT_NOT_ISSUED'
  | 'REPORT_SUPERSEDED'
  | 'REPORT_EXPIRED'
  | 'VERDICT_UNCHANGED'
  | 'OVERRIDE_OPEN';

/** Departed from is the verdict of the version that stands and still holds, once (income-verification.md §6). */
export function decideOverrideProposal(
  verdict: string,
  facts: {
    readonly state: string;
    readonly verdict: string;
    readonly validTo: LegalDay | null;
    readonly today: LegalDay;
    readonly earlier: readonly { readonly state: string }[];
  },
): { readonly ok: true } | { readonly ok: false; readonly code: OverrideRefusal } {
  if (facts.state === 'SUPERSEDED') return { ok: false, code: 'REPORT_SUPERSEDED' };
  if (facts.validTo === null) return { ok: false, code: 'REPORT_NOT_ISSUED' };
  if (facts.today > facts.validTo) return { ok: false, code: 'REPORT_EXPIRED' };
  if (verdict === facts.verdict) return { ok: false, code: 'VERDICT_UNCHANGED' };
  const open = facts.earlier.some(({ state }) => state !== 'REFUSED');
  return open ? { ok: false, code: 'OVERRIDE_OPEN' } : { ok: true };
}
