import { AgencyAnswer } from '@mz/contracts';
import Value from 'typebox/value';
import { type AgencyAdapter, AgencyFault, type AgencyReply } from './adapter.ts';
import type { AgencyExchange } from './agency-exchange.ts';

/** 500 rows of an agreement's widest item are below this. */
const largestAnswerBytes = 512 * 1024;

/** Signed real-time call (RFC 9421) of an agency: question and answer are bound to each other. */
export function createSignedCall(exchange: AgencyExchange): AgencyAdapter {
  return {
    async ask({ agencyCode, query, slaSeconds }, signal) {
      const text = await exchange.call({
        method: 'POST',
        path: `/agencies/${encodeURIComponent(agencyCode)}/queries`,
        body: JSON.stringify(query),
        seconds: slaSeconds,
        largestBytes: largestAnswerBytes,
        signal,
      });
      return readAnswer(text);
    },
  };
}

function readAnswer(text: string): AgencyReply {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new AgencyFault('ANSWER_MALFORMED', { raw: text, cause: error });
  }
  if (!Value.Check(AgencyAnswer, parsed)) throw new AgencyFault('ANSWER_MALFORMED', { raw: text });
  return { answer: parsed, raw: text };
}
