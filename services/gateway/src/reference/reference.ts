import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServiceName } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import Fastify, { type FastifyInstance } from 'fastify';
import { hasServiceFile, readServiceFile, shownServices } from '../service-files.ts';

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

const pagePaths = ['/reference', '/reference/', '/reference/js/scalar.js'];

/** GET /reference, the OpenAPI document of each service and the AsyncAPI document of all events; works without internet. */
export function mountReference(app: FastifyInstance): void {
  const documented = shownServices.filter((name) => hasServiceFile(name, 'openapi.json'));
  app.get('/asyncapi.json', (_request, reply) => reply.type('application/json').send(readOwnFile('asyncapi.json')));
  app.get('/api/:service/openapi.json', async (request, reply) => {
    const { service } = request.params as { service: string };
    const name = documented.find((one) => one === service);
    if (name === undefined) throw fail('SERVICE_UNKNOWN');
    return reply.type('application/json').send(readServiceFile(name, 'openapi.json'));
  });
  let pages: Promise<FastifyInstance> | undefined;
  for (const path of pagePaths) {
    app.get(path, async ({ url }, reply) => {
      pages ??= openPages(documented);
      const { statusCode, headers, payload } = await (await pages).inject({ url });
      const { 'content-type': type, location } = headers;
      if (type !== undefined) reply.header('content-type', type);
      if (location !== undefined) reply.header('location', location);
      return reply.code(statusCode).header('content-security-policy', policyFor(payload)).send(payload);
    });
  }
}

/** The pages as their library makes them, in an app of their own: with it come 5 MB of script, which few processes need. */
async function openPages(documented: readonly ServiceName[]): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const pages = Fastify();
  await pages.register(scalar, {
    routePrefix: '/reference',
    configuration: {
      title: '山东省民政业务平台接口',
      sources: documented.map((name) => ({ title: name, url: `/api/${name}/openapi.json` })),
      withDefaultFonts: false,
      telemetry: false,
      proxyUrl: '',
      agent: { disabled: true },
      mcp: { disabled: true },
    } as never,
  });
  return pages;
}

function readOwnFile(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
