import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { languageOf, traceIdOf, traceparentOf } from './call-headers.ts';
import type { RequestTrace } from './fastify-types.ts';
import { routeOf } from './methods.ts';

/** Every answer says how it may be used: never stored, never framed, never sniffed, never a page with scripts. */
const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Sets trace, language, request id and security headers for every request, and logs one line by route template. */
export function installHeaders(
  app: FastifyInstance,
  options: { readonly production: boolean; readonly log: Logger; newTraceparent(): string },
): void {
  // These fields hold no personal data by what they are; to look for it in every line took an eighth of a read's time.
  const lines = options.log.child({}, { redact: { paths: [] } });
  const fixed = options.production
    ? { ...securityHeaders, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : securityHeaders;
  // Fastify shares what is decorated, so both start empty and are set for each request.
  app.decorateRequest('trace');
  app.decorateRequest('ctx', null);
  app.addHook('onRequest', async (request, reply) => {
    request.trace = traceOf(request.headers, options.newTraceparent);
    reply.headers(fixed).header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const traceId = traceIdOf(request.trace.traceparent);
    lines.info(
      {
        reqId: request.id,
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        traceId,
      },
      'answered',
    );
  });
}

/** Trace and language of a request, from its headers. */
export function traceOf(headers: IncomingHttpHeaders, newTraceparent: () => string): RequestTrace {
  const { traceparent } = headers;
  const given = typeof traceparent === 'string' ? traceparentOf(traceparent) : undefined;
  return { traceparent: given ?? newTraceparent(), language: languageOf(headers['accept-language']) };
}
