import type { KeyObject } from 'node:crypto';
import { AgencyAnswer } from '@mz/contracts';
import { currentSigner, randomToken, readPublicKey, signRequest, type VerifyOptions, verifyResponse } from '@mz/crypto';
import Value from 'typebox/value';
import { type Dispatcher, request as send } from 'undici';
import type { AppKit } from '../app-kit.ts';
import { type AgencyAdapter, AgencyFault, type AgencyReply } from './adapter.ts';

const signatureMs = 60_000;
/** 500 rows of an agreement's widest item are below this. */
const largestAnswerBytes = 512 * 1024;

/** Signed real-time call (RFC 9421) of an agency: question and answer are bound to each other. */
export function createSignedCall(kit: AppKit): AgencyAdapter {
  const base = kit.config.agencyBaseUrl || kit.peers.urlOf('agency-simulator');
  const keys = agencyKeys(kit);
  return {
    async ask(inquiry, signal) {
      const url = `${base.replace(/\/+$/, '')}/agencies/${encodeURIComponent(inquiry.agencyCode)}/queries`;
      const body = JSON.stringify(inquiry.query);
      const headers = signedHeaders(kit, url, body);
      const answer = await exchange({ url, body, headers, signal, slaSeconds: inquiry.slaSeconds });
      await verify({ url, body, headers }, answer, { keyLookup: (keyId) => keys.get(keyId), now: kit.clock.wall() });
      return readAnswer(answer);
    },
  };
}

interface Sent {
  readonly url: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}
interface Received {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

function signedHeaders(kit: AppKit, url: string, body: string): Record<string, string> {
  const key = currentSigner(kit.keys, 'signing/income-verification');
  const created = kit.clock.wall();
  return signRequest({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
    keyId: key.id,
    privateKey: key.privateKey,
    created,
    expires: new Date(created.getTime() + signatureMs),
    nonce: randomToken(),
  });
}

async function exchange(call: Sent & { signal: AbortSignal; slaSeconds: number }): Promise<Received> {
  const deadline = AbortSignal.timeout(call.slaSeconds * 1000);
  const signal = AbortSignal.any([call.signal, deadline]);
  try {
    const { url, body, headers } = call;
    const response = await send(url, { method: 'POST', headers, body, signal });
    const text = await readBounded(response);
    if (response.statusCode !== 200) throw new AgencyFault('HTTP_STATUS');
    return { status: response.statusCode, headers: response.headers, text };
  } catch (error) {
    if (error instanceof AgencyFault) throw error;
    throw new AgencyFault(deadline.aborted ? 'TIMEOUT' : 'UNREACHABLE', { cause: error });
  }
}

async function readBounded({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestAnswerBytes) throw new AgencyFault('ANSWER_MALFORMED');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function verify(sent: Sent, { status, headers, text }: Received, options: VerifyOptions): Promise<void> {
  const request = { ...sent, method: 'POST' };
  const decision = await verifyResponse({ status, headers, body: text }, { request, ...options });
  if (!decision.ok) throw new AgencyFault('ANSWER_UNSIGNED', { raw: text });
}

/** The agencies' keys of the configuration; without any, the simulator's key, which a production store does not have. */
function agencyKeys(kit: AppKit): ReadonlyMap<string, KeyObject> {
  const { agencyPublicKeys } = kit.config;
  if (agencyPublicKeys.length > 0) return new Map(agencyPublicKeys.map((jwk) => [jwk.kid, readPublicKey(jwk)]));
  const key = currentSigner(kit.keys, 'signing/agency-simulator');
  return new Map([[key.id, key.publicKey]]);
}

function readAnswer({ text }: Received): AgencyReply {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new AgencyFault('ANSWER_MALFORMED', { raw: text, cause: error });
  }
  if (!Value.Check(AgencyAnswer, parsed)) throw new AgencyFault('ANSWER_MALFORMED', { raw: text });
  return { answer: parsed, raw: text };
}
