import type { ChangeAnswer } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';

/** Items whose register is watched for who draws a benefit (income-verification.md §8). */
const watched: ReadonlySet<string> = new Set([
  ...['HUKOU', 'CREMATION', 'MARRIAGE', 'VEHICLE', 'REAL_ESTATE', 'BUSINESS_REG', 'PENSION', 'CONTRIBUTION'],
]);

/** An authorization as far as a subscription depends on it. */
export interface Continuous {
  readonly status: string;
  readonly endedReason: string | null;
  readonly continuous: boolean;
  readonly validTo: LegalDay;
  readonly scopeItems: readonly string[];
  readonly scopePurposes: readonly string[];
}

/** What an authorization lets watch; nothing unless its clause `continuous` was signed and it is in force. */
export function decideSubscription(
  authorization: Continuous,
  today: LegalDay,
): { ok: true; items: string[]; purpose: string; toOn: LegalDay } | { ok: false } {
  const { status, continuous, validTo, scopeItems, scopePurposes } = authorization;
  const items = scopeItems.filter((item) => watched.has(item));
  const [purpose] = scopePurposes;
  if (status !== 'ACTIVE' || !continuous || validTo < today || items.length === 0) return { ok: false };
  return purpose === undefined ? { ok: false } : { ok: true, items, purpose, toOn: validTo };
}

/** Why a subscription ends today; its authorization is looked at each day before anybody is asked. */
export function endReason(
  { status, endedReason, validTo }: Pick<Continuous, 'status' | 'endedReason' | 'validTo'>,
  today: LegalDay,
): 'REVOKED' | 'EXPIRED' | 'DEATH' | undefined {
  if (status === 'REVOKED') return 'REVOKED';
  if (status === 'EXPIRED') return endedReason === 'DEATH' ? 'DEATH' : 'EXPIRED';
  return validTo < today ? 'EXPIRED' : undefined;
}

type Change = ChangeAnswer['changes'][number];

/** Changes about what was asked: known subscription, an item of it, no day to come; the rest is dropped. */
export function askedChanges(
  changes: readonly Change[],
  asked: ReadonlyMap<string, { readonly items: readonly string[] }>,
  today: LegalDay,
): Change[] {
  return changes.filter(({ ref, item, asOf }) => asOf <= today && (asked.get(ref)?.items.includes(item) ?? false));
}
