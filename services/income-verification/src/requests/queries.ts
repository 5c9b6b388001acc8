import type { getRequest, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { SubQueryTable, VerificationRequestTable } from '../database.ts';
import type { Parameters } from '../parameters/index.ts';
import type { Brief } from '../reports/rules/index.ts';
import type { RequiredAgencies } from './fan-out.ts';

/** A row of the table, its brief read. */
export type RequestRow = Omit<Selectable<VerificationRequestTable>, 'brief'> & { readonly brief: Brief };
/** A row of a sub-query. */
export type SubQueryRow = Selectable<SubQueryTable>;
/** A request as the interface shows it. */
export type Request = OperationOutputOf<typeof getRequest>;

/** One request in the caller's division; throws REQUEST_UNKNOWN. */
export async function getRequestRow(db: Db, id: string, lock = false): Promise<RequestRow> {
  const row = await findRequestRow(db, id, lock);
  if (row === undefined) throw fail('REQUEST_UNKNOWN');
  return row;
}

/** One request, if it is there. */
export async function findRequestRow(db: Db, id: string, lock = false): Promise<RequestRow | undefined> {
  const query = db.selectFrom('verificationRequest').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row === undefined ? undefined : withBrief(row);
}

/** Requests of a case in these states, locked in the order in which every writer locks. */
export async function listCaseRequests(db: Db, caseId: string, states: readonly string[]): Promise<RequestRow[]> {
  const rows = await db
    .selectFrom('verificationRequest')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('state', 'in', states)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(withBrief);
}

// Parse border: the brief was checked against its schema by the client's contract and its hash at intake.
function withBrief(row: Selectable<VerificationRequestTable>): RequestRow {
  return { ...row, brief: row.brief as Brief };
}

/** Sub-queries of requests: of each question its last round. */
export async function listSubQueries(db: Db, requestIds: readonly string[]): Promise<SubQueryRow[]> {
  if (requestIds.length === 0) return [];
  return db
    .selectFrom('subQuery')
    .selectAll()
    .distinctOn(['requestId', 'personId', 'agencyCode', 'itemCode'])
    .where('requestId', 'in', requestIds)
    .orderBy('requestId')
    .orderBy('personId')
    .orderBy('agencyCode')
    .orderBy('itemCode')
    .orderBy('round', 'desc')
    .execute();
}

/** Locks the requests whose open questions these are, before the questions themselves: every writer locks in this order. */
export async function lockWaitingRequests(
  db: Db,
  which: { readonly dueBefore: LegalDay } | { readonly authorizationIds: readonly string[] },
): Promise<void> {
  await db
    .selectFrom('verificationRequest')
    .select('id')
    .where(({ exists, selectFrom }) => {
      const open = selectFrom('subQuery')
        .select('subQuery.id')
        .whereRef('subQuery.requestId', '=', 'verificationRequest.id')
        .where('subQuery.state', 'in', openStates);
      return exists(
        'dueBefore' in which
          ? open.where('subQuery.dueOn', '<', which.dueBefore)
          : open.where('subQuery.authorizationId', 'in', which.authorizationIds),
      );
    })
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** A page of requests, newest first. */
export async function listRequestRows(
  db: Db,
  filter: { limit: number; beforeId?: string | undefined; state?: string; applicationId?: string; overdue?: Overdue },
): Promise<RequestRow[]> {
  let query = db.selectFrom('verificationRequest').selectAll().orderBy('id', 'desc').limit(filter.limit);
  if (filter.beforeId !== undefined) query = query.where('id', '<', filter.beforeId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.applicationId !== undefined) query = query.where('applicationId', '=', filter.applicationId);
  if (filter.overdue?.term === 'INTAKE') {
    query = query.where('state', '=', 'SUBMITTED').where('intakeDueOn', '<', filter.overdue.today);
  }
  if (filter.overdue?.term === 'REPORT') {
    query = query
      .where('state', 'in', ['ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED', 'REVERIFYING'])
      .where('dueOn', '<', filter.overdue.today);
  }
  return (await query.execute()).map(withBrief);
}

/** Requests past a term: to be returned or confirmed, or to be reported on. */
type Overdue = { readonly term: 'INTAKE' | 'REPORT'; readonly today: LegalDay };

/** Which agencies the purpose needs on the parameters' day. */
export function requiredAgencies(parameters: Parameters, purpose: string): RequiredAgencies {
  return {
    mandatory: parameters.texts(`agencies.${purpose}.mandatory`),
    whereLive: parameters.texts(`agencies.${purpose}.where_live`),
    optional: parameters.texts(`agencies.${purpose}.optional`),
  };
}

/** Answered, all, and mandatory ones that still wait. */
export function progressOf(queries: readonly SubQueryRow[]): {
  answered: number;
  total: number;
  mandatoryOpen: number;
} {
  const asked = queries.filter(({ state }) => state !== 'CANCELLED');
  return {
    answered: asked.filter(({ state }) => state === 'ANSWERED' || state === 'ANSWERED_LATE').length,
    total: asked.length,
    mandatoryOpen: asked.filter((one) => one.mandatory && isOpen(one)).length,
  };
}

/** States in which an answer is still awaited. */
export const openStates = ['QUEUED', 'RETRY_WAIT', 'SENT', 'MANUAL_PENDING'] as const;

/** States in which a question has not left, or must leave again. */
export const unsentStates = ['QUEUED', 'RETRY_WAIT'] as const;

/** Whether an answer is still awaited. */
export function isOpen({ state }: { readonly state: string }): boolean {
  return openStates.some((open) => open === state);
}

/** Whether a question waits to leave. */
export function isUnsent({ state }: { readonly state: string }): boolean {
  return unsentStates.some((unsent) => unsent === state);
}

/** The row in the shape of the contract; no figures. */
export function toRequest(row: RequestRow, queries: readonly SubQueryRow[]): Request {
  const { id, no, applicationId, caseId, purpose, programme, kind, state, asOf, pausedReason, reportId, version } = row;
  const { priority, origin, defects } = row;
  return {
    ...{ id, no, applicationId, caseId, purpose, programme, kind, state, asOf, pausedReason, reportId, version },
    ...{ priority, origin, defects },
    divisionCode: row.currentDivisionCode,
    dueDate: row.dueOn,
    intakeDueDate: row.state === 'SUBMITTED' ? row.intakeDueOn : null,
    ...progressOf(queries),
    subQueries: queries.map((one) => ({
      id: one.id,
      personId: one.personId,
      agencyCode: one.agencyCode,
      itemCode: one.itemCode,
      mandatory: one.mandatory,
      attempt: one.attempt,
      state: one.state,
      outcome: one.outcome,
      dueAt: one.dueOn,
    })),
  };
}
