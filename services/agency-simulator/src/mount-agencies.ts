import { AgencyQuery, agencyItems } from '@mz/contracts';
import type { HttpRequest } from '@mz/crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Value from 'typebox/value';
import { answerOf } from './answer.ts';
import type { AppKit } from './app-kit.ts';
import type { Directory } from './directory.ts';
import type { Overrides } from './overrides.ts';
import type { Signatures } from './signatures.ts';

/** What the agencies are made of. */
export interface Agencies {
  readonly kit: AppKit;
  readonly directory: Directory;
  readonly overrides: Overrides;
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** POST /agencies/{code}/queries: one signed question, one signed answer bound to it. */
export async function mountAgencies(app: FastifyInstance, agencies: Agencies, signatures: Signatures): Promise<void> {
  let last: Sent | undefined;
  await app.register((scope, _options, ready) => {
    // The signature covers the bytes as they came.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { code: string } }>('/agencies/:code/queries', async (request, reply) => {
      const received = receivedOf(request);
      const refused = await signatures.refuse(received);
      if (refused !== undefined) return reply.code(401).send({ code: refused });
      const query = readQuery(received, request.params.code);
      if (query === undefined) return reply.code(400).send({ code: 'QUERY_REFUSED' });
      const person = agencies.directory.byNumber(query.idNo);
      const override = agencies.overrides.take(person?.ref, query.item);
      if (override?.behaviour === 'ERROR_500') return reply.code(500).send({ code: 'AGENCY_DOWN' });
      if (override?.behaviour === 'TIMEOUT') return untilGone(request, reply);
      if (override?.behaviour === 'REPLAY' && last) return reply.headers(last.headers).send(last.body);
      const asOf = agencies.kit.clock.today();
      const answer = answerOf({ query, person, other: agencies.directory.otherThan(person), asOf, override });
      last = signed(signatures, { answer, received, forged: override?.behaviour === 'WRONG_SIGNATURE' });
      return reply.headers(last.headers).send(last.body);
    });
    ready();
  });
}

/** The request as the signature covers it. */
export function receivedOf(request: FastifyRequest): HttpRequest {
  const url = `${request.protocol}://${request.host}${request.url}`;
  const { method, headers, body } = request;
  return { method, url, headers, ...(Buffer.isBuffer(body) ? { body } : {}) };
}

function readQuery({ body }: HttpRequest, code: string): AgencyQuery | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body ?? '').toString('utf8'));
  } catch {
    return undefined; // the answer says QUERY_REFUSED
  }
  if (!Value.Check(AgencyQuery, parsed)) return undefined;
  const items: Readonly<Record<string, readonly string[]>> = agencyItems;
  return items[code]?.includes(parsed.item) ? parsed : undefined;
}

function signed(
  signatures: Signatures,
  { answer, received, forged }: { answer: object; received: HttpRequest; forged: boolean },
): Sent {
  const body = JSON.stringify(answer);
  return { body, headers: signatures.sign(body, received, forged) };
}

/** Says nothing until the caller has gone. */
async function untilGone(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { promise, resolve } = Promise.withResolvers<void>();
  request.raw.socket.once('close', resolve);
  if (request.raw.socket.destroyed) resolve();
  await promise;
  return reply.code(503).send({ code: 'AGENCY_SILENT' });
}
