import type { Work } from '../app-kit.ts';
import type { AuthorizationEffects, AuthorizationRow } from '../authorizations/index.ts';

/** What a signature or its end means for the questions that wait. */
export const authorizationEffects: AuthorizationEffects = { signed: renewQuestions, revoked: cancelQuestions };

/** Queued questions of a revoked authorization are cancelled at once, and their request waits for people. */
async function cancelQuestions({ kit, unit }: Work, authorization: AuthorizationRow): Promise<void> {
  const cancelled = await unit.db
    .updateTable('subQuery')
    .set({ state: 'CANCELLED', fault: 'AUTHORIZATION_REVOKED', closedAt: kit.clock.wall() })
    .where('authorizationId', '=', authorization.id)
    .where('state', 'in', ['QUEUED', 'RETRY_WAIT'])
    .returning('requestId')
    .execute();
  const requestIds = [...new Set(cancelled.map(({ requestId }) => requestId))];
  await setPause({ unit }, requestIds, 'AUTHORIZATION_REVOKED');
}

/** A renewed authorization of the same case and person takes over the questions that wait for one that has expired. */
async function renewQuestions({ unit }: Work, authorization: AuthorizationRow): Promise<void> {
  const renewed = await unit.db
    .updateTable('subQuery')
    .from('meansAuthorization as old')
    .set({ authorizationId: authorization.id })
    .whereRef('old.id', '=', 'subQuery.authorizationId')
    .where('old.caseId', '=', authorization.caseId)
    .where('old.grantorPersonId', '=', authorization.grantorPersonId)
    .where('old.id', '<>', authorization.id)
    .where('old.status', '<>', 'REVOKED')
    .where('subQuery.state', 'in', ['QUEUED', 'RETRY_WAIT'])
    .where('subQuery.itemCode', 'in', authorization.scopeItems)
    .returning('subQuery.requestId')
    .execute();
  const requestIds = [...new Set(renewed.map(({ requestId }) => requestId))];
  if (requestIds.length === 0) return;
  await unit.db
    .updateTable('verificationRequest')
    .set((eb) => ({ pausedReason: null, version: eb('version', '+', 1) }))
    .where('id', 'in', requestIds)
    .where('pausedReason', '=', 'AUTHORIZATION_EXPIRED')
    .execute();
}

/** Pauses requests; a reason that is there stays. */
export async function setPause({ unit }: Pick<Work, 'unit'>, requestIds: readonly string[], reason: string) {
  if (requestIds.length === 0) return;
  await unit.db
    .updateTable('verificationRequest')
    .set((eb) => ({ pausedReason: reason, version: eb('version', '+', 1) }))
    .where('id', 'in', requestIds)
    .where('pausedReason', 'is', null)
    .execute();
}
