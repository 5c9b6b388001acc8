import type { ExchangeEntry, ExchangeRoot, LedgerCopy, ObservedMessage } from './exchange-ledger.ts';
import type { LedgerFault } from './exchange-verify.ts';

/**
 * Compares what a partner saw itself with the ledger: a message that it saw and that no entry names was left out by the
 * platform, an entry under a root that it must have seen and did not was made up.
 */
export function faultOfObserved(
  ours: LedgerCopy,
  theirs: LedgerCopy | undefined,
  roots: readonly ExchangeRoot[],
): LedgerFault[] {
  const observed = theirs?.observed ?? ours.observed;
  if (observed === undefined) return [];
  const seen = new Set(observed.map(nameOf));
  const noted = new Set(ours.entries.map(nameOf));
  const rooted = roots.at(-1)?.upToSequence ?? 0;
  const answered = new Set(ours.entries.filter(isBoundAnswer).map(({ ref }) => ref));
  const omitted = observed
    .filter((message) => !noted.has(nameOf(message)))
    .map(({ ref }): LedgerFault => ({ kind: 'OMITTED', side: 'OURS', ref }));
  const invented = ours.entries
    .filter((entry) => entry.sequence <= rooted && mustBeSeen(entry, answered) && !seen.has(nameOf(entry)))
    .map(({ sequence, ref }): LedgerFault => ({ kind: 'INVENTED', side: 'OURS', sequence, ref }));
  return [...omitted, ...invented];
}

/** An answer of the partner whose signature names our request: the proof that the request had come. */
function isBoundAnswer({ direction, kind }: ExchangeEntry): boolean {
  return direction === 'IN' && kind.endsWith('_ANSWER');
}

/** What the partner signed, and what it answered. Nobody knows whether an answer of ours or a lost call arrived. */
function mustBeSeen({ direction, kind, ref }: ExchangeEntry, answered: ReadonlySet<string>): boolean {
  if (direction === 'IN') return !kind.endsWith('_UNVERIFIED') && kind !== 'LETTER_REPLY';
  return !kind.endsWith('_ANSWER') && answered.has(ref);
}

function nameOf({ direction, ref, sha256 }: ObservedMessage): string {
  return `${direction} ${ref} ${sha256}`;
}
