import type { Work } from '../app-kit.ts';
import type { AuthorizationEffects, AuthorizationRow } from '../authorizations/index.ts';
import { publishDispatch } from './commands.ts';
import { cancelIfAllDead, cancelIfAllRevoked } from './ends.ts';
import { lockWaitingRequests, openStates } from './queries.ts';
import { askWhatWasRevoked, renewQuestions } from './renewal.ts';
import { submitWhenSigned } from './submit.ts';
import { withdrawUnsent } from './withdraw.ts';

/** What a signature or its end means for the questions that wait. */
export const authorizationEffects: AuthorizationEffects = {
  async signed(work, authorization) {
    await renewQuestions(work, authorization);
    await askWhatWasRevoked(work, authorization);
    await submitWhenSigned(work, authorization.caseId);
  },
  revoked: cancelQuestions,
  superseded: passOnSubscriptions,
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
    .returning(['id', 'requestId'])
    .execute();
  await withdrawUnsent(work, cancelled);
  const requestIds = [...new Set(cancelled.map(({ requestId }) => requestId))];
  await setPause({ unit }, requestIds, 'AUTHORIZATION_REVOKED');
  await cancelIfAllRevoked(work, authorization.caseId);
}

/** The registers go on being watched under the authorization that took the place of the earlier one. */
async function passOnSubscriptions({ unit }: Work, earlier: AuthorizationRow, newer: AuthorizationRow): Promise<void> {
  await unit.db
    .updateTable('subscription')
    .set({ authorizationId: newer.id, toOn: newer.validTo })
    .where('authorizationId', '=', earlier.id)
    .where('state', '=', 'ACTIVE')
    .execute();
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
