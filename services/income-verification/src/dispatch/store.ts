import { verificationProgress } from '@mz/contracts';
import { sealIdentity } from '../answers/index.ts';
import type { Work } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import {
  getRequestRow,
  isOpen,
  isUnsent,
  listSubQueries,
  progressOf,
  publishDispatch,
  type RequestRow,
  type SubQueryRow,
  setPause,
  unsentStates,
} from '../requests/index.ts';
import type { Sent } from './ask.ts';
import { tellHealth } from './health.ts';
import { identityRecord } from './load.ts';
import { storeOutcome, storingOf } from './outcomes.ts';
import { decideSends } from './send-rules.ts';

/** Stores what came back: answers, quarantine, retries, log, health and progress, in one transaction. */
export async function storeSent(work: Work, sent: Sent): Promise<void> {
  const { unit } = work;
  const { request, queries } = sent.sendable;
  const locked = await getRequestRow(unit.db, request.id, true);
  if (sent.decision.pause !== undefined) await pauseOrSendAgain(work, locked, sent);
  for (const { id, state, fault } of sent.decision.close) {
    await closeQuery(work, id, { state, fault });
  }
  await keepIdentities(work, sent);
  const storing = await storingOf(work, request, sent.sendable.dataKey);
  const current = await lockQueries(work, queries);
  for (const outcome of sent.outcomes) await storeOutcome(storing, outcome, current.get(outcome.query.id));
  await tellHealth(work, sent);
  const answered = sent.outcomes.some(({ reply }) => reply.kind === 'JUDGED' && reply.judgement.ok);
  if (sent.outcomes.length > 0 || sent.decision.close.length > 0) await tellProgress(work, locked, answered);
}

/** The request waits for people, unless they renewed the authorization since it was looked at: then its questions leave. */
async function pauseOrSendAgain(work: Work, request: RequestRow, { sendable }: Sent): Promise<void> {
  const { kit, unit } = work;
  const queries = (await listSubQueries(unit.db, [request.id])).filter(isUnsent);
  const { pause } = decideSends({
    purpose: request.purpose,
    queries,
    authorizations: await findAuthorizations(
      unit.db,
      queries.map(({ authorizationId }) => authorizationId),
    ),
    liveAgreements: sendable.sla,
    granted: sendable.granted,
    today: kit.clock.today(),
  });
  if (pause === undefined) return publishDispatch(work, request, request.version);
  await setPause(work, [request.id], pause);
  const after = { reason: pause };
  unit.audit({ action: 'requests.pause', recordType: 'verification_request', recordId: request.id, after });
}

/** The questions as they stand, locked. */
export async function lockQueries(
  { unit }: Pick<Work, 'unit'>,
  queries: readonly { readonly id: string }[],
): Promise<Map<string, SubQueryRow>> {
  const ids = queries.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await unit.db
    .selectFrom('subQuery')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function closeQuery({ kit, unit }: Work, id: string, change: { state: string; fault: string }): Promise<void> {
  await unit.db
    .updateTable('subQuery')
    .set({ ...change, closedAt: kit.clock.wall() })
    .where('id', '=', id)
    .where('state', 'in', unsentStates)
    .execute();
}

/** Keeps what was disclosed for this request, encrypted under its key (§14 reading 6). */
async function keepIdentities({ kit, unit }: Work, sent: Sent): Promise<void> {
  const { request, dataKey } = sent.sendable;
  const rows = [...sent.disclosed].map(([personId, identity]) => ({
    requestId: request.id,
    personId,
    sealedIdentity: sealIdentity(kit, { recordId: identityRecord(request.id, personId), dataKey }, identity),
    disclosedAt: kit.clock.wall(),
  }));
  if (rows.length === 0) return;
  await unit.db
    .insertInto('identityCopy')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['requestId', 'personId']).doNothing())
    .execute();
}

/** Counts what is answered, moves the request on, and says so; an answer after an issued version makes the next one. */
export async function tellProgress(work: Work, request: RequestRow, answeredNow: boolean): Promise<void> {
  const { unit } = work;
  const queries = await listSubQueries(unit.db, [request.id]);
  const progress = progressOf(queries);
  const state = stateAfter(request.state, progress.answered, answeredNow);
  const { version } = await unit.db
    .updateTable('verificationRequest')
    .set((eb) => ({ state, version: eb('version', '+', 1) }))
    .where('id', '=', request.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  unit.audit({ action: 'requests.answer', recordType: 'verification_request', recordId: request.id, after: progress });
  unit.publish(verificationProgress, {
    subject: request.id,
    divisionCode: request.currentDivisionCode,
    aggregateVersion: version,
    data: { requestId: request.id, applicationId: request.applicationId, ...progress },
  });
  // Nothing of the first wave is open any more: the second leaves.
  const second = queries.some(({ wave, sentOn, ...one }) => wave === 2 && sentOn === null && isUnsent(one));
  const first = queries.some(({ wave, ...one }) => wave === 1 && isOpen(one));
  if (second && !first && request.pausedReason === null) publishDispatch(work, request, version);
}

/** A version is out and nothing is contested: what comes now makes the next one (§5.1). */
const issued: ReadonlySet<string> = new Set(['REPORT_ISSUED', 'UPHELD', 'REVISED']);

function stateAfter(state: string, answered: number, answeredNow: boolean): string {
  if (state === 'DISPATCHED' && answered > 0) return 'PARTIAL';
  return answeredNow && issued.has(state) ? 'SUPPLEMENTED' : state;
}
