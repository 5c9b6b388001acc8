import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../src/http-message.ts';
import { signRequest, signResponse, verifyRequest, verifyResponse } from '../src/http-signature.ts';

const center = generateKeyPairSync('ed25519');
const agency = generateKeyPairSync('ed25519');
const nonces = new Set<string>();
let server: Server;
let origin: string;

async function receive(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const url = `http://${incoming.headers.host}${incoming.url}`;
  return { method: String(incoming.method), url, headers: incoming.headers, body: Buffer.concat(chunks) };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = await receive(incoming);
  const now = new Date();
  const verdict = await verifyRequest(request, {
    keyLookup: (keyId) => (keyId === 'center-1' ? center.publicKey : undefined),
    now,
    nonceSeen: ({ nonce }) => nonces.size === nonces.add(nonce).size,
  });
  if (!verdict.ok) {
    outgoing.writeHead(401, { 'content-type': 'text/plain' }).end(verdict.code);
    return;
  }
  const response = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"outcome":"命中"}' };
  const signer = { keyId: 'agency-1', privateKey: agency.privateKey, created: now, expires: inOneMinute(now) };
  outgoing.writeHead(200, signResponse(response, { ...signer, request })).end(response.body);
}

function inOneMinute(now: Date): Date {
  return new Date(now.getTime() + 60_000);
}

function query(path: string, nonce: string): HttpRequest & { headers: Record<string, string>; body: string } {
  const created = new Date();
  const request = {
    method: 'POST',
    url: origin + path,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: '{"name":"张伟"}',
  };
  const signer = { keyId: 'center-1', privateKey: center.privateKey, created, expires: inOneMinute(created), nonce };
  return { ...request, headers: signRequest({ ...request, ...signer }) };
}

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

describe('over real HTTP', () => {
  it('a signed request and its answer verify on both sides, with Chinese text in path and body', async () => {
    const request = query('/v1/queries/户籍?at=2014-04-28&q=a%20b', 'wire-1');
    const response = await fetch(request.url, request);
    const body = Buffer.from(await response.arrayBuffer());
    const received = { status: response.status, headers: Object.fromEntries(response.headers), body };
    expect(received.status).toBe(200);
    const keyLookup = (keyId: string) => (keyId === 'agency-1' ? agency.publicKey : undefined);
    expect(await verifyResponse(received, { request, now: new Date(), keyLookup })).toMatchObject({
      ok: true,
      value: { keyId: 'agency-1' },
    });
  });

  it('NONCE_REPLAYED, SIGNATURE_INVALID, DIGEST_MISMATCH: sent twice, to another path, with another body', async () => {
    const request = query('/v1/queries', 'wire-2');
    const send = async (url: string, body: string): Promise<string> =>
      (await fetch(url, { method: 'POST', headers: request.headers, body })).text();
    expect(await send(`${origin}/v1/other`, request.body)).toBe('SIGNATURE_INVALID');
    expect(await send(request.url, '{}')).toBe('DIGEST_MISMATCH');
    expect(await send(request.url, request.body)).toContain('命中');
    expect(await send(request.url, request.body)).toBe('NONCE_REPLAYED');
  });
});
