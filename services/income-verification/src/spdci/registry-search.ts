import { type AgencyAnswer, type AgencyQuery, SpdciAck, type SpdciAnswered, SpdciSearchResponse } from '@mz/contracts';
import { uuidv7 } from '@mz/crypto';
import { legalDayOf } from '@mz/domain';
import { Type } from 'typebox';
import Value from 'typebox/value';
import type { AppKit } from '../app-kit.ts';
import { type AgencyAdapter, type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import { requestMessage } from './reply.ts';

const largestAnswerBytes = 512 * 1024;

/** An agreement that gives more time than this is asked without waiting: the registry answers by on-search. */
const longestWaitSeconds = 60;

/** Asks an agency that answers as an SPDCI beneficiary registry; what it does not answer at once comes by on-search. */
export function createRegistrySearch(kit: AppKit, exchange: Pick<AgencyExchange, 'call'>): AgencyAdapter {
  return {
    async ask({ agencyCode, query, slaSeconds }, signal) {
      const later = slaSeconds > longestWaitSeconds;
      const raw = await exchange.call({
        method: 'POST',
        path: `/agencies/${encodeURIComponent(agencyCode)}/spdci/registry/${later ? 'search' : 'sync/search'}`,
        body: JSON.stringify(searchMessage(kit, agencyCode, query)),
        seconds: later ? longestWaitSeconds : slaSeconds,
        largestBytes: largestAnswerBytes,
        signal,
      });
      if (later) throw isAcknowledged(raw) ? new AgencyFault('DEFERRED') : new AgencyFault('ANSWER_MALFORMED', { raw });
      const item = readResponse(raw)?.find(({ reference_id: ref }) => ref === query.ref);
      if (item === undefined) throw new AgencyFault('ANSWER_MALFORMED', { raw });
      if (item.status === 'pdng' || item.status === 'rcvd') throw new AgencyFault('DEFERRED');
      return { answer: answerOf(item, query.item), raw };
    },
  };
}

function isAcknowledged(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return Value.Check(SpdciAck, parsed) && parsed.message.ack_status === 'ACK';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The question as a search: number and name, the item as the programme, the period; nothing else (§1 minimal request). */
export function searchMessage(kit: AppKit, agencyCode: string, query: AgencyQuery): object {
  const at = kit.clock.wall();
  const where = (name: string, operator: string, value: string) => ({
    ...{ attribute_name: name, operator, attribute_value: value },
  });
  const criteria = {
    ...{ version: '1.0.0', reg_type: 'ns:mz:RegistryType:IBR', reg_event_type: 'enrollement' },
    ...{ query_type: 'predicate', response_entity: 'Member' },
    query: [
      {
        seq_num: 1,
        expression1: where('id_no', 'eq', query.idNo),
        condition: 'and',
        expression2: where('name', 'eq', query.name),
      },
      { seq_num: 2, expression1: where('programme_identifier', 'eq', query.item) },
      {
        seq_num: 3,
        expression1: where('from', 'ge', query.from),
        condition: 'and',
        expression2: where('to', 'le', query.to),
      },
    ],
    pagination: { page_size: 500, page_number: 1 },
    authorize: { ts: at.toISOString(), purpose: { code: query.purpose } },
  };
  const item = { reference_id: query.ref, timestamp: at.toISOString(), search_criteria: criteria };
  // The question is the transaction: what comes back by on-search names it.
  const message = { transaction_id: query.ref, search_request: [item] };
  const head = { messageId: uuidv7(at), at, today: kit.clock.today(), receiverId: agencyCode };
  return requestMessage('search', head, { count: 1, message });
}

/** Who answers is known by the signature: its header need not be read. */
const Answer = Type.Object({ message: SpdciSearchResponse });

/** The items of an answer; undefined for one that does not have the agreed form. */
export function readResponse(text: string): readonly SpdciAnswered[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Value.Check(Answer, parsed) ? parsed.message.search_response : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const refusals: Readonly<Record<string, AgencyAnswer['outcome']>> = {
  NOT_COVERED: 'NOT_COVERED',
  IDENTITY_MISMATCH: 'IDENTITY_MISMATCH',
};

/** An item of an answer as any agency's answer: found or not, not covered, not the same person, refused. */
export function answerOf(item: SpdciAnswered, itemCode: string): AgencyAnswer {
  const head = { ref: item.reference_id, sourceAsOf: legalDayOf(new Date(item.timestamp)) };
  if (item.status === 'rjct') {
    const said = item.status_reason_message ?? '';
    return { ...head, outcome: (Object.hasOwn(refusals, said) ? refusals[said] : undefined) ?? 'REFUSED', rows: [] };
  }
  const records = (item.data?.reg_records ?? []).map((record) => rowOf(record, itemCode));
  const rows = records.map(({ row }) => row);
  return { ...head, outcome: rows.length === 0 ? 'NO_RECORD' : 'HIT', rows, ...subjectIn(records) };
}

interface ReadRecord {
  readonly row: Record<string, unknown>;
  /** Whose record it is, as an attribute of it says. */
  readonly subject?: unknown;
}

/** Whose records they are: nobody's where one does not say it, and where two differ one that is not who was asked about. */
function subjectIn(records: readonly ReadRecord[]): { readonly subject?: string } {
  const said = new Set(records.map(({ subject }) => subject));
  if (said.size === 0 || [...said].some((one) => typeof one !== 'string')) return {};
  return { subject: said.size === 1 ? String([...said][0]) : 'several' };
}

/** The attributes of a beneficiary of the programme that was asked for; any other record stays as it is, for the judgement to refuse. */
function rowOf(record: Readonly<Record<string, unknown>>, itemCode: string): ReadRecord {
  const { '@type': type, programme_identifier: programme, additional_attributes: attributes } = record;
  if (type !== 'Beneficiary' || !isPart(programme) || programme.programme_identifier !== itemCode)
    return { row: { ...record } };
  if (!Array.isArray(attributes)) return { row: { ...record } };
  const entries = attributes.map((one: unknown) =>
    isPart(one) && typeof one.name === 'string' ? [one.name, one.value] : undefined,
  );
  if (!entries.every((entry) => entry !== undefined)) return { row: { ...record } };
  const { subject, ...row } = Object.fromEntries(entries);
  return subject === undefined ? { row } : { row, subject };
}

function isPart(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
