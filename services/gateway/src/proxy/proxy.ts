import httpProxy from '@fastify/http-proxy';
import type { ServiceName } from '@mz/contracts';
import { callerIsGone, fail } from '@mz/service-kit';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { forwardedHeaders } from '../forwarded-headers.ts';
import { shownServices } from '../service-files.ts';

/** Longest wait for a service, in milliseconds. */
const upstreamTimeoutMs = 30_000;

/** Of one connection only, or of no concern to a caller. */
const hopByHop = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|server)$/;

/** Pages that a service serves for everybody, by the address that they have there and here. */
const pages: readonly { readonly service: ServiceName; readonly prefix: string }[] = [
  { service: 'place-names', prefix: '/gazetteer' },
];

/** REST by prefix: /api/<service>/v1/… and the services' pages, nothing else; /internal and /dev stay closed. */
export async function mountProxy(app: FastifyInstance, kit: AppKit): Promise<void> {
  for (const service of shownServices)
    await app.register(
      proxyOf(kit, { service, prefix: `/api/${service}/v1`, rewritePrefix: '/v1', methods: allMethods }),
    );
  for (const { service, prefix } of pages)
    await app.register(proxyOf(kit, { service, prefix, rewritePrefix: prefix, methods: ['GET'] }));
  app.all('/api/:service/*', { config: { fallback: true }, onRequest: refuse }, refuse);
}

/** Neither a service's path nor one of ours, whatever the body. */
async function refuse(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { service } = request.params as { service: string };
  if (!shownServices.some((name) => name === service)) throw fail('SERVICE_UNKNOWN');
  reply.callNotFound();
  return reply;
}

// The service knows which of them a path takes, and says so.
const allMethods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'];

/** A way through the gateway to one service. */
interface Way {
  readonly service: ServiceName;
  readonly prefix: string;
  readonly rewritePrefix: string;
  readonly methods: HTTPMethods[];
}

function proxyOf(kit: AppKit, { service, prefix, rewritePrefix, methods }: Way): FastifyPluginAsync {
  return async (scope) => {
    // Bodies pass as they came.
    scope.removeAllContentTypeParsers();
    await scope.register(httpProxy, {
      upstream: kit.peers.urlOf(service),
      prefix,
      rewritePrefix,
      httpMethods: methods,
      undici: { headersTimeout: upstreamTimeoutMs, bodyTimeout: upstreamTimeoutMs },
      disableRequestLogging: true,
      preHandler: async (request) => checkPath(request),
      replyOptions: {
        // What a service answers is its answer; who calls knows whether to call again.
        retryDelay: () => null,
        rewriteRequestHeaders: (request, headers) => ({
          ...forwardedHeaders(headers, 'rest'),
          ...callerOf(request as unknown as FastifyRequest), // the plugin knows only the raw request's type
        }),
        rewriteHeaders: (headers) =>
          Object.fromEntries(Object.entries(headers).filter(([header]) => !hopByHop.test(header))),
        onError: (reply, { error }) => {
          // Who leaves in the middle of a body takes the call with them.
          if (!callerIsGone(reply.request as FastifyRequest))
            kit.log.warn({ service, code: (error as { code?: string }).code }, 'a service did not answer');
          void reply.send(fail('UPSTREAM_UNAVAILABLE', { detail: service, retryAfterSeconds: 5 }));
        },
      },
    });
  };
}

/** The trace, and the address that a service counts public calls by. */
function callerOf(request: FastifyRequest): Record<string, string> {
  return { traceparent: request.trace.traceparent, 'x-forwarded-for': request.ip };
}

/** A path that climbs, or hides where it leads, is none of ours. */
function checkPath({ url }: FastifyRequest): void {
  if (/\/\/|\.\.|%2e|%2f|%5c|%00|\\/i.test(url.split('?')[0] ?? '')) throw fail('NOT_FOUND');
}
