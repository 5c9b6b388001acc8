import type { KeyObject } from 'node:crypto';
import { currentSigner, randomToken, readPublicKey, signRequest, verifyResponse } from '@mz/crypto';
import { type Dispatcher, request as send } from 'undici';
import type { AppKit } from '../app-kit.ts';
import { AgencyFault } from './adapter.ts';

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

/** The agencies' exchange: every request and every answer is signed (RFC 9421). */
export interface AgencyExchange {
  /** The text of a verified answer; throws AgencyFault. */
  call(call: ExchangeCall): Promise<string>;
  /** The agencies' signing key of an id, as it came by a trusted way. */
  keyOf(keyId: string): KeyObject | undefined;
}

const signatureMs = 60_000;

/** Connects to the configured exchange, or to the simulator of a development stack. */
export function createAgencyExchange(kit: AppKit): AgencyExchange {
  const base = (kit.config.agencyBaseUrl || kit.peers.urlOf('agency-simulator')).replace(/\/+$/, '');
  const keys = agencyKeys(kit);
  return {
    keyOf: (keyId) => keys.get(keyId),
    async call(call) {
      const url = `${base}${call.path}`;
      const sent = signedMessage(kit, url, call);
      const answer = await exchange(call, sent);
      const response = { status: answer.status, headers: answer.headers, body: answer.text };
      const options = { keyLookup: (keyId: string) => keys.get(keyId), now: kit.clock.wall() };
      const decision = await verifyResponse(response, { request: sent, ...options });
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
}
interface Received {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

function signedMessage(kit: AppKit, url: string, { method, body, contentType }: ExchangeCall): Message {
  const key = currentSigner(kit.keys, 'signing/income-verification');
  const created = kit.clock.wall();
  const message = { method, url, ...(body === undefined ? {} : { body }) };
  const type = body === undefined ? {} : { 'content-type': contentType ?? 'application/json' };
  const headers = signRequest({
    ...message,
    headers: { ...type, accept: 'application/json' },
    keyId: key.id,
    privateKey: key.privateKey,
    created,
    expires: new Date(created.getTime() + signatureMs),
    nonce: randomToken(),
  });
  return { ...message, headers };
}

async function exchange(call: ExchangeCall, { url, headers, body }: Message): Promise<Received> {
  const deadline = AbortSignal.timeout(call.seconds * 1000);
  const signal = call.signal === undefined ? deadline : AbortSignal.any([call.signal, deadline]);
  try {
    const response = await send(url, { method: call.method, headers, signal, ...(body === undefined ? {} : { body }) });
    const text = await readBounded(response, call.largestBytes);
    if (response.statusCode !== 200) throw new AgencyFault('HTTP_STATUS');
    return { status: response.statusCode, headers: response.headers, text };
  } catch (error) {
    if (error instanceof AgencyFault) throw error;
    throw new AgencyFault(deadline.aborted ? 'TIMEOUT' : 'UNREACHABLE', { cause: error });
  }
}

async function readBounded({ body }: Dispatcher.ResponseData, largest: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largest) throw new AgencyFault('ANSWER_MALFORMED');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The agencies' keys of the configuration; without any, the simulator's key, which a production store does not have. */
function agencyKeys(kit: AppKit): ReadonlyMap<string, KeyObject> {
  const { agencyPublicKeys } = kit.config;
  if (agencyPublicKeys.length > 0) return new Map(agencyPublicKeys.map((jwk) => [jwk.kid, readPublicKey(jwk)]));
  const key = currentSigner(kit.keys, 'signing/agency-simulator');
  return new Map([[key.id, key.publicKey]]);
}
