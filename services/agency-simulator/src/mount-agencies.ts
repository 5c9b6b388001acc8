import { itemsOfAgency } from '@mz/agencies';
import { type AgencyAnswer, AgencyQuery } from '@mz/contracts';
import type { HttpRequest } from '@mz/crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Value from 'typebox/value';
import { answerOf, contradict } from './answer.ts';
import type { AppKit } from './app-kit.ts';
import type { Directory } from './directory.ts';
import type { Behaviour, Overrides } from './overrides.ts';
import type { Signatures } from './signatures.ts';
import { gone, isWireFault, spoilWire } from './wire.ts';
import { inOwnWords } from './words.ts';

/** What the agencies are made of. */
export interface Agencies {
  readonly kit: AppKit;
  readonly directory: Directory;
  readonly overrides: Overrides;
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

/** POST /agencies/{code}/queries: one signed question, one signed answer bound to it. */
export async function mountAgencies(app: FastifyInstance, agencies: Agencies, signatures: Signatures): Promise<void> {
  let last: Sent | undefined;
  /** Questions that were left without an answer once: the agency was too late, not silent. */
  const late = new Set<string>();

  async function answered(request: FastifyRequest, reply: FastifyReply, code: string): Promise<FastifyReply> {
    const received = receivedOf(request);
    const refused = await signatures.refuse(received);
    if (refused !== undefined) return reply.code(401).send({ code: refused });
    const query = readQuery(received, code);
    if (query === undefined) return reply.code(400).send({ code: 'QUERY_REFUSED' });
    const person = agencies.directory.byNumber(query.idNo);
    const override = agencies.overrides.take(person?.ref, query.item);
    const behaviour = override?.behaviour;
    if (isWireFault(behaviour)) return spoilWire(behaviour, { request, reply, until: agencies.overrides.cleared() });
    if (behaviour === 'LATE' && !late.has(query.ref)) {
      late.add(query.ref);
      await gone(request);
    }
    if (behaviour === 'REPLAY' && last) return reply.headers(last.headers).send(last.body);
    const asOf = agencies.kit.clock.today();
    const other = agencies.directory.otherThan(person);
    const answer = inOwnWords(code, query.item, answerOf({ query, person, other, asOf, override }));
    const body = written(answer, behaviour);
    last = { body, headers: signatures.sign(body, received, behaviour === 'WRONG_SIGNATURE') };
    return reply.headers(last.headers).send(last.body);
  }

  await app.register((scope, _options, ready) => {
    // The signature covers the bytes as they came.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { code: string } }>('/agencies/:code/queries', (request, reply) =>
      answered(request, reply, request.params.code),
    );
    ready();
  });
}

/** The answer's bytes: signed as they are, so that a wrong form is the agency's own. */
function written(answer: AgencyAnswer, behaviour: Behaviour | undefined): string | Buffer {
  const text = JSON.stringify(answer);
  switch (behaviour) {
    case 'WRONG_JSON':
      return text.slice(0, -1);
    case 'WRONG_CHARSET':
      // GB 18030 of 张 where UTF-8 was agreed.
      return Buffer.concat([
        Buffer.from(text.slice(0, -1)),
        Buffer.from([0x2c, 0x22, 0xd5, 0xc5, 0x22, 0x3a, 0x31, 0x7d]),
      ]);
    case 'DUPLICATE':
      return `${text}\n${text}`;
    case 'CONTRADICTORY':
      return `${text}\n${JSON.stringify(contradict(answer))}`;
    default:
      return text;
  }
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
  return itemsOfAgency(code)?.includes(parsed.item) ? parsed : undefined;
}
