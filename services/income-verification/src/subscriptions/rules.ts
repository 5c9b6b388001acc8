import type { AgencyItemCode, ChangeAnswer, ChangeKind } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Static } from 'typebox';

type Change = ChangeAnswer['changes'][number];
type Kind = Static<typeof ChangeKind>;

/** What each watched register can tell (income-verification.md §8): every kind of notice is told by one or two of them. */
const told: Readonly<Partial<Record<AgencyItemCode, readonly Kind[]>>> = {
  HUKOU: ['DEATH', 'HUKOU_MOVED'],
  CREMATION: ['DEATH'],
  MARRIAGE: ['MARRIAGE', 'DIVORCE'],
  VEHICLE: ['VEHICLE_NEW'],
  REAL_ESTATE: ['HOUSE_NEW'],
  BUSINESS_REG: ['BUSINESS_NEW'],
  PENSION: ['PENSION_STARTED', 'PENSION_CHANGED'],
  RESIDENT_PENSION: ['PENSION_STARTED', 'PENSION_CHANGED'],
  CONTRIBUTION: ['EMPLOYED'],
  EMPLOYMENT_REG: ['EMPLOYED'],
  PAYROLL: ['PAYROLL_STARTED'],
  SERVING: ['IMPRISONED'],
  CERT: ['DISABILITY_CHANGED'],
};
const kindsOf = new Map<string, readonly string[]>(Object.entries(told));

/** How the notices of an item come: its agency tells them, or is asked each day. */
export type Channel = 'PUSH' | 'PULL_DAILY';

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
  const items = scopeItems.filter((item) => kindsOf.has(item));
  const [purpose] = scopePurposes;
  if (status !== 'ACTIVE' || !continuous || validTo < today || items.length === 0) return { ok: false };
  return purpose === undefined ? { ok: false } : { ok: true, items, purpose, toOn: validTo };
}

/** The items by the channel on which their notices come; a channel without items is left out. */
export function byChannel(items: readonly string[], pushed: ReadonlySet<string>): Map<Channel, string[]> {
  return Map.groupBy(items, (item) => (pushed.has(item) ? 'PUSH' : 'PULL_DAILY'));
}

/** Changes about what was asked: known subscription, an item of it that can tell such a thing, no day to come; the rest is dropped. */
export function askedChanges(
  changes: readonly Change[],
  asked: ReadonlyMap<string, { readonly items: readonly string[] }>,
  today: LegalDay,
): Change[] {
  return changes.filter(
    ({ ref, item, kind, asOf }) =>
      asOf <= today && (asked.get(ref)?.items.includes(item) ?? false) && (kindsOf.get(item)?.includes(kind) ?? false),
  );
}

/** Why a subscription ends today; its authorization is looked at each day before anybody is asked. */
export function endReason(
  { status, endedReason, validTo }: Pick<Continuous, 'status' | 'endedReason' | 'validTo'>,
  today: LegalDay,
): 'REVOKED' | 'EXPIRED' | 'DEATH' | undefined {
  if (status === 'REVOKED') return 'REVOKED';
  if (status !== 'ACTIVE') return endedReason === 'DEATH' ? 'DEATH' : 'EXPIRED';
  return validTo < today ? 'EXPIRED' : undefined;
}
