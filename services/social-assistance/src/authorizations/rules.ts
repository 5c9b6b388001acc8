import { ageOn, type LegalDay } from '@mz/domain';

/** The four defects of income-verification.md §13 (handbook §11.16). */
export type AuthorizationCode =
  | 'AUTHORIZATION_MISSING'
  | 'AUTHORIZATION_NOT_YET_VALID'
  | 'AUTHORIZATION_EXPIRED'
  | 'AUTHORIZATION_REVOKED';

/** A person who lacks a valid authorization. */
export type AuthorizationFault = { readonly personId: string; readonly code: AuthorizationCode };

/** A counted member with the birth date that people gave. */
export type RequiredSigner = { readonly personId: string; readonly birthDate: LegalDay };

/** An authorization as the copy holds it; the first day and the last day of its validity both count. */
export type KnownAuthorization = {
  readonly personId: string;
  readonly status: string;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay;
};

/**
 * Everybody of the counted members who is `adultAge` (18, General Principles of the Civil Law art. 11) on the day must
 * have an authorization of this case that is ACTIVE then; for each who has none, the nearest defect.
 */
export function checkAuthorizations(
  signers: readonly RequiredSigner[],
  known: readonly KnownAuthorization[],
  at: { readonly day: LegalDay; readonly adultAge: number },
): AuthorizationFault[] {
  return signers
    .filter(({ birthDate }) => ageOn(birthDate, at.day) >= at.adultAge)
    .flatMap(({ personId }) => {
      const own = known.filter((one) => one.personId === personId);
      const code = defectOf(own, at.day);
      return code === undefined ? [] : [{ personId, code }];
    });
}

/** The defect of the best of a person's authorizations; undefined when one is valid. */
function defectOf(own: readonly KnownAuthorization[], day: LegalDay): AuthorizationCode | undefined {
  const live = own.filter(({ status }) => status === 'ACTIVE');
  if (live.some(({ validFrom, validTo }) => validFrom <= day && day <= validTo)) return undefined;
  // SIGNED: for a day that is to come.
  const coming = own.some(({ status, validFrom }) => status === 'SIGNED' && day < validFrom);
  if (coming || live.some(({ validFrom }) => day < validFrom)) return 'AUTHORIZATION_NOT_YET_VALID';
  if (live.length > 0 || own.some(({ status }) => status === 'EXPIRED')) return 'AUTHORIZATION_EXPIRED';
  return own.some(({ status }) => status === 'REVOKED') ? 'AUTHORIZATION_REVOKED' : 'AUTHORIZATION_MISSING';
}
