import type { Work } from '../app-kit.ts';
import type { AuthorizationEffects, AuthorizationRow } from '../authorizations/index.ts';
import { publishDispatch } from './commands.ts';
import { cancelIfAllDead, cancelIfAllRevoked } from './ends.ts';
import { lockWaitingRequests, openStates, unsentStates } from './queries.ts';

/** What a signature or its end means for the questions that wait. */
export const authorizationEffects: AuthorizationEffects = {
  signed: renewQuestions,
  revoked: cancelQuestions,
  restored: requeueQuestions,
  died: (work, { caseId }) => cancelIfAllDead(work, caseId),
};

/** Queued questions of a revoked authorization are cancelled at once, and their request waits for people. */
async function cancelQuestions(work: Work, authorization: AuthorizationRow): Promise<void> {
  const { kit, unit } = work;
  await lockWaitingRequests(unit.db, { authorizationIds: [authorization.id] });
  const cancelled = await unit.db
    .updateTable('subQuery')
    .set({ state: 'CANCELLED', fault: 'AUTHORIZATION_REVOKED', closedAt: kit.clock.wall() })
    .where('authorizationId', '=', authorization.id)
    .where('state', 'in', openStates)
    .returning('requestId')
    .execute();
  const requestIds = [...new Set(cancelled.map(({ requestId }) => requestId))];
  await setPause({ unit }, requestIds, 'AUTHORIZATION_REVOKED');
  await cancelIfAllRevoked(work, authorization.caseId);
}

/** A renewed authorization of the same case and person takes over the questions that wait for one that has ended. */
async function renewQuestions(work: Work, authorization: AuthorizationRow): Promise<void> {
  const { db } = work.unit;
  const earlier = await db
    .selectFrom('meansAuthorization')
    .select('id')
    .where('caseId', '=', authorization.caseId)
    .where('grantorPersonId', '=', authorization.grantorPersonId)
    .where('id', '<>', authorization.id)
    .where('status', '<>', 'REVOKED')
    .execute();
  const authorizationIds = earlier.map(({ id }) => id);
  if (authorizationIds.length === 0) return;
  await lockWaitingRequests(db, { authorizationIds });
  const renewed = await db
    .updateTable('subQuery')
    .set({ authorizationId: authorization.id })
    .where('authorizationId', 'in', authorizationIds)
    .where('state', 'in', unsentStates)
    .where('itemCode', 'in', authorization.scopeItems)
    .returning('requestId')
    .execute();
  await resume(work, [...new Set(renewed.map(({ requestId }) => requestId))]);
}

/** Questions that a death cancelled in a check that still goes on are asked again. */
async function requeueQuestions(work: Work, { id: authorizationId }: AuthorizationRow): Promise<void> {
  const { kit, unit } = work;
  const open = await unit.db
    .selectFrom('verificationRequest')
    .select(['id', 'currentDivisionCode', 'version'])
    .where('state', 'in', ['DISPATCHED', 'PARTIAL'])
    .where('dueOn', '>=', kit.clock.today())
    .orderBy('id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('subQuery')
          .select('subQuery.id')
          .whereRef('subQuery.requestId', '=', 'verificationRequest.id')
          .where('subQuery.authorizationId', '=', authorizationId)
          .where('subQuery.state', '=', 'CANCELLED'),
      ),
    )
    .forUpdate()
    .execute();
  for (const request of open) {
    await unit.db
      .updateTable('subQuery')
      .set({ state: 'QUEUED', fault: null, closedAt: null, nextTryAt: null })
      .where('requestId', '=', request.id)
      .where('authorizationId', '=', authorizationId)
      .where('state', '=', 'CANCELLED')
      .where('fault', '=', 'AUTHORIZATION_EXPIRED')
      .execute();
    const version = request.version + 1;
    await unit.db.updateTable('verificationRequest').set({ version }).where('id', '=', request.id).execute();
    publishDispatch(work, request, version);
  }
}

/** Requests that waited for the renewal go on at once. */
async function resume(work: Work, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return;
  const resumed = await work.unit.db
    .updateTable('verificationRequest')
    .set((eb) => ({ pausedReason: null, version: eb('version', '+', 1) }))
    .where('id', 'in', requestIds)
    .where('pausedReason', '=', 'AUTHORIZATION_EXPIRED')
    .returning(['id', 'currentDivisionCode', 'version'])
    .execute();
  for (const request of resumed) publishDispatch(work, request, request.version);
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
