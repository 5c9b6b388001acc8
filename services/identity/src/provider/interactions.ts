import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type Provider } from 'oidc-provider';
import { logIn } from '../accounts/index.ts';
import type { AppKit } from '../app-kit.ts';
import { platformResource } from './configuration.ts';
import { expiredPage, loginPage } from './pages.ts';

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** Log-in by form; our own frontend needs no separate consent. */
export function mountInteractions(scope: FastifyInstance, kit: AppKit, provider: Provider): void {
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  scope.get('/interaction/:uid', (request, reply) =>
    withInteraction(provider, request, reply, async ({ uid, prompt, params, session, grantId }) => {
      if (prompt.name === 'login') return reply.headers(pageHeaders).send(loginPage(uid, false));
      const accountId = session?.accountId;
      const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId);
      const given = grant ?? new provider.Grant({ accountId: String(accountId), clientId: String(params.client_id) });
      given.addOIDCScope('openid offline_access');
      given.addResourceScope(platformResource, '');
      return finish(provider, request, reply, { consent: { grantId: await given.save() } });
    }),
  );

  scope.post('/interaction/:uid/login', (request, reply) =>
    withInteraction(provider, request, reply, async ({ uid }) => {
      // The form's two fields; anything else is a failed log-in.
      const { account = '', password = '' } = (request.body ?? {}) as Record<string, string>;
      const login = await logIn(kit, account, password);
      if (login === undefined) return reply.code(401).headers(pageHeaders).send(loginPage(uid, true));
      return finish(provider, request, reply, { login: { accountId: login.accountName } });
    }),
  );
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

async function withInteraction(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  run: (interaction: Interaction) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await run(await provider.interactionDetails(request.raw, reply.raw));
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    return reply.code(400).headers(pageHeaders).send(expiredPage());
  }
}

async function finish(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Parameters<Provider['interactionResult']>[2],
): Promise<unknown> {
  const to = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: true });
  return reply.redirect(to, 303);
}
