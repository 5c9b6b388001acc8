import { createHash } from 'node:crypto';
import type { WrappedDataKey } from '@mz/crypto';
import { sealBody, sealRows } from '../answers/index.ts';
import type { Work } from '../app-kit.ts';
import { stateBusinessDay } from '../business-day.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { clientOf, personHash } from '../query-log/index.ts';
import { isOpen, type RequestRow, type SubQueryRow } from '../requests/index.ts';
import type { Outcome, Reply } from './ask.ts';
import { nextTry } from './send-rules.ts';

/** What the storing of one reply works with. */
export interface Storing extends Work {
  readonly request: Pick<RequestRow, 'id' | 'caseId' | 'purpose'>;
  readonly dataKey: WrappedDataKey;
  readonly retry: { readonly attemptsMax: number; readonly retryMinutes: readonly number[] };
}

/** Loads how often a question of this request is tried again. */
export async function storingOf(work: Work, request: RequestRow, dataKey: WrappedDataKey): Promise<Storing> {
  const parameters = await loadParameters(work.unit.db, request.currentDivisionCode, work.kit.clock.today());
  const retry = {
    attemptsMax: parameters.number('attempts_max'),
    retryMinutes: parameters.numbers('retry_minutes'),
  };
  return { ...work, request, dataKey, retry };
}

/** Stores what became of one question, by whatever way it was asked: answer, quarantine or another try, and the log line. */
export async function storeOutcome(
  storing: Storing,
  outcome: Outcome,
  current: SubQueryRow | undefined,
): Promise<void> {
  if (current === undefined) return;
  const { reply } = outcome;
  await logSend(storing, outcome, current);
  if (reply.kind === 'FAULT') {
    if (reply.raw !== undefined) await quarantine(storing, current, { code: reply.fault, raw: reply.raw });
    return storeFault(storing, { outcome, current }, reply.fault);
  }
  const { judgement, raw } = reply;
  if (!judgement.ok) {
    await quarantine(storing, current, { code: judgement.code, raw });
    return storeFault(storing, { outcome, current }, judgement.code);
  }
  const misplaced = misplacedIn(current.state);
  if (misplaced !== undefined) return quarantine(storing, current, { code: misplaced, raw });
  if (judgement.outcome === 'ERROR') return storeFault(storing, { outcome, current }, 'ERROR');
  if (judgement.flags.includes('ANSWER_OVER_RETURN')) {
    await quarantine(storing, current, { code: 'ANSWER_OVER_RETURN', raw });
  }
  return storeAnswer(storing, current, { ...reply, judgement });
}

/** Why a question that is closed takes no answer; undefined when it does. */
function misplacedIn(state: string): 'ANSWER_NOT_EXPECTED' | 'ANSWER_DUPLICATE' | undefined {
  if (state === 'CANCELLED') return 'ANSWER_NOT_EXPECTED';
  return state === 'ANSWERED' || state === 'ANSWERED_LATE' ? 'ANSWER_DUPLICATE' : undefined;
}

type Judged = Extract<Outcome['reply'], { kind: 'JUDGED' }>;
type Accepted = Judged & { readonly judgement: Extract<Judged['judgement'], { ok: true }> };

async function storeAnswer({ kit, unit, dataKey }: Storing, query: SubQueryRow, reply: Accepted): Promise<void> {
  const { outcome, rows, flags, quarantined } = reply.judgement;
  const late = !isOpen(query);
  await unit.db
    .insertInto('answer')
    .values({
      subQueryId: query.id,
      outcome,
      sealedRows: sealRows(kit, { recordId: query.id, dataKey }, rows),
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

/** A circuit that is open is no attempt, nor is a look whether it can be closed; every other fault is, up to the last one (§5.1). */
async function storeFault(
  storing: Storing,
  { outcome: { query: sent, reply }, current: query }: { readonly outcome: Outcome; readonly current: SubQueryRow },
  fault: string,
): Promise<void> {
  // Two sends that overlapped (the event and the job) are one attempt.
  if (!isOpen(query) || query.attempt !== sent.attempt) return;
  const { kit, unit, retry } = storing;
  if (fault === 'DEFERRED') return waitForAnswer(storing, query);
  const skipped = isLook(reply);
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

/** Nothing was asked, or only whether the agency is back. */
export function isLook(reply: Reply): boolean {
  return reply.kind === 'FAULT' && (reply.fault === 'CIRCUIT_OPEN' || reply.trial === true);
}

/** The agency has the question: it is open until the answer comes or its day is past. */
async function waitForAnswer({ kit, unit }: Storing, { id, attempt }: SubQueryRow): Promise<void> {
  await stateBusinessDay({ kit, unit });
  const change = { state: 'SENT', attempt: attempt + 1, fault: null, nextTryAt: null };
  await unit.db.updateTable('subQuery').set(change).where('id', '=', id).execute();
}

function waitOf(retry: Storing['retry'], skipped: boolean): Storing['retry'] {
  const [first = 5] = retry.retryMinutes;
  return skipped ? { attemptsMax: Number.POSITIVE_INFINITY, retryMinutes: [first] } : retry;
}

async function quarantine(
  { kit, unit, dataKey }: Storing,
  query: SubQueryRow,
  { code, raw }: { readonly code: string; readonly raw: string },
): Promise<void> {
  const id = kit.newId();
  const place = { recordId: id, dataKey };
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
  // The agency knows the question by its id.
  const kind = code === 'ANSWER_OVER_RETURN' ? 'OVER_RETURN' : 'ANSWER_REFUSED';
  tellPartner({ kit, unit }, { partnerCode: query.agencyCode, kind, ref: query.id, code });
}

async function logSend(
  storing: Storing,
  { query, reply, durationMs }: Outcome,
  current: Pick<SubQueryRow, 'state'>,
): Promise<void> {
  const judged = reply.kind === 'JUDGED' ? reply.judgement : undefined;
  const failed = reply.kind === 'FAULT' ? reply.fault : 'FAULT';
  const believed = judged?.ok ? (misplacedIn(current.state) ?? judged.outcome) : judged?.code;
  // What a name differed in is the person's; the rest is the agency's.
  const flags = judged?.ok ? judged.flags.filter((flag) => !flag.startsWith('NAME_')) : [];
  await storing.unit.db
    .insertInto('queryLog')
    .values({ ...logRow(storing, query, { outcome: believed ?? failed, durationMs }), flags })
    .execute();
}

/** A line of the log of what was sent and received; the person is a keyed hash (income-verification.md §9). */
export function logRow(
  { kit, ctx, request }: Pick<Storing, 'kit' | 'ctx' | 'request'>,
  query: SubQueryRow,
  { outcome, durationMs }: { readonly outcome: string; readonly durationMs: number },
) {
  return {
    id: kit.newId(),
    requestId: request.id,
    subQueryId: query.id,
    at: kit.clock.wall(),
    loggedOn: kit.clock.today(),
    ...{ actor: ctx.actor.subject, role: ctx.grant?.role ?? 'SYSTEM', client: clientOf(ctx) },
    caseId: request.caseId,
    purpose: request.purpose,
    personHash: personHash(kit, query.personId),
    agencyCode: query.agencyCode,
    itemCode: query.itemCode,
    authorizationId: query.authorizationId,
    agreementId: query.agreementId,
    outcome,
    durationMs,
  };
}
