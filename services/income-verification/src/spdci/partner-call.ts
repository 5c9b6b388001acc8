import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { randomToken, signRequest, verifyResponse } from '@mz/crypto';
import { Agent, type Dispatcher, request as send } from 'undici';
import type { AppKit } from '../app-kit.ts';
import { isPrivateAddress, ledgerWriterOf, type partnerKeysOf } from '../exchange/index.ts';

/** A message to a partner's own address. */
export interface PartnerCall {
  readonly partnerCode: string;
  readonly url: string;
  readonly body: object;
}

/** Says a message, signed, and gives the verified answer; throws CallFault. */
export type CallPartner = (call: PartnerCall) => Promise<string>;

/** Why a partner has not answered so that it counts. */
export class CallFault extends Error {
  readonly kind: 'TIMEOUT' | 'UNREACHABLE' | 'HTTP_STATUS' | 'ANSWER_UNSIGNED' | 'ANSWER_MALFORMED';

  constructor(kind: CallFault['kind'], options: { readonly cause?: unknown } = {}) {
    super(kind, options);
    this.name = 'CallFault';
    this.kind = kind;
  }
}

const seconds = 10;
const signatureMs = 60_000;
const largestBytes = 64 * 1024;

/** Calls partners: signed as the answers to their own calls are, and entered in the exchange ledger both ways. */
export function createPartnerCall(kit: AppKit, keys: ReturnType<typeof partnerKeysOf>): CallPartner {
  const dispatcher = kit.config.spdciPrivateAddresses ? undefined : publicOnly();
  return async ({ partnerCode, url, body }) => {
    const text = JSON.stringify(body);
    const sent = await signed(kit, keys, { partnerCode, url, text });
    const entry = { partnerCode, ref: sent.nonce };
    await ledgerWriterOf(kit).record({ ...entry, direction: 'OUT', kind: 'SPDCI', body: text });
    const answer = await post(sent, dispatcher);
    const options = { keyLookup: (named: string) => keys.keyOf(partnerCode, named), now: kit.clock.wall() };
    const decision = await verifyResponse(answer, { request: sent, ...options });
    const kind = decision.ok ? 'SPDCI_ANSWER' : 'SPDCI_ANSWER_UNVERIFIED';
    await ledgerWriterOf(kit).record({ ...entry, direction: 'IN', kind, body: answer.body });
    if (!decision.ok) throw new CallFault('ANSWER_UNSIGNED');
    return answer.body;
  };
}

interface Message {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly nonce: string;
}

async function signed(
  kit: AppKit,
  keys: ReturnType<typeof partnerKeysOf>,
  { partnerCode, url, text }: { readonly partnerCode: string; readonly url: string; readonly text: string },
): Promise<Message> {
  const signer = await keys.signerFor(partnerCode);
  const created = kit.clock.wall();
  const nonce = randomToken();
  const message = { method: 'POST', url, body: text } as const;
  const headers = signRequest({
    ...{ ...message, headers: { 'content-type': 'application/json', accept: 'application/json' } },
    ...{ ...signer, created, expires: new Date(created.getTime() + signatureMs), nonce },
  });
  return { ...message, headers, nonce };
}

/** Connections to public addresses only, whatever a listed name resolves to when it is called. */
function publicOnly(): Agent {
  const publicLookup: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) return done(error ?? new Error('no address'), '');
      if (found.some(({ address }) => isPrivateAddress(address))) return done(new Error('a private address'), '');
      if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });
  };
  return new Agent({ connect: { lookup: publicLookup } });
}

async function post({ url, headers, body }: Message, dispatcher: Dispatcher | undefined) {
  const signal = AbortSignal.timeout(seconds * 1000);
  const by = dispatcher === undefined ? {} : { dispatcher };
  try {
    const response = await send(url, { method: 'POST', headers, body, signal, ...by });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > largestBytes) throw new CallFault('ANSWER_MALFORMED');
      chunks.push(bytes);
    }
    if (response.statusCode !== 200) throw new CallFault('HTTP_STATUS');
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    if (error instanceof CallFault) throw error;
    throw new CallFault(signal.aborted ? 'TIMEOUT' : 'UNREACHABLE', { cause: error });
  }
}
