import { createHash } from 'node:crypto';
import { verificationProgress } from '@mz/contracts';
import { sealBody, sealIdentity, sealRows } from '../answers/index.ts';
import type { Work } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import { loadParameters } from '../parameters/index.ts';
import {
  getRequestRow,
  isOpen,
  listSubQueries,
  progressOf,
  publishDispatch,
  type RequestRow,
  type SubQueryRow,
  setPause,
} from '../requests/index.ts';
import type { Outcome, Sent } from './ask.ts';
import { tellHealth } from './health.ts';
import { identityRecord } from './load.ts';
import { decideSends, nextTry } from './send-rules.ts';

interface Storing extends Work {
  readonly sent: Sent;
  readonly retry: { readonly attemptsMax: number; readonly retryMinutes: readonly number[] };
}

/** Stores what came back: answers, quarantine, retries, log, health and progress, in one transaction. */
export async function storeSent(work: Work, sent: Sent): Promise<void> {
  const { kit, unit } = work;
  const { request, queries } = sent.sendable;
  const locked = await getRequestRow(unit.db, request.id, true);
  if (sent.decision.pause !== undefined) await pauseOrSendAgain(work, locked, sent);
  for (const { id, state, fault } of sent.decision.close) {
    await closeQuery(work, id, { state, fault });
  }
  const parameters = await loadParameters(unit.db, request.currentDivisionCode, kit.clock.today());
  const retry = {
    attemptsMax: parameters.number('attempts_max'),
    retryMinutes: parameters.numbers('retry_minutes'),
  };
  const storing = { ...work, sent, retry };
  await keepIdentities(storing);
  const current = await lockQueries(work, queries);
  for (const outcome of sent.outcomes) await storeOutcome(storing, outcome, current.get(outcome.query.id));
  await tellHealth(work, sent);
  await tellProgress(work, locked, sent.outcomes.length > 0 || sent.decision.close.length > 0);
}

/** The request waits for people, unless they renewed the authorization since it was looked at: then its questions leave. */
async function pauseOrSendAgain(work: Work, request: RequestRow, { sendable }: Sent): Promise<void> {
  const { kit, unit } = work;
  const queries = (await listSubQueries(unit.db, [request.id])).filter(isOpen);
  const { pause } = decideSends({
    purpose: request.purpose,
    queries,
    authorizations: await findAuthorizations(
      unit.db,
      queries.map(({ authorizationId }) => authorizationId),
    ),
    liveAgreements: sendable.sla,
    today: kit.clock.today(),
  });
  if (pause === undefined) return publishDispatch(work, request, request.version);
  await setPause(work, [request.id], pause);
  const after = { reason: pause };
  unit.audit({ action: 'requests.pause', recordType: 'verification_request', recordId: request.id, after });
}

async function lockQueries({ unit }: Work, queries: readonly SubQueryRow[]): Promise<Map<string, SubQueryRow>> {
  const ids = queries.map(({ id }) => id);
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
    .where('state', 'in', ['QUEUED', 'RETRY_WAIT'])
    .execute();
}

async function keepIdentities({ kit, unit, sent }: Storing): Promise<void> {
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

async function storeOutcome(storing: Storing, outcome: Outcome, current: SubQueryRow | undefined): Promise<void> {
  if (current === undefined) return;
  const { reply } = outcome;
  await logSend(storing, outcome);
  if (reply.kind === 'FAULT') {
    if (reply.raw !== undefined) await quarantine(storing, current, { code: reply.fault, raw: reply.raw });
    return storeFault(storing, { outcome, current }, reply.fault);
  }
  const { judgement, raw } = reply;
  if (!judgement.ok) {
    await quarantine(storing, current, { code: judgement.code, raw });
    return storeFault(storing, { outcome, current }, judgement.code);
  }
  if (current.state === 'CANCELLED') return quarantine(storing, current, { code: 'ANSWER_NOT_EXPECTED', raw });
  if (current.state === 'ANSWERED' || current.state === 'ANSWERED_LATE') {
    return quarantine(storing, current, { code: 'ANSWER_DUPLICATE', raw });
  }
  if (judgement.outcome === 'ERROR') return storeFault(storing, { outcome, current }, 'ERROR');
  if (judgement.flags.includes('ANSWER_OVER_RETURN')) {
    await quarantine(storing, current, { code: 'ANSWER_OVER_RETURN', raw });
  }
  return storeAnswer(storing, current, { ...reply, judgement });
}

type Judged = Extract<Outcome['reply'], { kind: 'JUDGED' }>;
type Accepted = Judged & { readonly judgement: Extract<Judged['judgement'], { ok: true }> };

async function storeAnswer({ kit, unit, sent }: Storing, query: SubQueryRow, reply: Accepted): Promise<void> {
  const { outcome, rows, flags, quarantined } = reply.judgement;
  const late = !isOpen(query);
  await unit.db
    .insertInto('answer')
    .values({
      subQueryId: query.id,
      outcome,
      sealedRows: sealRows(kit, { recordId: query.id, dataKey: sent.sendable.dataKey }, rows),
      rowCount: rows.length,
      sourceAsOf: reply.sourceAsOf,
      receivedOn: kit.clock.today(),
      receivedAt: kit.clock.wall(),
      rawHash: createHash('sha256').update(reply.raw).digest('hex'),
      flags,
      quarantined,
      late,
    })
    .execute();
  await unit.db
    .updateTable('subQuery')
    .set({
      state: late ? 'ANSWERED_LATE' : 'ANSWERED',
      outcome,
      attempt: query.attempt + 1,
      fault: null,
      nextTryAt: null,
      closedAt: kit.clock.wall(),
    })
    .where('id', '=', query.id)
    .execute();
}

/** A circuit that is open is no attempt; every other fault is, up to the last one (§5.1). */
async function storeFault(
  storing: Storing,
  { outcome: { query: sent }, current: query }: { readonly outcome: Outcome; readonly current: SubQueryRow },
  fault: string,
): Promise<void> {
  // Two sends that overlapped (the event and the job) are one attempt.
  if (!isOpen(query) || query.attempt !== sent.attempt) return;
  const { kit, unit, retry } = storing;
  const skipped = fault === 'CIRCUIT_OPEN';
  const attempt = skipped ? query.attempt : query.attempt + 1;
  const again =
    fault === 'ID_MISSING' ? undefined : nextTry(Math.max(attempt, 1), waitOf(retry, skipped), kit.clock.business());
  await unit.db
    .updateTable('subQuery')
    .set({
      state: again === undefined ? 'FAILED' : 'RETRY_WAIT',
      attempt,
      fault,
      outcome: again === undefined && fault === 'ERROR' ? 'ERROR' : null,
      nextTryAt: again ?? null,
      closedAt: again === undefined ? kit.clock.wall() : null,
    })
    .where('id', '=', query.id)
    .execute();
}

function waitOf(retry: Storing['retry'], skipped: boolean): Storing['retry'] {
  const [first = 5] = retry.retryMinutes;
  return skipped ? { attemptsMax: Number.POSITIVE_INFINITY, retryMinutes: [first] } : retry;
}

async function quarantine(
  { kit, unit, sent }: Storing,
  query: SubQueryRow,
  { code, raw }: { readonly code: string; readonly raw: string },
): Promise<void> {
  const id = kit.newId();
  const place = { recordId: id, dataKey: sent.sendable.dataKey };
  await unit.db
    .insertInto('quarantinedAnswer')
    .values({
      id,
      subQueryId: query.id,
      code,
      sealedBody: sealBody(kit, place, raw),
      receivedAt: kit.clock.wall(),
    })
    .execute();
  unit.audit({ action: 'answers.quarantine', recordType: 'sub_query', recordId: query.id, after: { code } });
}

async function logSend({ kit, ctx, unit, sent }: Storing, { query, reply, durationMs }: Outcome): Promise<void> {
  const { request } = sent.sendable;
  const judged = reply.kind === 'JUDGED' ? reply.judgement : undefined;
  const failed = reply.kind === 'FAULT' ? reply.fault : 'FAULT';
  await unit.db
    .insertInto('queryLog')
    .values({
      id: kit.newId(),
      requestId: request.id,
      subQueryId: query.id,
      at: kit.clock.wall(),
      actor: ctx.actor.subject,
      caseId: request.caseId,
      purpose: request.purpose,
      personHash: Buffer.from(kit.indexes.of('query_log.person', query.personId)),
      agencyCode: query.agencyCode,
      itemCode: query.itemCode,
      authorizationId: query.authorizationId,
      agreementId: query.agreementId,
      outcome: judged === undefined ? failed : judged.ok ? judged.outcome : judged.code,
      durationMs,
    })
    .execute();
}

/** Counts what is answered, moves the request on, and says so. */
export async function tellProgress(work: Work, request: RequestRow, changed: boolean): Promise<void> {
  if (!changed) return;
  const { unit } = work;
  const progress = progressOf(await listSubQueries(unit.db, [request.id]));
  const state = stateAfter(request.state, progress.answered);
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
}

function stateAfter(state: string, answered: number): string {
  if (state === 'DISPATCHED' && answered > 0) return 'PARTIAL';
  return state === 'REPORT_ISSUED' ? 'SUPPLEMENTED' : state;
}
