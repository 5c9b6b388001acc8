import { incompatibleRoles, type Role } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';

/** A grant as the rules see it; `validTo` is the last day. */
export interface GrantPeriod {
  readonly role: string;
  readonly divisionCode: string;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
  readonly status: string;
}

/** Passwords that every attacker tries first; compared in lower case without digits at the end. */
const commonPasswords: ReadonlySet<string> = new Set([
  'password',
  'passwordpassword',
  'administrator',
  'qwertyuiopasdf',
  'minzhengting',
  'shandongminzheng',
  'woaini',
  'changeme',
]);

/** At least 12 characters, none of the common ones, without the account name (people.md §5). */
export function isStrongPassword(password: string, accountName: string): boolean {
  const plain = password.toLowerCase();
  const word = plain.replace(/[\d!@#$%^&*.]+$/, '');
  return [...password].length >= 12 && !commonPasswords.has(word) && !plain.includes(accountName.toLowerCase());
}

/** Whether a grant, or a partner's client, is in force on a day. */
export function isInForce(grant: Pick<GrantPeriod, 'validFrom' | 'validTo' | 'status'>, day: LegalDay): boolean {
  return grant.status === 'IN_FORCE' && grant.validFrom <= day && (grant.validTo === null || day <= grant.validTo);
}

/** The role that a new grant may not stand beside in the same days, or undefined (people.md §5: incompatible pairs). */
export function incompatibleWith(
  wanted: Pick<GrantPeriod, 'role' | 'validFrom' | 'validTo'>,
  held: readonly GrantPeriod[],
): string | undefined {
  const standing = held.filter((grant) => grant.status !== 'ENDED' && overlap(wanted, grant));
  return standing.find((grant) => areIncompatible(wanted.role, grant.role))?.role;
}

function areIncompatible(one: string, other: string): boolean {
  const is = (role: Role, name: string): boolean => role === name;
  return incompatibleRoles.some(([a, b]) => (is(a, one) && is(b, other)) || (is(a, other) && is(b, one)));
}

function overlap(
  a: Pick<GrantPeriod, 'validFrom' | 'validTo'>,
  b: Pick<GrantPeriod, 'validFrom' | 'validTo'>,
): boolean {
  return (a.validTo === null || b.validFrom <= a.validTo) && (b.validTo === null || a.validFrom <= b.validTo);
}
