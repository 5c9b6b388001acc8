import { daysBetween, type LegalDay } from '@mz/domain';

/** A key as far as its standing depends on it. */
export interface DatedKey {
  readonly partnerCode: string;
  readonly purpose: string;
  readonly status: string;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay;
}

/** Whether a key counts on a day, or why it does not. */
export type KeyStanding = 'IN_FORCE' | 'KEY_UNKNOWN' | 'KEY_REVOKED' | 'KEY_EXPIRED' | 'KEY_NOT_YET_VALID';

/** A key counts when two persons registered it, nobody ended it, and the day lies in its time. */
export function standingOf({ status, validFrom, validTo }: DatedKey, today: LegalDay): KeyStanding {
  if (status === 'ENDED') return 'KEY_REVOKED';
  if (status !== 'IN_FORCE') return 'KEY_UNKNOWN';
  if (today < validFrom) return 'KEY_NOT_YET_VALID';
  return validTo < today ? 'KEY_EXPIRED' : 'IN_FORCE';
}

/** Whether a key in force ends within the warning days and no other one of its partner and purpose takes over from it. */
export function endsUnfollowed(
  key: DatedKey,
  all: readonly DatedKey[],
  at: { readonly today: LegalDay; readonly warningDays: number },
): boolean {
  if (standingOf(key, at.today) !== 'IN_FORCE' || daysBetween(at.today, key.validTo) > at.warningDays) return false;
  return !all.some(
    (other) =>
      other.partnerCode === key.partnerCode &&
      other.purpose === key.purpose &&
      other.status === 'IN_FORCE' &&
      other.validTo > key.validTo &&
      daysBetween(key.validTo, other.validFrom) <= 1,
  );
}

/** Of a partner's keys of one purpose those that count today, the one that began last first. */
export function liveKeys<K extends DatedKey>(
  keys: readonly K[],
  { partnerCode, purpose, today }: Pick<DatedKey, 'partnerCode' | 'purpose'> & { readonly today: LegalDay },
): K[] {
  return keys
    .filter(
      (key) => key.partnerCode === partnerCode && key.purpose === purpose && standingOf(key, today) === 'IN_FORCE',
    )
    .sort((a, b) => b.validFrom.localeCompare(a.validFrom));
}

/** A grant as far as its use depends on it. */
export interface DatedGrant {
  readonly purpose: string;
  readonly item: string;
  readonly fields: readonly string[];
  readonly status: string;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
}

/** The fields that may cross today; undefined is no: what no grant names stays where it is. */
export function decideGrant(
  grants: readonly DatedGrant[],
  need: { readonly purpose: string; readonly item: string; readonly today: LegalDay },
): readonly string[] | undefined {
  const live = grants.filter((grant) => isLiveFor(grant, need));
  return live.length === 0 ? undefined : [...new Set(live.flatMap(({ fields }) => fields))].sort();
}

function isLiveFor(grant: DatedGrant, need: { purpose: string; item: string; today: LegalDay }): boolean {
  const { today } = need;
  return (
    grant.status === 'IN_FORCE' &&
    grant.purpose === need.purpose &&
    grant.item === need.item &&
    grant.validFrom <= today &&
    (grant.validTo === null || today <= grant.validTo)
  );
}

/** A key id as a message names it: alone, or behind the code of the partner who speaks with a key of several. */
export function readKeyId(named: string): { readonly partnerCode: string | undefined; readonly keyId: string } {
  const slash = named.indexOf('/');
  if (slash < 0) return { partnerCode: undefined, keyId: named };
  return { partnerCode: named.slice(0, slash), keyId: named.slice(slash + 1) };
}

/** What a call below `/agencies/{code}/…` of an agency's exchange is, as the ledger names it. */
export function readAgencyPath(path: string): { readonly partnerCode: string; readonly kind: string } {
  const [, , code = '', what = '', more] = path.split('/');
  const kinds: Readonly<Record<string, string>> = { queries: 'QUERY', files: 'FILE', changes: 'CHANGES' };
  const answers = more === undefined ? 'FILE_LIST' : 'FILE_FETCH';
  return { partnerCode: decodeURIComponent(code), kind: what === 'answers' ? answers : (kinds[what] ?? 'CALL') };
}
