import type { KeyObject } from 'node:crypto';
import { SyncAnswer, type SyncEnvelope, SyncGroupRecords, SyncGroups } from '@mz/contracts';
import { currentSigner, randomToken, readPublicKey, signRequest, verifyResponse } from '@mz/crypto';
import { fail } from '@mz/service-kit';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { request as send } from 'undici';
import type { NodeKit } from './node-kit.ts';

/** The ministry's node; each call is signed, and so is each answer (RFC 9421). Throws NODE_UNAVAILABLE. */
export interface NodeClient {
  deliver(envelope: SyncEnvelope): Promise<SyncAnswer>;
  groups(): Promise<SyncGroups>;
  groupRecords(group: { readonly division: string; readonly category: string }): Promise<SyncGroupRecords>;
}

const [signatureMs, answerMs, largestBytes] = [60_000, 120_000, 64_000_000];

/** The client of the configured node; throws NODE_NOT_CONFIGURED when there is none. */
export function nodeClient(kit: NodeKit): NodeClient {
  const base = kit.config.ministryNodeUrl.replace(/\/+$/, '');
  if (base === '') throw fail('NODE_NOT_CONFIGURED');
  const call = <T extends TSchema>(schema: T, sent: Sent): Promise<Static<T>> => exchange(kit, schema, sent);
  return {
    deliver: (envelope) =>
      call(SyncAnswer, { method: 'POST', url: `${base}/packages`, body: JSON.stringify(envelope) }),
    groups: () => call(SyncGroups, { method: 'GET', url: `${base}/groups` }),
    groupRecords: ({ division, category }) =>
      call(SyncGroupRecords, { method: 'GET', url: `${base}/groups/${division}/${category}` }),
  };
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: string;
}

async function exchange<T extends TSchema>(kit: NodeKit, schema: T, sent: Sent): Promise<Static<T>> {
  const message = signed(kit, sent);
  const answer = await call(message);
  const keys = nodeKeys(kit);
  const options = { request: message, keyLookup: (id: string) => keys.get(id), now: kit.clock.wall() };
  const decision = await verifyResponse(answer, options);
  if (!decision.ok) throw fail('NODE_UNAVAILABLE', { detail: `应答签名无效：${decision.code}` });
  const body: unknown = JSON.parse(answer.body);
  if (!Value.Check(schema, body)) throw fail('NODE_UNAVAILABLE', { detail: '应答格式不符' });
  return body;
}

function signed(kit: NodeKit, sent: Sent): Sent & { readonly headers: Record<string, string> } {
  const key = currentSigner(kit.keys, 'signing/place-names');
  const created = kit.clock.wall();
  const type = sent.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = signRequest({
    ...sent,
    headers: { ...type, accept: 'application/json' },
    keyId: key.id,
    privateKey: key.privateKey,
    created,
    expires: new Date(created.getTime() + signatureMs),
    nonce: randomToken(),
  });
  return { ...sent, headers };
}

async function call({ method, url, headers, body }: Sent & { readonly headers: Record<string, string> }) {
  try {
    const signal = AbortSignal.timeout(answerMs);
    const response = await send(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > largestBytes) throw new Error('the answer is too long');
      chunks.push(bytes);
    }
    if (response.statusCode !== 200) throw new Error(`the node answered ${response.statusCode}`);
    return { status: 200, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    throw fail('NODE_UNAVAILABLE', { retryAfterSeconds: 300, cause: error });
  }
}

/** The node's keys of the configuration; without any the simulator's, which a production store does not have. */
function nodeKeys(kit: NodeKit): ReadonlyMap<string, KeyObject> {
  const { ministryNodeKeys } = kit.config;
  if (ministryNodeKeys.length > 0) return new Map(ministryNodeKeys.map((jwk) => [jwk.kid, readPublicKey(jwk)]));
  const key = currentSigner(kit.keys, 'signing/agency-simulator');
  return new Map([[key.id, key.publicKey]]);
}
