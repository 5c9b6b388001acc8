import { createHash } from 'node:crypto';
import { platformAudience } from '@mz/contracts';
import { clientAssertion, createVerifier, operatorClientId, type TokenVerifier } from '@mz/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { request as call } from 'undici';
import type { AppKit } from '../app-kit.ts';
import { html } from './html.ts';
import { sendPage } from './layout.ts';
import { type Attempt, type Cookies, isSame, randomText } from './session.ts';

const attemptS = 600;
const leftS = 12 * 3600;
const timeoutMs = 5_000;

/** Log-in by OpenID Connect: authorization code with PKCE at identity, proved by the gateway's own key. */
export function mountSignIn(scope: FastifyInstance, kit: AppKit, cookies: Cookies): void {
  const { issuerUrl } = kit.config;
  const verifier = createVerifier({ issuer: issuerUrl, jwks: { url: `${issuerUrl}/jwks` } });
  const nowS = (): number => Math.floor(kit.clock.wall().getTime() / 1000);

  scope.get('/operations/sign-in', async (request, reply) => {
    const attempt: Attempt = {
      state: randomText(),
      nonce: randomText(),
      verifier: randomText(),
      expiresAt: nowS() + attemptS,
    };
    cookies.write(reply, 'attempt', attempt);
    return reply.redirect(addressOf(kit, attempt, cookies.read(request, 'left') !== undefined), 303);
  });

  scope.get('/operations/signed-in', async (request, reply) => {
    const attempt = cookies.read<Attempt>(request, 'attempt');
    const { state, code } = request.query as { state?: unknown; code?: unknown };
    cookies.clear(reply, 'attempt');
    if (attempt === undefined || typeof code !== 'string' || !isSame(state, attempt.state)) return failed(reply);
    const token = await exchange(kit, attempt, code);
    return token === undefined ? failed(reply) : admit({ kit, cookies, verifier, request, reply }, token);
  });

  scope.get('/operations/signed-out', async (_request, reply) =>
    sendPage(reply, {
      title: '已退出',
      body: html`<p>您已退出平台运维。</p><p><a href="/operations/sign-in">重新登录</a></p>`,
    }),
  );
}

/** Ends the session here, and asks for the password at the next log-in of this browser. */
export function signOut(kit: AppKit, cookies: Cookies, reply: FastifyReply): void {
  cookies.clear(reply, 'session');
  cookies.write(reply, 'left', { expiresAt: Math.floor(kit.clock.wall().getTime() / 1000) + leftS });
}

function redirectUri(kit: AppKit): string {
  return `${kit.config.publicUrl}/operations/signed-in`;
}

function addressOf(kit: AppKit, { state, nonce, verifier }: Attempt, again: boolean): string {
  const query = new URLSearchParams({
    client_id: operatorClientId,
    response_type: 'code',
    redirect_uri: redirectUri(kit),
    scope: 'openid',
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(again ? { prompt: 'login' } : {}),
  });
  return `${kit.config.authorizationUrl ?? `${kit.config.issuerUrl}/auth`}?${query}`;
}

/** The access token for a code; undefined when identity refuses it or the ID token is not of this attempt. */
async function exchange(kit: AppKit, attempt: Attempt, code: string): Promise<string | undefined> {
  const { issuerUrl: issuer } = kit.config;
  const proof = { name: kit.name, issuer, keys: kit.keys, clientId: operatorClientId };
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri(kit),
    code_verifier: attempt.verifier,
    client_id: operatorClientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(proof, kit.clock.wall()),
  });
  const answer = await call(`${issuer}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) {
    kit.log.warn({ status: answer.statusCode }, 'identity refused the code of a log-in');
    return undefined;
  }
  const { access_token: token, id_token: idToken } = JSON.parse(text) as Record<string, unknown>;
  if (typeof token !== 'string' || typeof idToken !== 'string') return undefined;
  return isOfAttempt(idToken, { issuer, nonce: attempt.nonce }) ? token : undefined;
}

// It came from the token endpoint itself, which stands for its signature (OpenID Connect Core 1.0 §3.1.3.7, item 6).
function isOfAttempt(idToken: string, { issuer, nonce }: { issuer: string; nonce: string }): boolean {
  const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
  return claims.iss === issuer && [claims.aud].flat().includes(operatorClientId) && isSame(claims.nonce, nonce);
}

interface Arrival {
  readonly kit: AppKit;
  readonly cookies: Cookies;
  readonly verifier: TokenVerifier;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function admit({ kit, cookies, verifier, reply }: Arrival, token: string): Promise<FastifyReply> {
  const { subject, roles, expiresAt } = await verifier.verify(token, { audience: [platformAudience] });
  if (!roles.some(({ role }) => role === 'PLATFORM_OPERATOR')) {
    signOut(kit, cookies, reply);
    return sendPage(reply, {
      status: 403,
      title: '无权访问',
      body: html`<p>账号 ${subject} 没有“平台运维”角色，不能查看本页面。</p>
<p><a href="/operations/sign-in">用另一账号登录</a></p>`,
    });
  }
  cookies.clear(reply, 'left');
  cookies.write(reply, 'session', { subject, token, csrf: randomText(), expiresAt } as { expiresAt: number });
  return reply.redirect('/operations', 303);
}

function failed(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    status: 400,
    title: '登录未完成',
    body: html`<p>登录已过期或被中断。</p><p><a href="/operations/sign-in">重新登录</a></p>`,
  });
}
