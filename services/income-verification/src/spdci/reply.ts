import type { LegalDay } from '@mz/domain';
import { ackError, type EnvelopeRefusal, headerReason, platformId, spdciVersion } from './envelope.ts';

/** What is written on every message of this platform. */
export interface Letterhead {
  readonly messageId: string;
  readonly at: Date;
  /** On the business clock: what may cross is said by grants of a day. */
  readonly today: LegalDay;
  readonly receiverId: string;
}

/** An answer and its HTTP status. */
export interface Answered {
  readonly status: number;
  readonly body: object;
}

/** The acknowledgement of an asynchronous message. */
export function acknowledged(correlationId: string, at: Date): Answered {
  return { status: 200, body: { message: { ack_status: 'ACK', ...stamp(correlationId, at) } } };
}

/** The acknowledgement of a message after which nothing more comes. */
export function acknowledgedOnly(correlationId: string, at: Date): Answered {
  return { status: 200, body: { message: { ack_status: 'NACK', ...stamp(correlationId, at) } } };
}

/** The refusal of an asynchronous message. */
export function refusedAsync(code: EnvelopeRefusal, { messageId, at }: Letterhead): Answered {
  const message = { ack_status: 'ERR', ...stamp(messageId, at), error: ackError(code) };
  return { status: statusOf(code), body: { message } };
}

/** The refusal of a synchronous message: a header and nothing below it. */
export function refusedSync(code: EnvelopeRefusal, action: string, head: Letterhead): Answered {
  const header = {
    ...headerOf(action, head),
    status: 'rjct',
    ...headerReason(code),
    total_count: 0,
    completed_count: 0,
  };
  return { status: statusOf(code), body: { header } };
}

/** One item of an answer. */
export interface AnsweredItem {
  readonly reference_id: string;
  readonly timestamp: string;
  readonly status: 'rcvd' | 'pdng' | 'succ' | 'rjct';
}

/** An answer with items, as a synchronous answer or a callback carries it. */
export function answerMessage(
  action: 'on-search' | 'txn-on-status' | 'notify',
  head: Letterhead,
  { items, message }: { readonly items: readonly AnsweredItem[]; readonly message: object },
): object {
  const done = items.filter(({ status }) => status === 'succ' || status === 'rjct').length;
  const counts = { total_count: items.length, completed_count: done };
  return { header: { ...headerOf(action, head), status: overall(items), ...counts }, message };
}

/** A message in the header of a request: the standard gives it to answers about subscriptions. */
export function requestMessage(
  action: 'on-subscribe' | 'on-unsubscribe' | 'search',
  head: Letterhead,
  { count, message, senderUri }: { readonly count: number; readonly message: object; readonly senderUri?: string },
): object {
  const uri = senderUri === undefined ? {} : { sender_uri: senderUri };
  return { header: { ...headerOf(action, head), ...uri, total_count: count }, message };
}

function headerOf(action: string, { messageId, at, receiverId }: Letterhead): object {
  return {
    ...{ version: spdciVersion, message_id: messageId, message_ts: at.toISOString(), action },
    ...{ sender_id: platformId, receiver_id: receiverId, is_msg_encrypted: false },
  };
}

/** Of a whole message: pending while an item is; rejected when all are. */
function overall(items: readonly AnsweredItem[]): AnsweredItem['status'] {
  if (items.some(({ status }) => status === 'pdng' || status === 'rcvd')) return 'pdng';
  return items.length > 0 && items.every(({ status }) => status === 'rjct') ? 'rjct' : 'succ';
}

function stamp(correlationId: string, at: Date): object {
  return { timestamp: at.toISOString(), correlation_id: correlationId };
}

function statusOf(code: EnvelopeRefusal): number {
  switch (code) {
    case 'err.request.forbidden':
    case 'err.sender_id.invalid':
    case 'err.sender_uri.invalid':
    case 'err.receiver_id.invalid':
      return 403;
    case 'err.request.not_found':
      return 404;
    case 'rjct.message_id.duplicate':
      return 409;
    case 'err.request.too_many_requests':
      return 429;
    case 'err.service.unavailable':
      return 503;
    default:
      return 400;
  }
}

const signatureCodes: Readonly<Record<string, string>> = {
  MESSAGE_UNSIGNED: 'err.signature.missing',
  PARTNER_RATE_LIMITED: 'err.request.too_many_requests',
};

/** A message whose sender is not known, in the standard's form of an HTTP error. */
export function signatureRefusal(code: string): object {
  const known = Object.hasOwn(signatureCodes, code) ? signatureCodes[code] : undefined;
  return { errors: [{ code: known ?? 'err.signature.invalid', message: code }] };
}
