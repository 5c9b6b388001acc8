import { samePersons } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { AuthorizationRow } from '../authorizations/index.ts';
import { stateBusinessDay } from '../business-day.ts';
import { publishDispatch } from './commands.ts';
import { lockWaitingRequests, unsentStates } from './queries.ts';

/** A renewed authorization of the same case and person takes over the questions that wait for one that has ended. */
export async function renewQuestions(work: Work, authorization: AuthorizationRow): Promise<void> {
  const { db } = work.unit;
  const earlier = await db
    .selectFrom('meansAuthorization')
    .select('id')
    .where('caseId', '=', authorization.caseId)
    .where('grantorPersonId', 'in', [...(await samePersons(db, [authorization.grantorPersonId])).keys()])
    .where('id', '<>', authorization.id)
    .where('status', '<>', 'REVOKED')
    .execute();
  const authorizationIds = earlier.map(({ id }) => id);
  if (authorizationIds.length === 0) return;
  await lockWaitingRequests(db, { authorizationIds });
  await stateBusinessDay(work);
  const renewed = await db
    .updateTable('subQuery')
    .set({ authorizationId: authorization.id })
    .where('authorizationId', 'in', authorizationIds)
    .where('state', 'in', unsentStates)
    .where('itemCode', 'in', authorization.scopeItems)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('verificationRequest')
          .select('verificationRequest.id')
          .whereRef('verificationRequest.id', '=', 'subQuery.requestId')
          .where('verificationRequest.purpose', 'in', authorization.scopePurposes)
          .where('verificationRequest.state', 'not in', ['ARCHIVED', 'CANCELLED']),
      ),
    )
    .returning('requestId')
    .execute();
  await resume(work, [...new Set(renewed.map(({ requestId }) => requestId))], 'AUTHORIZATION_EXPIRED');
}

/** Questions that a revocation cancelled are asked in a new round when the person has signed again. */
export async function askWhatWasRevoked(work: Work, authorization: AuthorizationRow): Promise<void> {
  const { kit, unit } = work;
  const personIds = [...(await samePersons(unit.db, [authorization.grantorPersonId])).keys()];
  const requests = await unit.db
    .selectFrom('verificationRequest')
    .select(['id', 'dueOn'])
    .where('caseId', '=', authorization.caseId)
    .where('purpose', 'in', authorization.scopePurposes)
    .where('state', 'in', ['DISPATCHED', 'PARTIAL'])
    .where('pausedReason', '=', 'AUTHORIZATION_REVOKED')
    .orderBy('id')
    .forUpdate()
    .execute();
  if (requests.length === 0) return;
  await stateBusinessDay(work);
  for (const { id } of requests) {
    const { rows } = await sql<Again>`
      select distinct on (person_id, agency_code, item_code)
        person_id as "personId", agency_code as "agencyCode", item_code as "itemCode", round, mandatory, wave,
        agreement_id as "agreementId", due_on as "dueOn", state, fault
      from sub_query where request_id = ${id} and person_id = any(${personIds}::uuid[])
      order by person_id, agency_code, item_code, round desc`.execute(unit.db);
    const again = rows.filter(
      ({ state, fault, itemCode }) =>
        state === 'CANCELLED' && fault === 'AUTHORIZATION_REVOKED' && authorization.scopeItems.includes(itemCode),
    );
    if (again.length === 0) continue;
    const asked = again.map(({ state: _state, fault: _fault, ...row }) => ({
      ...row,
      ...{ id: kit.newId(), requestId: id, round: row.round + 1, state: 'QUEUED', authorizationId: authorization.id },
    }));
    await unit.db.insertInto('subQuery').values(asked).execute();
    await resumeIfNobodyIsMissing(work, id);
  }
}

interface Again {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly round: number;
  readonly mandatory: boolean;
  readonly wave: number;
  readonly agreementId: string;
  readonly dueOn: string;
  readonly state: string;
  readonly fault: string | null;
}

/** While another person's questions stay cancelled by their own revocation the request goes on waiting. */
async function resumeIfNobodyIsMissing(work: Work, requestId: string): Promise<void> {
  const { rows } = await sql`
    select from (
      select distinct on (person_id, agency_code, item_code) state, fault from sub_query where request_id = ${requestId}
      order by person_id, agency_code, item_code, round desc
    ) as last where state = 'CANCELLED' and fault = 'AUTHORIZATION_REVOKED' limit 1`.execute(work.unit.db);
  if (rows.length === 0) await resume(work, [requestId], 'AUTHORIZATION_REVOKED');
}

/** Requests that waited for the renewal go on at once. */
async function resume(work: Work, requestIds: readonly string[], reason: string): Promise<void> {
  if (requestIds.length === 0) return;
  const resumed = await work.unit.db
    .updateTable('verificationRequest')
    .set((eb) => ({ pausedReason: null, version: eb('version', '+', 1) }))
    .where('id', 'in', requestIds)
    .where('pausedReason', '=', reason)
    .returning(['id', 'currentDivisionCode', 'version'])
    .execute();
  for (const request of resumed) publishDispatch(work, request, request.version);
}
