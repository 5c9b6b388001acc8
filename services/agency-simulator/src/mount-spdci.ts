import { currentSigner, type HttpRequest, randomToken, signRequest } from '@mz/crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import Value from 'typebox/value';
import { type Agencies, receivedOf } from './mount-agencies.ts';
import type { Signatures } from './signatures.ts';
import { type RegistrySearch, readSearch, searchAnswer } from './spdci-registry.ts';

/** `pending`: a synchronous search is answered later; `deliver`: what waits is told to this address now. */
const Control = Type.Object(
  {
    pending: Type.Optional(Type.Boolean()),
    deliver: Type.Optional(Type.String({ pattern: '^http://127\\.0\\.0\\.1:' })),
  },
  { additionalProperties: false },
);

type Path = { Params: { code: string } };

interface Desk {
  readonly agencies: Agencies;
  readonly signatures: Signatures;
  pending: boolean;
  waiting: RegistrySearch[];
}

/** An agency as a beneficiary registry of the SPDCI standard: search, synchronous or with a callback, signed both ways. */
export async function mountSpdci(app: FastifyInstance, agencies: Agencies, signatures: Signatures): Promise<void> {
  const desk: Desk = { agencies, signatures, pending: false, waiting: [] };
  await app.register((scope, _options, ready) => {
    // The signature covers the bytes as they came.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const root = '/agencies/:code/spdci/registry';
    scope.post<Path>(`${root}/sync/search`, (request, reply) =>
      answered(desk, { request, reply }, (search) => {
        if (desk.pending) desk.waiting.push(search);
        return searchAnswer(agencies, search, desk.pending);
      }),
    );
    scope.post<Path>(`${root}/search`, (request, reply) =>
      answered(desk, { request, reply }, (search) => {
        desk.waiting.push(search);
        const timestamp = agencies.kit.clock.wall().toISOString();
        return { message: { ack_status: 'ACK', timestamp, correlation_id: `c-${search.transactionId}` } };
      }),
    );
    ready();
  });
  await app.register((scope, _options, ready) => {
    scope.post('/dev/spdci', async (request, reply) => {
      if (!Value.Check(Control, request.body)) return reply.code(400).send({ code: 'INPUT_INVALID' });
      const { pending, deliver } = request.body;
      if (pending !== undefined) desk.pending = pending;
      return reply.code(201).send({ delivered: deliver === undefined ? [] : await deliverTo(desk, deliver) });
    });
    ready();
  });
}

async function answered(
  { signatures }: Desk,
  { request, reply }: { readonly request: FastifyRequest<Path>; readonly reply: FastifyReply },
  act: (search: RegistrySearch) => object,
): Promise<FastifyReply> {
  const received: HttpRequest = receivedOf(request as FastifyRequest);
  const refused = await signatures.refuse(received);
  if (refused !== undefined)
    return reply.code(401).send({ errors: [{ code: 'err.signature.invalid', message: refused }] });
  const search = readSearch(request.params.code, Buffer.from(received.body ?? '').toString('utf8'));
  if (search === undefined) return reply.code(400).send({ errors: [{ code: 'err.request.bad' }] });
  const body = JSON.stringify(act(search));
  return reply.headers(signatures.sign(body, received, false)).send(body);
}

/** Tells each waiting search to the platform, signed as the agency; answers the statuses. */
async function deliverTo({ agencies, waiting }: Desk, url: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const search of waiting.splice(0)) {
    const body = JSON.stringify(searchAnswer(agencies, search, false));
    statuses.push(await post(agencies, { url, code: search.code, body }));
  }
  return statuses;
}

async function post(
  { kit }: Agencies,
  { url, code, body }: { readonly url: string; readonly code: string; readonly body: string },
): Promise<number> {
  const key = currentSigner(kit.keys, 'signing/agency-simulator');
  const created = kit.clock.wall();
  const target = `${url}/exchange/v1/spdci/registry/on-search`;
  const headers = signRequest({
    ...{ method: 'POST', url: target, body, headers: { 'content-type': 'application/json' } },
    // One key of several agencies: the message says for which one it speaks.
    ...{ keyId: `${code}/${key.id}`, privateKey: key.privateKey, nonce: randomToken() },
    ...{ created, expires: new Date(created.getTime() + 60_000) },
  });
  const response = await fetch(target, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
