import type { Login } from '../accounts/index.ts';

/** What a person's access token says beside subject, audience and times. */
export interface PersonClaims {
  readonly personId?: string;
  readonly roles: Login['roles'];
  readonly acr: string;
}

/** Claims of a log-in by password; approvers and finance will need a second factor before `high` is given. */
export function claimsOf(login: Login): PersonClaims {
  return {
    ...(login.personId === null ? {} : { personId: login.personId }),
    roles: login.roles,
    acr: 'substantial',
  };
}
