import { createHash } from 'node:crypto';
import { fail } from '@mz/service-kit';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { readServiceFile, shownServices } from '../service-files.ts';
import asyncApi from './asyncapi.json' with { type: 'json' };

/** The page runs what we serve and the inline scripts that we wrote; it may speak to nobody else. */
function policyFor(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
  const hashes = inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** GET /reference, the OpenAPI document of each service and the AsyncAPI document of all events; works without internet. */
export async function mountReference(app: FastifyInstance): Promise<void> {
  const documents = new Map(shownServices.map((name) => [name as string, readServiceFile(name, 'openapi.json')]));
  app.get('/asyncapi.json', () => asyncApi);
  app.get('/api/:service/openapi.json', async (request, reply) => {
    const { service } = request.params as { service: string };
    const document = documents.get(service);
    if (document === undefined) throw fail('SERVICE_UNKNOWN');
    return reply.type('application/json').send(document);
  });
  await app.register((scope, _options, registered) => {
    scope.addHook('onSend', async (_request, reply, payload) => {
      reply.header('content-security-policy', policyFor(typeof payload === 'string' ? payload : ''));
    });
    void scope.register(scalar, {
      routePrefix: '/reference',
      configuration: {
        title: '山东省民政业务平台接口',
        sources: shownServices
          .filter((name) => documents.get(name) !== undefined)
          .map((name) => ({ title: name, url: `/api/${name}/openapi.json` })),
        withDefaultFonts: false,
        telemetry: false,
        proxyUrl: '',
        agent: { disabled: true },
        mcp: { disabled: true },
      } as never,
    });
    registered();
  });
}
