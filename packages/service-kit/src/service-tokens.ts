import type { ServiceName } from '@mz/contracts';
import { currentSigner, type KeyName, type KeyProvider } from '@mz/crypto';
import { SignJWT } from 'jose';
import { request } from 'undici';
import { fail, type ProblemError } from './errors.ts';
import type { LocalIssuer } from './local-issuer.ts';

/** Gives the token with which this service calls another one. */
export interface ServiceTokenSource {
  tokenFor(audience: ServiceName): Promise<string>;
}

/** How a service proves itself at identity. */
export interface ServiceTokenSettings {
  readonly name: ServiceName;
  readonly issuer: string;
  readonly keys: KeyProvider;
  /** `<issuer>/token` unless told. */
  readonly tokenUrl?: string;
  now?(): Date;
}

/** The key with which a service signs its client assertions; identity knows the public half. */
export function clientKeyName(name: ServiceName): KeyName {
  return `signing/client-${name}`;
}

/** The client id of a service at identity; also the subject of its tokens. */
export function clientIdOf(name: ServiceName): string {
  return `service:${name}`;
}

/** The client id of the gateway's operator pages, which log people in. */
export const operatorClientId = 'operator-pages';

/** The resource indicator (RFC 8707) by which a token for `audience` is asked for. */
export function resourceOf(audience: ServiceName): string {
  return `urn:mz:${audience}`;
}

/** A token is renewed this long before it ends, so that it still holds when the callee reads it. */
const renewBeforeS = 15;
const timeoutMs = 5_000;

/** Tokens by client_credentials with private_key_jwt at identity, kept per audience until shortly before they end; one request at a time for each. */
export function createServiceTokens(settings: ServiceTokenSettings): ServiceTokenSource {
  const now = settings.now ?? (() => new Date());
  const kept = new Map<ServiceName, { token: string; renewAt: number }>();
  const underway = new Map<ServiceName, Promise<string>>();

  async function renew(audience: ServiceName): Promise<string> {
    const { token, expiresInS } = await fetchToken(settings, audience, now());
    kept.set(audience, { token, renewAt: now().getTime() + (expiresInS - renewBeforeS) * 1000 });
    return token;
  }

  return {
    async tokenFor(audience) {
      const known = kept.get(audience);
      if (known !== undefined && now().getTime() < known.renewAt) return known.token;
      const running = underway.get(audience) ?? renew(audience).finally(() => underway.delete(audience));
      underway.set(audience, running);
      return running;
    },
  };
}

/** Tokens signed in this process, for tests and a constellation without identity. */
export function localServiceTokens(issuer: LocalIssuer, name: ServiceName): ServiceTokenSource {
  return { tokenFor: (audience) => issuer.serviceToken(name, audience) };
}

async function fetchToken(
  settings: ServiceTokenSettings,
  audience: ServiceName,
  now: Date,
): Promise<{ token: string; expiresInS: number }> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientIdOf(settings.name),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(settings, now),
    resource: resourceOf(audience),
  });
  const answer = await request(settings.tokenUrl ?? `${settings.issuer}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw refused(audience, `${answer.statusCode} ${errorCodeIn(text)}`);
  const { access_token: token, expires_in: expiresInS } = JSON.parse(text) as Record<string, unknown>;
  if (typeof token !== 'string' || typeof expiresInS !== 'number') throw refused(audience, 'no token');
  return { token, expiresInS };
}

/** A private_key_jwt assertion (RFC 7523) of a service's own client, or of another one that has the service's key. */
export async function clientAssertion(
  { name, issuer, keys, clientId }: ServiceTokenSettings & { readonly clientId?: string },
  now: Date,
): Promise<string> {
  const key = currentSigner(keys, clientKeyName(name));
  const issuedAt = Math.floor(now.getTime() / 1000);
  const id = clientId ?? clientIdOf(name);
  return new SignJWT({ iss: id, sub: id, aud: issuer, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256', kid: key.id })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 60)
    .sign(key.privateKey);
}

function refused(audience: ServiceName, why: string): ProblemError {
  const cause = new Error(`identity gave no token for ${audience}: ${why}`);
  return fail('UPSTREAM_UNAVAILABLE', { detail: 'identity', retryAfterSeconds: 5, cause });
}

/** The `error` of RFC 6749 §5.2, a word without personal data. */
function errorCodeIn(text: string): string {
  return /"error"\s*:\s*"([a-z_]+)"/.exec(text)?.[1] ?? 'without a reason';
}
