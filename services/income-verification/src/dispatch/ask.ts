import { agreedRows, subjectOf } from '@mz/agencies';
import { type AgencyAnswer, disclosePersons } from '@mz/contracts';
import { firstDayOf } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { isOutside } from '../agreements/index.ts';
import type { Identity } from '../answers/index.ts';
import type { AppKit } from '../app-kit.ts';
import type { SubQueryRow } from '../requests/index.ts';
import { type AgencyAdapter, AgencyFault, type FaultKind, type Inquiry } from './adapter.ts';
import { type Judgement, judgeAnswer } from './answer-rules.ts';
import type { Breakers } from './breakers.ts';
import { loadSendable, type Mode, type Sendable } from './load.ts';
import { releaseQueries } from './release.ts';
import { decideSends, type SendDecision } from './send-rules.ts';

/** How the agencies are reached. */
export interface Agencies {
  readonly ledger: AgencyAdapter;
  readonly signedCall: AgencyAdapter;
  /** Agencies that answer as SPDCI registries. */
  readonly registry: AgencyAdapter;
  readonly breakers: Breakers;
  /** Agencies that have let a question wait longer than anybody waits, and have not answered one soon since. */
  readonly slow: Set<string>;
}

/** What became of one question. */
export type Reply =
  | { readonly kind: 'JUDGED'; readonly judgement: Judgement; readonly raw: string; readonly sourceAsOf: string }
  | {
      readonly kind: 'FAULT';
      readonly fault: FaultKind | 'ID_MISSING';
      readonly raw: string | undefined;
      /** It was only tried whether the agency is back. */
      readonly trial?: boolean;
    };

/** One question with its reply. */
export interface Outcome {
  readonly query: SubQueryRow;
  readonly reply: Reply;
  readonly durationMs: number;
}

/** A send that has been done and waits to be stored. */
export interface Sent {
  readonly sendable: Sendable;
  readonly decision: SendDecision;
  /** Disclosed just now, to be kept for later attempts. */
  readonly disclosed: ReadonlyMap<string, Identity>;
  readonly outcomes: readonly Outcome[];
  /** Agencies that were asked and whose circuit is open now. */
  readonly down: ReadonlySet<string>;
}

/** Asks all agencies about a request's open questions at once; no transaction is open meanwhile. */
export async function askAgencies(
  kit: AppKit,
  ctx: Context,
  agencies: Agencies,
  requestId: string,
): Promise<Sent | undefined> {
  const begun = await beginAsking(kit, ctx, agencies, requestId);
  if (begun === undefined) return undefined;
  const outcomes = await Promise.all(begun.asked.map(({ outcome }) => outcome));
  return withOutcomes(agencies, begun.sent, outcomes);
}

/** A send whose questions are on their way. */
export interface Begun {
  readonly sent: Sent;
  readonly asked: readonly { readonly agencyCode: string; readonly outcome: Promise<Outcome> }[];
}

/** Sends a request's open questions to all agencies at once; nothing when there is none. */
export async function beginAsking(
  kit: AppKit,
  ctx: Context,
  agencies: Agencies,
  requestId: string,
): Promise<Begun | undefined> {
  const sent = await prepareSend(kit, ctx, requestId, 'RT');
  if (sent === undefined) return undefined;
  const { sendable, decision, disclosed } = sent;
  const identities = new Map([...sendable.identities, ...disclosed]);
  const released = await releaseQueries(kit, ctx, sendable.request.id, decision.send);
  const asked = released.map((query) => {
    const outcome = askOne({ kit, ctx, agencies, sendable }, query, identities.get(query.personId));
    return { agencyCode: query.agencyCode, outcome };
  });
  return { sent, asked };
}

/** The send with what came back, and who is down now. */
export function withOutcomes({ breakers }: Agencies, sent: Sent, outcomes: readonly Outcome[]): Sent {
  const asked = outcomes.map(({ query }) => query.agencyCode);
  return { ...sent, outcomes, down: new Set(asked.filter((agencyCode) => breakers.isOpen(agencyCode))) };
}

/** What may leave in one way today, decided and disclosed; nobody has been asked yet. */
export async function prepareSend(kit: AppKit, ctx: Context, requestId: string, mode: Mode): Promise<Sent | undefined> {
  const sendable = await loadSendable(kit, ctx, requestId, mode);
  if (sendable === undefined) return undefined;
  const decision = decideSends({
    purpose: sendable.request.purpose,
    queries: sendable.queries,
    authorizations: sendable.authorizations,
    liveAgreements: sendable.sla,
    granted: sendable.granted,
    today: kit.clock.today(),
  });
  const disclosed = await disclose(kit, ctx, sendable, decision.send);
  return { sendable, decision, disclosed, outcomes: [], down: new Set() };
}

/** The send with a fault for every question about a person who has no number: no agency could find them. */
export function withoutNumber(sent: Sent): Sent {
  const { decision, disclosed, sendable } = sent;
  const missing = decision.send.filter(({ personId }) => {
    const identity = disclosed.get(personId) ?? sendable.identities.get(personId);
    return identity === undefined || identity.idNo === null;
  });
  const reply = { kind: 'FAULT', fault: 'ID_MISSING', raw: undefined } as const;
  return { ...sent, outcomes: missing.map((query) => ({ query, reply, durationMs: 0 })) };
}

/** Identity of the persons whose questions leave now, and of nobody else (§14 reading 6). */
async function disclose(
  kit: AppKit,
  ctx: Context,
  { request, identities }: Sendable,
  queries: readonly SubQueryRow[],
): Promise<Map<string, Identity>> {
  const personIds = [...new Set(queries.map(({ personId }) => personId))].filter((id) => !identities.has(id));
  if (personIds.length === 0) return new Map();
  const { caseId } = request;
  const body = { personIds, fields: ['idNo', 'name', 'birthDate'] as const, purpose: 'VERIFY_MEANS', caseId };
  const { persons } = await kit.call({ ...ctx, purpose: 'VERIFY_MEANS', caseId }, disclosePersons, {
    body: { ...body, fields: [...body.fields] },
  });
  return new Map(
    persons.map(({ personId, idNo = null, name = '', birthDate = '' }) => [personId, { idNo, name, birthDate }]),
  );
}

interface Asking {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly agencies: Agencies;
  readonly sendable: Sendable;
}

async function askOne(asking: Asking, query: SubQueryRow, identity: Identity | undefined): Promise<Outcome> {
  const started = performance.now();
  const reply = await replyTo(asking, query, identity);
  return { query, reply, durationMs: Math.round(performance.now() - started) };
}

async function replyTo(asking: Asking, query: SubQueryRow, identity: Identity | undefined): Promise<Reply> {
  if (identity === undefined || identity.idNo === null) return { kind: 'FAULT', fault: 'ID_MISSING', raw: undefined };
  const { kit, agencies, sendable } = asking;
  const adapter = adapterOf(asking, query);
  const inquiry = inquiryOf(asking, query, { ...identity, idNo: identity.idNo });
  try {
    const { answer, raw } = await agencies.breakers.run(query.agencyCode, () =>
      adapter.ask(inquiry, new AbortController().signal),
    );
    const fields = sendable.granted.get(`${query.agencyCode} ${query.itemCode}`) ?? [];
    const times = { receivedOn: kit.clock.today(), staleDays: sendable.staleDays };
    const asked = { ref: query.id, item: query.itemCode, fields, ...times };
    const judgement = judgeAnswer(inAgreedWords(query, answer), {
      ...asked,
      name: identity.name,
      birthDate: identity.birthDate,
      subject: subjectOf(query.id, identity.idNo),
      subjectDemanded: sendable.subjectDemanded.has(query.agreementId),
    });
    return { kind: 'JUDGED', judgement, raw, sourceAsOf: answer.sourceAsOf };
  } catch (error) {
    if (error instanceof AgencyFault) {
      return { kind: 'FAULT', fault: error.kind, raw: error.raw, trial: error.trial };
    }
    throw error;
  }
}

/** The agency's own words as the agreement maps them (income-verification.md §4). */
function inAgreedWords({ agencyCode, itemCode }: SubQueryRow, answer: AgencyAnswer): AgencyAnswer {
  return { ...answer, rows: agreedRows(agencyCode, itemCode, answer.rows) };
}

function adapterOf({ agencies, sendable }: Asking, { agencyCode }: SubQueryRow): AgencyAdapter {
  if (!isOutside(agencyCode)) return agencies.ledger;
  return sendable.registries.has(agencyCode) ? agencies.registry : agencies.signedCall;
}

function inquiryOf(
  { ctx, sendable }: Asking,
  query: SubQueryRow,
  identity: { readonly idNo: string; readonly name: string },
): Inquiry {
  const { request, sla } = sendable;
  return {
    ctx,
    agencyCode: query.agencyCode,
    personId: query.personId,
    authorizationId: query.authorizationId,
    slaSeconds: sla.get(query.agreementId) ?? 1,
    query: {
      ref: query.id,
      purpose: request.purpose,
      item: query.itemCode,
      idNo: identity.idNo,
      name: identity.name,
      from: firstDayOf(request.brief.windowFrom),
      to: request.asOf,
    },
  };
}
