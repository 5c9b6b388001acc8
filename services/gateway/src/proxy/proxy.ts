import httpProxy from '@fastify/http-proxy';
import { fail } from '@mz/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { forwardedHeaders } from '../forwarded-headers.ts';
import { shownServices } from '../service-files.ts';

/** Longest wait for a service, in milliseconds. */
const upstreamTimeoutMs = 30_000;

/** REST by prefix: /api/<service>/v1/… and nothing else; /internal and /dev stay closed. */
export async function mountProxy(app: FastifyInstance, kit: AppKit): Promise<void> {
  for (const name of shownServices) {
    await app.register(httpProxy, {
      upstream: kit.peers.urlOf(name),
      prefix: `/api/${name}/v1`,
      rewritePrefix: '/v1',
      httpMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      undici: { headersTimeout: upstreamTimeoutMs, bodyTimeout: upstreamTimeoutMs },
      preHandler: async (request) => {
        // A path that climbs out of /v1 is none of ours.
        if (/\.\.|%2e|%2f|%5c|\\/i.test(request.url.split('?')[0] ?? '')) throw fail('NOT_FOUND');
      },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...forwardedHeaders(headers),
          ...(headers.authorization === undefined ? {} : { authorization: headers.authorization }),
          ...(headers['content-length'] === undefined ? {} : { 'content-length': headers['content-length'] }),
          traceparent: (request as { trace?: { traceparent: string } }).trace?.traceparent,
        }),
        onError: (reply, { error }) => {
          kit.log.warn({ service: name, code: (error as { code?: string }).code }, 'a service did not answer');
          void reply.send(fail('UPSTREAM_UNAVAILABLE', { detail: name, retryAfterSeconds: 5 }));
        },
      },
    });
  }
}
