import { type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { currentSigner, randomToken, signRequest, signResponse, verifyRequest, verifyResponse } from '@mz/crypto';
import type { TestAnswer } from '@mz/testing';
import { GeneralEncrypt } from 'jose';
import { exchangePair } from '../../src/files/index.ts';
import { ed25519, register } from '../partner.ts';
import type { World } from '../world.ts';
import { faultsOf, type Place, type StandardFile } from './standard.ts';

type Body = TestAnswer['body'];

/** What the platform told the partner. */
export interface Told {
  readonly path: string;
  readonly body: Body;
}

/** What is wrong with a message on purpose. */
export interface Change {
  readonly header?: object;
  readonly privateKey?: KeyObject;
  readonly nonce?: string;
  /** Sent instead of the message, and not judged by the standard’s schemas. */
  readonly body?: string;
}

/** A department with a system of its own: it speaks the standard over real HTTP, and listens. */
export interface Partner {
  readonly code: string;
  readonly url: string;
  readonly told: Told[];
  /** How many messages it will not take next. */
  away: number;
  /** How many messages it will take next without an answer reaching the platform. */
  cut: number;
  /** Says a message under an action; what it says and hears is judged by the standard’s own files. */
  say(path: string, action: string, message: object, change?: Change): Promise<{ status: number; body: Body }>;
  stop(): Promise<void>;
}

const files: Readonly<Record<string, StandardFile>> = {
  '/registry/subscribe': 'registry_core',
  '/registry/unsubscribe': 'registry_core',
  '/registry/on-subscribe': 'registry_core',
  '/registry/on-unsubscribe': 'registry_core',
  '/registry/notify': 'registry_core',
};

/** The place in the standard where a message of a path is described. */
export function placeOf(path: string, part: Place['part']): Place {
  return { file: files[path] ?? 'social', path, part };
}

/** Starts a partner; where the platform answers is known later. */
export async function startPartner(
  code: string,
): Promise<Partner & { join(world: Pick<World, 'iv' | 'call'>, address: string): Promise<void> }> {
  const { privateKey, key } = ed25519();
  let keyId = '';
  let world: Pick<World, 'iv'> | undefined;
  let address = '';
  const told: Told[] = [];
  const server = createServer((request, response) => void listen(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const platformKey = (): KeyObject => {
    if (world === undefined) throw new Error('the partner has not joined');
    return currentSigner(world.iv.kit.keys, 'signing/income-verification').publicKey;
  };
  const partner = {
    ...{ code, url, told, away: 0, cut: 0 },
    async join(joined: Pick<World, 'iv' | 'call'>, at: string) {
      world = joined;
      address = at;
      const service = { call: joined.call, token: joined.iv.token };
      keyId = (await register(service, { partnerCode: code, key })).keyId;
    },
    async say(path: string, action: string, message: object, change: Change = {}) {
      const target = `${address}/exchange/v1/spdci${path}`;
      const header = {
        ...{ version: '1.0.0', message_id: randomUUID(), message_ts: new Date().toISOString(), action },
        ...{ sender_id: code, receiver_id: 'civil-affairs.sd.gov.cn', total_count: countOf(message), ...change.header },
      };
      if (change.body === undefined) judge(placeOf(path, 'request'), { header, message }, change.header === undefined);
      const body = change.body ?? JSON.stringify({ header, message });
      const created = new Date();
      const sent = {
        ...{ method: 'POST' as const, url: target, body, headers: { 'content-type': 'application/json' } },
      };
      const headers = signRequest({
        ...{ ...sent, keyId, privateKey: change.privateKey ?? privateKey, created },
        ...{ expires: new Date(created.getTime() + 60_000), nonce: change.nonce ?? randomToken() },
      });
      const response = await fetch(target, { method: 'POST', headers, body });
      const text = await response.text();
      const answer = { status: response.status, headers: Object.fromEntries(response.headers), body: text };
      if (response.status !== 401) {
        const options = { request: { ...sent, headers }, keyLookup: platformKey, now: new Date() };
        const decision = await verifyResponse(answer, options);
        if (!decision.ok) throw new Error(`the answer is not signed: ${decision.code}`);
        judge(placeOf(path, 'answer'), JSON.parse(text), true);
      }
      return { status: response.status, body: JSON.parse(text) };
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  return partner;

  async function listen(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    if (partner.away > 0) {
      partner.away -= 1;
      response.writeHead(503).end();
      return;
    }
    const path = request.url ?? '';
    const received = { method: 'POST', url: `${url}${path}`, headers: request.headers, body };
    const decision = await verifyRequest(received, { keyLookup: platformKey, now: new Date(), nonceSeen: () => false });
    if (!decision.ok) throw new Error(`the platform’s message is not signed: ${decision.code}`);
    const parsed: Body = JSON.parse(body.toString('utf8'));
    judge(placeOf(path, 'request'), parsed, true);
    told.push({ path, body: parsed });
    if (partner.cut > 0) {
      partner.cut -= 1;
      response.destroy();
      return;
    }
    const message = { ack_status: 'ACK', timestamp: new Date().toISOString(), correlation_id: randomUUID() };
    const text = JSON.stringify({ message });
    const created = new Date();
    const headers = signResponse(
      { status: 200, headers: { 'content-type': 'application/json' }, body: text },
      {
        ...{ request: received, keyId, privateKey, created },
        expires: new Date(created.getTime() + 60_000),
      },
    );
    response.writeHead(200, headers).end(text);
  }
}

function judge(place: Place, message: unknown, conforming: boolean): void {
  const faults = faultsOf(place, message);
  if (conforming && faults.length > 0) {
    throw new Error(`${place.path} ${place.part}: ${faults.join('; ')} in ${JSON.stringify(message)}`);
  }
}

function countOf(message: object): number {
  const list = Object.values(message).find(Array.isArray);
  return list?.length ?? 1;
}

/** A message as the standard's EncryptedMessage, for the platform's key of files: a flattened JWE with an unprotected header. */
export async function encrypted(world: World, message: object): Promise<object> {
  const { kid, publicKey } = exchangePair(world.iv.kit.keys);
  const sealed = await new GeneralEncrypt(Buffer.from(JSON.stringify(message)))
    .setSharedUnprotectedHeader({ enc: 'A256GCM' })
    .addRecipient(publicKey)
    .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid })
    .encrypt();
  const [recipient] = sealed.recipients;
  const { ciphertext, tag, iv, protected: head } = sealed;
  const header = { ...recipient?.header, enc: 'A256GCM' };
  return { header, protected: head, ciphertext, tag, iv, encrypted_key: recipient?.encrypted_key };
}
