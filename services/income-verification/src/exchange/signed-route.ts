import { type HttpRequest, signResponse } from '@mz/crypto';
import type { Context } from '@mz/service-kit';
import { fail, ProblemError, problemBody, traceIdOf } from '@mz/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { errors } from '../errors.ts';
import { authenticate, type Caller } from './authenticate.ts';
import { partnerKeysOf } from './key-registry.ts';
import { ledgerWriterOf } from './ledger.ts';
import type { Partner } from './queries.ts';

/** A verified request of a partner. */
export interface SignedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Nonce of the request: the name of the message and its answer in the ledger. */
  readonly ref: string;
  /** The body as JSON; throws JSON_INVALID. */
  json(): unknown;
}

/** What a partner is answered; 200 unless told. */
export interface SignedAnswer {
  readonly status?: number;
  readonly body: object | string;
}

/** A route below `/exchange/v1`: who may call it is said by keys, what it may get by grants. */
export interface SignedRoute {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: `/exchange/v1/${string}`;
  /** How the ledger names the request; the answer is `<kind>_ANSWER`. */
  readonly kind: string;
  readonly largestBytes?: number;
  /** The body of a refusal before anybody is known, where the route's standard has one of its own; such an answer is not signed. */
  refused?(code: string): object;
  /** `ctx` acts as `partner:<code>`. Problems that it throws are answered signed. */
  handle(partner: Partner, request: SignedRequest, ctx: Context): Promise<SignedAnswer>;
}

const usualBytes = 1_048_576;
const answerMs = 60_000;

/**
 * Mounts a route whose request is verified (RFC 9421: registered key, digest, nonce once, 300 s) and whose answer is signed
 * and bound to it; both stand in the exchange ledger before the answer leaves.
 */
export async function mountSigned(app: FastifyInstance, kit: AppKit, route: SignedRoute): Promise<void> {
  const bodyLimit = route.largestBytes ?? usualBytes;
  await app.register((scope, _options, ready) => {
    // The signature covers the bytes as they came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
    scope.route({
      method: route.method,
      url: route.path,
      bodyLimit,
      handler: (request, reply) => answer({ kit, route }, request, reply),
    });
    ready();
  });
}

interface Mounted {
  readonly kit: AppKit;
  readonly route: SignedRoute;
}

async function answer({ kit, route }: Mounted, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const received = receivedOf(request);
  const caller = await callerOf({ kit, route }, request, received);
  if ('refused' in caller) return reply.code(caller.status).send(caller.refused);
  const { status = 200, body } = await handled({ kit, route }, caller, request);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = await signAnswer(kit, caller, { received, status, text });
  const { partner, ref } = caller;
  const entry = { partnerCode: partner.code, direction: 'OUT', kind: `${route.kind}_ANSWER`, ref, body: text } as const;
  await ledgerWriterOf(kit).record(entry);
  return reply.code(status).headers(headers).send(text);
}

/** Who calls, or the refusal in the route's own words. */
async function callerOf(
  { kit, route }: Mounted,
  request: FastifyRequest,
  received: HttpRequest,
): Promise<Caller | { readonly refused: object; readonly status: number }> {
  try {
    return await authenticate(kit, { received, kind: route.kind, socket: request.raw.socket });
  } catch (error) {
    if (!(error instanceof ProblemError) || route.refused === undefined) throw error;
    return { refused: route.refused(error.code), status: error.code === 'PARTNER_RATE_LIMITED' ? 429 : 401 };
  }
}

async function handled({ kit, route }: Mounted, caller: Caller, request: FastifyRequest): Promise<SignedAnswer> {
  const ctx = partnerContext(kit, caller.partner);
  try {
    return await route.handle(caller.partner, signedRequest(request, caller.ref), ctx);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const instance = request.url.split('?', 1)[0] ?? request.url;
    const setting = {
      errors,
      language: 'zh-CN',
      traceId: traceIdOf(ctx.traceparent),
      instance,
    } as const;
    const body = problemBody(error, setting);
    return { status: body.status, body };
  }
}

/** A partner acts on what concerns it in the whole province; its name stands in the audit trail. */
function partnerContext(kit: AppKit, { code }: Partner): Context {
  const ctx = kit.system('exchange.answer');
  return { ...ctx, actor: { kind: 'partner', subject: `partner:${code}`, roles: [] } };
}

function signedRequest(request: FastifyRequest, ref: string): SignedRequest {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    // Fastify gives texts; a name given twice in the query is a list and taken for its last.
    params: request.params as Record<string, string>,
    query: Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? '')),
    body,
    ref,
    json() {
      try {
        return JSON.parse(body.toString('utf8'));
      } catch {
        throw fail('JSON_INVALID');
      }
    },
  };
}

/** The request as the signature covers it. */
function receivedOf(request: FastifyRequest): HttpRequest {
  const url = `${request.protocol}://${request.host}${request.url}`;
  const { method, headers, body } = request;
  return { method, url, headers, ...(Buffer.isBuffer(body) ? { body } : {}) };
}

async function signAnswer(
  kit: AppKit,
  { partner }: Caller,
  { received, status, text }: { readonly received: HttpRequest; readonly status: number; readonly text: string },
): Promise<Record<string, string>> {
  const signer = await partnerKeysOf(kit).signerFor(partner.code);
  const created = kit.clock.wall();
  const expires = new Date(created.getTime() + answerMs);
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  // As Fastify sends it: it would add the charset after the signature.
  const response = { status, headers: { 'content-type': `${type}; charset=utf-8` }, body: text };
  return signResponse(response, { request: received, ...signer, created, expires });
}
