import { addMonths, ageOn, type LegalDay } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';
import { authorizableItems, authorizablePurposes, closingItems } from './items.ts';

/** What is to be signed. */
export interface Signing {
  readonly signedOn: LegalDay;
  readonly continuous: boolean;
  readonly scopeItems: readonly string[];
  readonly scopePurposes: readonly string[];
  /** First day of its validity; the day of signing unless told. */
  readonly validFrom?: LegalDay | undefined;
  readonly periodFrom?: LegalDay | undefined;
  readonly periodTo?: LegalDay | undefined;
  readonly guardianProofSha256?: string | undefined;
}

/** A person as far as signing depends on them. */
export interface Signer {
  readonly birthDate: LegalDay;
  /** FULL, LIMITED, NONE. */
  readonly capacity: string;
}

/** What people say of the signers, and the parameters of the day. */
export interface SigningFacts {
  readonly today: LegalDay;
  readonly grantor: Signer & { readonly deathDate: LegalDay | null };
  readonly guardian: Signer | undefined;
  readonly adultAge: number;
  readonly validMonths: number;
  readonly capMonths: number;
  readonly periodMonths: number;
  readonly periodMaxMonths: number;
}

/** The dates of an authorization, or every reason against it. */
export type SigningDecision =
  | {
      ok: true;
      /** SIGNED until its first day has come. */
      status: 'SIGNED' | 'ACTIVE';
      validFrom: LegalDay;
      validTo: LegalDay;
      periodFrom: LegalDay;
      periodTo: LegalDay;
    }
  | { ok: false; reasons: ProblemReason[] };

/** Decides whether an authorization can stand (income-verification.md §3.1, §13). */
export function decideSigning(signing: Signing, facts: SigningFacts): SigningDecision {
  const validFrom = signing.validFrom ?? signing.signedOn;
  const months = signing.continuous ? facts.capMonths : facts.validMonths;
  const validTo = addMonths(signing.signedOn, months);
  const periodTo = signing.periodTo ?? signing.signedOn;
  const periodFrom = signing.periodFrom ?? addMonths(periodTo, -facts.periodMonths);
  const reasons = [
    ...dateReasons(signing, facts),
    ...signerReasons(signing, facts),
    ...scopeReasons(signing),
    ...periodReasons({ periodFrom, periodTo, validTo }, facts.periodMaxMonths),
    ...(validFrom >= signing.signedOn && validFrom <= validTo
      ? []
      : [{ code: 'PERIOD_INVALID', pointer: '/body/validFrom' }]),
  ];
  if (reasons.length > 0) return { ok: false, reasons };
  const status = validFrom > facts.today ? 'SIGNED' : 'ACTIVE';
  return { ok: true, status, validFrom, validTo, periodFrom, periodTo };
}

function dateReasons({ signedOn }: Signing, { today, grantor }: SigningFacts): ProblemReason[] {
  const dead = grantor.deathDate !== null && grantor.deathDate < signedOn;
  return signedOn > today || dead ? [{ code: 'AUTHORIZATION_DATE_INVALID', pointer: '/body/signedOn' }] : [];
}

/**
 * A minor cannot sign alone, the day before the 18th birthday included, nor can who has no or limited capacity (General Principles
 * of the Civil Law art. 11–13, 1987-01-01); the guardian is an adult with full capacity and proof.
 */
function signerReasons(signing: Signing, facts: SigningFacts): ProblemReason[] {
  const { guardian, grantor } = facts;
  const pointer = '/body/guardianPersonId';
  const capable = (one: Signer): boolean =>
    ageOn(one.birthDate, signing.signedOn) >= facts.adultAge && one.capacity === 'FULL';
  if (guardian === undefined) return capable(grantor) ? [] : [{ code: 'GUARDIAN_REQUIRED', pointer }];
  if (!capable(guardian)) return [{ code: 'GUARDIAN_REQUIRED', pointer }];
  const proven = signing.guardianProofSha256 !== undefined;
  return proven ? [] : [{ code: 'DOCUMENT_MISSING', pointer: '/body/guardianProofSha256' }];
}

/** Whether a form can be printed: what is asked of a signature, but for what only the signature brings. */
export function decideDraft(draft: Omit<Signing, 'signedOn'>, facts: SigningFacts): ProblemReason[] {
  const signing = { ...draft, signedOn: facts.today, guardianProofSha256: draft.guardianProofSha256 ?? '' };
  const decision = decideSigning(signing, facts);
  return decision.ok ? [] : decision.reasons;
}

function scopeReasons({ scopeItems, scopePurposes }: Signing): ProblemReason[] {
  const items = scopeItems.flatMap((item, index) =>
    authorizableItems.has(item) ? [] : [{ code: 'ITEM_UNKNOWN', pointer: `/body/scopeItems/${index}` }],
  );
  const purposes = scopePurposes.flatMap((purpose, index) =>
    authorizablePurposes.has(purpose)
      ? []
      : [{ code: 'PURPOSE_NOT_PERMITTED', pointer: `/body/scopePurposes/${index}` }],
  );
  return [...items, ...purposes];
}

function periodReasons(
  { periodFrom, periodTo, validTo }: { periodFrom: LegalDay; periodTo: LegalDay; validTo: LegalDay },
  maxMonths: number,
): ProblemReason[] {
  const possible = periodFrom <= periodTo && periodTo <= validTo && periodTo <= addMonths(periodFrom, maxMonths);
  return possible ? [] : [{ code: 'PERIOD_INVALID', pointer: '/body/periodFrom' }];
}

/** An authorization as far as its use depends on it. */
export interface Usable {
  readonly status: string;
  readonly endedReason: string | null;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay;
  readonly scopeItems: readonly string[];
  readonly scopePurposes: readonly string[];
}

/** Why an authorization does not permit a use. */
export type UseRefusal =
  | 'AUTHORIZATION_NOT_YET_VALID'
  | 'AUTHORIZATION_EXPIRED'
  | 'AUTHORIZATION_REVOKED'
  | 'AUTHORIZATION_SCOPE_EXCEEDED';

/** May a query for this purpose and item leave on this day? Both the first and the last day of validity count. */
export function decideUse(
  authorization: Usable,
  use: { readonly day: LegalDay; readonly purpose: string; readonly item: string },
): { ok: true } | { ok: false; code: UseRefusal } {
  if (authorization.status === 'REVOKED') return { ok: false, code: 'AUTHORIZATION_REVOKED' };
  const closing = authorization.endedReason === 'DEATH' && closingItems.has(use.item);
  if (!isLiving(authorization.status) && !closing) return { ok: false, code: 'AUTHORIZATION_EXPIRED' };
  if (use.day < authorization.validFrom) return { ok: false, code: 'AUTHORIZATION_NOT_YET_VALID' };
  if (use.day > authorization.validTo) return { ok: false, code: 'AUTHORIZATION_EXPIRED' };
  const covered = authorization.scopePurposes.includes(use.purpose) && authorization.scopeItems.includes(use.item);
  return covered ? { ok: true } : { ok: false, code: 'AUTHORIZATION_SCOPE_EXCEEDED' };
}

/** Signed and not ended; whether its days have come is another question. */
function isLiving(status: string): boolean {
  return status === 'SIGNED' || status === 'ACTIVE';
}

/** What one authorization grants. */
export interface Grant {
  readonly scopeItems: readonly string[];
  readonly scopePurposes: readonly string[];
  readonly continuous: boolean;
  readonly validTo: LegalDay;
}

/** Whether a later authorization grants all that an earlier one does, at least as long: then it takes its place. */
export function covers(later: Grant, earlier: Grant): boolean {
  return (
    earlier.scopeItems.every((item) => later.scopeItems.includes(item)) &&
    earlier.scopePurposes.every((purpose) => later.scopePurposes.includes(purpose)) &&
    (later.continuous || !earlier.continuous) &&
    later.validTo >= earlier.validTo
  );
}

/** Why an authorization cannot be taken back; the day is between signing and today. */
export function decideRevocation(
  authorization: { readonly status: string; readonly signedOn: LegalDay },
  revokedOn: LegalDay,
  today: LegalDay,
): { ok: true } | { ok: false; code: 'STATE_TRANSITION_INVALID' | 'AUTHORIZATION_DATE_INVALID' } {
  if (!isLiving(authorization.status)) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  const possible = authorization.signedOn <= revokedOn && revokedOn <= today;
  return possible ? { ok: true } : { ok: false, code: 'AUTHORIZATION_DATE_INVALID' };
}
