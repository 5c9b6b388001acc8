import type { authorizationSigned, EventPayload } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { samePersons } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { AuthorizationCopyTable } from '../database.ts';
import { getParameter } from '../standards/index.ts';
import { type AuthorizationFault, checkAuthorizations, type RequiredSigner } from './rules.ts';

type AuthorizationState = EventPayload<typeof authorizationSigned>;

const ownCases = 'social-assistance/';

/** Stores what an event says of an authorization of one of our cases, unless a later version is there. */
export async function keepAuthorization(db: Db, state: AuthorizationState, version: number): Promise<void> {
  if (!state.caseId.startsWith(ownCases)) return;
  const row = {
    authorizationId: state.authorizationId,
    applicationId: state.caseId.slice(ownCases.length),
    personId: state.personId,
    status: state.status,
    purposes: state.purposes,
    validFrom: state.validFrom,
    validTo: state.validTo,
    version,
  };
  await db
    .insertInto('authorizationCopy')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('authorizationId').doUpdateSet(row).where('authorizationCopy.version', '<', version),
    )
    .execute();
}

/** The authorizations of a case. */
export function listAuthorizations(db: Db, applicationId: string): Promise<Selectable<AuthorizationCopyTable>[]> {
  return db
    .selectFrom('authorizationCopy')
    .selectAll()
    .where('applicationId', '=', applicationId)
    .orderBy('authorizationId')
    .execute();
}

/** Which counted adults of a case lack an authorization that is ACTIVE on the day; a merged person's counts for both ids. */
export async function findAuthorizationFaults(
  db: Db,
  application: { readonly id: string; readonly currentDivisionCode: string },
  asked: { readonly signers: readonly RequiredSigner[]; readonly day: LegalDay },
): Promise<AuthorizationFault[]> {
  const { signers, day } = asked;
  const [known, adultAge, same] = await Promise.all([
    listAuthorizations(db, application.id),
    getParameter(db, 'members.adult_age', { divisionCode: application.currentDivisionCode, date: day }),
    samePersons(
      db,
      signers.map(({ personId }) => personId),
    ),
  ]);
  const canonical = known.map((one) => ({ ...one, personId: same.get(one.personId) ?? one.personId }));
  return checkAuthorizations(signers, canonical, { day, adultAge: Number(adultAge.value) });
}
