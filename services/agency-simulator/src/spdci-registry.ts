import { type AgencyQuery, SpdciEnvelope, SpdciSearchMessage } from '@mz/contracts';
import { randomToken } from '@mz/crypto';
import Value from 'typebox/value';
import { answerOf } from './answer.ts';
import type { Agencies } from './mount-agencies.ts';
import { inOwnWords } from './words.ts';

/** A search as the registry understood it, with what it needs to answer it. */
export interface RegistrySearch {
  /** The agency that was asked. */
  readonly code: string;
  readonly transactionId: string;
  readonly senderId: string;
  readonly queries: readonly AgencyQuery[];
}

/** Reads a search of SPDCI 1.0.0 by number and name; undefined for any other. */
export function readSearch(code: string, body: string): RegistrySearch | undefined {
  const parsed = parsedOf(body);
  if (!Value.Check(SpdciEnvelope, parsed) || !Value.Check(SpdciSearchMessage, parsed.message)) return undefined;
  const { transaction_id: transactionId, search_request: items } = parsed.message;
  const queries = items.map(queryOf);
  return queries.every((one) => one !== undefined)
    ? { code, transactionId, senderId: parsed.header.sender_id, queries }
    : undefined;
}

function queryOf(item: SpdciSearchMessage['search_request'][number]): AgencyQuery | undefined {
  const { query, authorize } = item.search_criteria;
  if (!Array.isArray(query)) return undefined;
  const said = new Map(
    query
      .flatMap(({ expression1, expression2 }) => [expression1, ...(expression2 === undefined ? [] : [expression2])])
      .map(({ attribute_name: name, attribute_value: value }) => [name, typeof value === 'string' ? value : '']),
  );
  const part = (name: string): string => said.get(name) ?? '';
  return {
    ...{ ref: item.reference_id, purpose: authorize?.purpose?.code ?? '', item: part('programme_identifier') },
    ...{ idNo: part('id_no'), name: part('name'), from: part('from'), to: part('to') },
  };
}

/** The answer of the register as a message of the standard: pending, or with the beneficiary's records. */
export function searchAnswer(agencies: Agencies, search: RegistrySearch, pending: boolean): object {
  const asOf = agencies.kit.clock.today();
  // The day up to which the register is true, not the moment of the call.
  const timestamp = `${asOf}T00:00:00+08:00`;
  const items = search.queries.map((query) =>
    pending
      ? { reference_id: query.ref, timestamp, status: 'pdng' }
      : { reference_id: query.ref, timestamp, ...statedOf(agencies, search.code, query) },
  );
  return {
    header: {
      ...{ version: '1.0.0', message_id: randomToken(), message_ts: agencies.kit.clock.wall().toISOString() },
      ...{ action: 'on-search', status: pending ? 'pdng' : 'succ', total_count: items.length },
      ...{ completed_count: pending ? 0 : items.length, sender_id: search.code },
    },
    message: {
      transaction_id: search.transactionId,
      correlation_id: `c-${search.transactionId}`,
      search_response: items,
    },
  };
}

function statedOf({ kit, directory, overrides }: Agencies, code: string, query: AgencyQuery): object {
  const person = directory.byNumber(query.idNo);
  const override = overrides.take(person?.ref, query.item);
  const question = { query, person, other: directory.otherThan(person), asOf: kit.clock.today(), override };
  const answer = inOwnWords(code, query.item, answerOf(question));
  if (answer.outcome !== 'HIT' && answer.outcome !== 'NO_RECORD') {
    return { status: 'rjct', status_reason_code: 'rjct.filter.invalid', status_reason_message: answer.outcome };
  }
  // An attribute beside those of the row says whose record it is.
  const subject = answer.subject === undefined ? {} : { subject: answer.subject };
  const records = answer.rows.map((row) => ({
    ...{
      '@type': 'Beneficiary',
      '@id': `urn:ref:${query.ref}`,
      programme_identifier: { programme_identifier: query.item },
    },
    additional_attributes: Object.entries({ ...row, ...subject }).map(([name, value]) => ({ name, value })),
  }));
  const pagination = { page_size: 500, page_number: 1, total_count: records.length };
  return { status: 'succ', data: { version: '1.0.0', reg_records: records }, pagination };
}

function parsedOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
