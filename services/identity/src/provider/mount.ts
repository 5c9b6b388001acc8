import type { FastifyInstance } from 'fastify';
import { Provider } from 'oidc-provider';
import type { AppKit } from '../app-kit.ts';
import { providerConfiguration } from './configuration.ts';
import { mountInteractions } from './interactions.ts';

const prefix = '/oidc';

/** Mounts the OpenID provider below /oidc and its log-in pages below /interaction. */
export function mountProvider(app: FastifyInstance, kit: AppKit): void {
  const provider = new Provider(kit.config.issuerUrl, providerConfiguration(kit));
  provider.proxy = true;
  provider.on('server_error', (_ctx, error) => kit.log.error({ err: error }, 'the OpenID provider failed'));
  const callback = provider.callback();

  void app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    // The provider reads the body itself.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.all(`${prefix}/*`, async (request, reply) => {
      reply.hijack();
      // Koa takes the public address from originalUrl and routes by url.
      const raw = Object.assign(request.raw, { originalUrl: request.raw.url });
      raw.url = (request.raw.url ?? '').slice(prefix.length) || '/';
      await callback(raw, reply.raw);
    });
    registered();
  });
  void app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    mountInteractions(scope, kit, provider);
    registered();
  });
}
