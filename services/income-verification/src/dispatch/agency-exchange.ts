import { randomToken, signRequest, verifyResponse } from '@mz/crypto';
import { type Dispatcher, request as send } from 'undici';
import type { AppKit } from '../app-kit.ts';
import { agencyDispatcher, type FoundKey, ledgerWriterOf, partnerKeysOf, readAgencyPath } from '../exchange/index.ts';
import { AgencyFault, AnswerTooLarge } from './adapter.ts';

/** A signed call of the agencies' exchange. */
export interface ExchangeCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the exchange's address, such as `/agencies/BANK/files`. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly seconds: number;
  readonly largestBytes: number;
  readonly signal?: AbortSignal;
}

/** The agencies' exchange: every request and every answer is signed (RFC 9421) and stands in the exchange ledger. */
export interface AgencyExchange {
  /** The text of a verified answer; throws AgencyFault. */
  call(call: ExchangeCall): Promise<string>;
  /** An agency's signing key of an id, as it came by a trusted way, or why it does not count. */
  keyOf(agencyCode: string, keyId: string): FoundKey;
}

const signatureMs = 60_000;

/** Connects to the configured exchange, or to the simulator of a development stack. */
export function createAgencyExchange(kit: AppKit): AgencyExchange {
  const base = (kit.config.agencyBaseUrl || kit.peers.urlOf('agency-simulator')).replace(/\/+$/, '');
  const keys = partnerKeysOf(kit);
  const ledger = ledgerWriterOf(kit);
  const dispatcher = agencyDispatcher(kit);
  return {
    keyOf: (agencyCode, keyId) => keys.loadedKeyOf(agencyCode, keyId),
    async call(call) {
      const { partnerCode, kind } = readAgencyPath(call.path);
      const sent = await signedMessage(kit, partnerCode, `${base}${call.path}`, call);
      const entry = { partnerCode, ref: sent.nonce };
      // Durable before it leaves: a message of which the ledger knows nothing has not been sent.
      await ledger.record({ ...entry, direction: 'OUT', kind, body: call.body ?? '' });
      const answer = await exchange(call, sent, dispatcher);
      const response = { status: answer.status, headers: answer.headers, body: answer.text };
      const keyLookup = (keyId: string) => keys.keyOf(partnerCode, keyId);
      const decision = await verifyResponse(response, { request: sent, keyLookup, now: kit.clock.wall() });
      const ending = decision.ok ? 'ANSWER' : 'UNVERIFIED';
      await ledger.record({ ...entry, direction: 'IN', kind: `${kind}_${ending}`, body: answer.text });
      if (!decision.ok) throw new AgencyFault('ANSWER_UNSIGNED', { raw: answer.text });
      return answer.text;
    },
  };
}

interface Message {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly nonce: string;
}
interface Received {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

async function signedMessage(
  kit: AppKit,
  partnerCode: string,
  url: string,
  { method, body, contentType }: ExchangeCall,
): Promise<Message> {
  const signer = await partnerKeysOf(kit).signerFor(partnerCode);
  const created = kit.clock.wall();
  const nonce = randomToken();
  const message = { method, url, ...(body === undefined ? {} : { body }) };
  const type = body === undefined ? {} : { 'content-type': contentType ?? 'application/json' };
  const headers = signRequest({
    ...message,
    ...signer,
    headers: { ...type, accept: 'application/json' },
    created,
    expires: new Date(created.getTime() + signatureMs),
    nonce,
  });
  return { ...message, headers, nonce };
}

async function exchange(
  call: ExchangeCall,
  { url, headers, body }: Message,
  dispatcher: Dispatcher | undefined,
): Promise<Received> {
  const deadline = AbortSignal.timeout(call.seconds * 1000);
  const signal = call.signal === undefined ? deadline : AbortSignal.any([call.signal, deadline]);
  const connection = dispatcher === undefined ? {} : { dispatcher };
  const content = body === undefined ? {} : { body };
  try {
    const response = await send(url, { method: call.method, headers, signal, ...connection, ...content });
    const text = await readBounded(response, call.largestBytes);
    if (response.statusCode !== 200) throw new AgencyFault('HTTP_STATUS');
    return { status: response.statusCode, headers: response.headers, text };
  } catch (error) {
    if (error instanceof AgencyFault) throw error;
    throw new AgencyFault(deadline.aborted ? 'TIMEOUT' : 'UNREACHABLE', { cause: error });
  }
}

/** Never more than may be: an answer that announces more is not read at all, one that does not is cut. */
async function readBounded({ headers, body }: Dispatcher.ResponseData, largest: number): Promise<string> {
  if (Number(headers['content-length'] ?? 0) > largest) {
    body.on('error', () => undefined).destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largest) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): AgencyFault {
  return new AgencyFault('ANSWER_MALFORMED', { cause: new AnswerTooLarge() });
}
