import type { Role } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';

/** Roles that see figures; townships and the entrusting unit see conclusions and bands (income-verification.md §9). */
const seesFigures: ReadonlySet<Role> = new Set([
  'CENTER_OPERATOR',
  'CENTER_CHECKER',
  'CENTER_LEAD',
  'COUNTY_REVIEWER',
  'COUNTY_APPROVER',
]);

/** For whom a paper is written. */
export type Reader = 'FIGURES' | 'BANDS' | 'APPLICANT';

/** How much a role sees of a report. */
export function readerOf(role: Role | undefined): Reader {
  if (role === 'CITIZEN') return 'APPLICANT';
  return role !== undefined && seesFigures.has(role) ? 'FIGURES' : 'BANDS';
}

/** Whether a paper still holds on a day; replaced is told before run out. */
export function decidePaperState(facts: {
  readonly state: string;
  readonly validTo: LegalDay;
  readonly today: LegalDay;
}): 'VALID' | 'EXPIRED' | 'SUPERSEDED' {
  if (facts.state === 'SUPERSEDED') return 'SUPERSEDED';
  return facts.today > facts.validTo ? 'EXPIRED' : 'VALID';
}

/**
 * The persons of whom an applicant reads: themselves, those who are no adults, and adults who let them (§9). Undefined for
 * somebody who is not of the household.
 */
export function shownTo(
  personId: string | undefined,
  members: readonly { readonly personId: string; readonly role: string; readonly adult: boolean }[],
  consents: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  if (!members.some((member) => member.personId === personId && member.role === 'COUNTED')) return undefined;
  const shown = members.filter(
    (member) => !member.adult || member.personId === personId || consents.has(member.personId),
  );
  return new Set(shown.map((member) => member.personId));
}
