import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signResponse, verifyRequest } from '@mz/crypto';

// The other side of a signed call, for ours (RFC 9421) and for the bare peer alike, on bare node:http. Keys come in the
// environment: CALLER_KEY as SPKI, OWN_KEY as PKCS#8, both base64 of DER.
const callerKey = createPublicKey({ key: decoded('CALLER_KEY'), format: 'der', type: 'spki' });
const ownKey = createPrivateKey({ key: decoded('OWN_KEY'), format: 'der', type: 'pkcs8' });
const body = JSON.stringify({ files: [] });
const type = 'application/json';
const server = createServer((request, response) => {
  void (request.url?.startsWith('/agencies/') ? answerSigned(request, response) : answerBare(request, response));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.on('disconnect', () => process.exit());

function decoded(name: string): Buffer {
  return Buffer.from(process.env[name] ?? '', 'base64');
}

async function answerSigned(
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const received = { method, url: `http://${headers.host}${url}`, headers };
  const now = new Date();
  const decision = await verifyRequest(received, { now, keyLookup: () => callerKey, nonceSeen: () => false });
  if (!decision.ok) return void response.writeHead(401).end(decision.code);
  const answer = { status: 200, headers: { 'content-type': type }, body };
  const expires = new Date(now.getTime() + 60_000);
  const signed = signResponse(answer, { request: received, keyId: 'bench', privateKey: ownKey, created: now, expires });
  response.writeHead(200, signed).end(body);
}

async function answerBare({ method, url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = `${method} ${url} ${headers['x-nonce']}`;
  const holds = verify(null, Buffer.from(text), callerKey, Buffer.from(String(headers['x-signature']), 'base64'));
  if (!holds) return void response.writeHead(401).end();
  const signature = sign(null, Buffer.from(`${text} ${body}`), ownKey).toString('base64');
  response.writeHead(200, { 'content-type': type, 'x-signature': signature }).end(body);
}
