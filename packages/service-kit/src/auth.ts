import { createHash } from 'node:crypto';
import { platformAudience, type Role, roles, type ServiceName, serviceNames } from '@mz/contracts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  errors as joseErrors,
  jwtVerify,
} from 'jose';
import type { RoleGrant } from './kit.ts';

/** What a good token says. Subjects: an account id, `service:<name>` or `partner:<code>`. */
export interface VerifiedToken {
  readonly kind: 'user' | 'service' | 'partner';
  readonly subject: string;
  readonly audience: readonly string[];
  /** Unix seconds. */
  readonly expiresAt: number;
  /** Of a person's token. */
  readonly roles: readonly RoleGrant[];
  readonly personId?: string;
  readonly assurance?: string;
  /** Of a service's token. */
  readonly service?: ServiceName;
}

/** Checks tokens without asking anybody; throws TokenError. */
export interface TokenVerifier {
  verify(token: string, options: { readonly audience: readonly string[] }): Promise<VerifiedToken>;
}

/** A token that is not accepted; the message names the reason and never the token. */
export class TokenError extends Error {
  constructor(reason: string) {
    super(`The token is not accepted: ${reason}`);
    this.name = 'TokenError';
  }
}

/** Where the keys come from, and the wall clock. */
export interface VerifierOptions {
  readonly issuer: string;
  readonly jwks: { readonly url: string } | { readonly keys: readonly JWK[] };
  now?(): Date;
}

/** Longest life of a person's or partner's token, and of a service's (ARCHITECTURE §4), in seconds. */
const longestUserTokenS = 600;
const longestServiceTokenS = 60;
const clockToleranceS = 5;
const cacheSize = 10_000;

/** Verifier of signed access tokens (EdDSA or ES256, `typ` at+jwt); a good token is remembered by its SHA-256 until it expires. */
export function createVerifier(options: VerifierOptions): TokenVerifier {
  const keys = keySource(options.jwks);
  const now = options.now ?? (() => new Date());
  const known = new Map<string, VerifiedToken>();

  async function read(token: string): Promise<VerifiedToken> {
    const { payload } = await checkSignature(token, keys, { issuer: options.issuer, now: now() });
    return readClaims(payload);
  }

  return {
    async verify(token, { audience }) {
      const hash = createHash('sha256').update(token).digest('base64');
      const found = known.get(hash);
      const verified = found ?? (await read(token));
      if (verified.expiresAt + clockToleranceS <= now().getTime() / 1000) {
        known.delete(hash);
        throw new TokenError('it has expired');
      }
      if (found === undefined) remember(known, hash, verified);
      if (!verified.audience.some((name) => audience.includes(name)))
        throw new TokenError('it is for another audience');
      return verified;
    },
  };
}

/** The token of an `Authorization: Bearer` header; undefined when the header is absent, TokenError for another scheme. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header.trim());
  if (match?.[1] === undefined) throw new TokenError('the header is not `Bearer <token>`');
  return match[1];
}

function keySource(jwks: VerifierOptions['jwks']): JWTVerifyGetKey {
  return 'url' in jwks ? createRemoteJWKSet(new URL(jwks.url)) : createLocalJWKSet({ keys: [...jwks.keys] });
}

async function checkSignature(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, now }: { issuer: string; now: Date },
): Promise<{ payload: JWTPayload }> {
  try {
    return await jwtVerify(token, keys, {
      issuer,
      algorithms: ['EdDSA', 'Ed25519', 'ES256'],
      typ: 'at+jwt',
      currentDate: now,
      clockTolerance: clockToleranceS,
      requiredClaims: ['sub', 'aud', 'exp', 'iat'],
    });
  } catch (error) {
    if (error instanceof joseErrors.JOSEError) throw new TokenError(error.code);
    throw error;
  }
}

function readClaims(claims: JWTPayload): VerifiedToken {
  const { sub = '', aud = [], exp = 0, iat = 0 } = claims;
  const audience = typeof aud === 'string' ? [aud] : aud;
  const base = { subject: sub, audience, expiresAt: exp };
  const serviceToken = sub.startsWith('service:');
  if (exp - iat > (serviceToken ? longestServiceTokenS : longestUserTokenS)) throw new TokenError('it lives too long');
  if (serviceToken) {
    const service = serviceNames.find((name) => sub === `service:${name}`);
    if (service === undefined) throw new TokenError('its service is unknown');
    return { ...base, kind: 'service', service, roles: [] };
  }
  if (sub.startsWith('partner:')) return { ...base, kind: 'partner', roles: [] };
  if (sub === '' || sub.startsWith('system:') || sub === 'public') throw new TokenError('its subject is reserved');
  if (!audience.includes(platformAudience)) throw new TokenError('a person’s token is for the platform');
  return {
    ...base,
    kind: 'user',
    roles: readGrants(claims.roles),
    ...(typeof claims.personId === 'string' ? { personId: claims.personId } : {}),
    ...(typeof claims.acr === 'string' ? { assurance: claims.acr } : {}),
  };
}

function readGrants(claim: unknown): RoleGrant[] {
  if (!Array.isArray(claim)) throw new TokenError('it has no roles');
  return claim.map((grant: unknown) => {
    if (typeof grant !== 'object' || grant === null) throw new TokenError('a role is malformed');
    const { role, division, readOnly } = grant as { role?: unknown; division?: unknown; readOnly?: unknown };
    if (!isRole(role)) throw new TokenError('a role is unknown');
    if (typeof division !== 'string' || !/^[0-9]{12}$/.test(division)) throw new TokenError('a role has no division');
    return { role, division, ...(readOnly === true ? { readOnly } : {}) };
  });
}

function isRole(value: unknown): value is Role {
  return typeof value === 'string' && Object.hasOwn(roles, value);
}

function remember(known: Map<string, VerifiedToken>, hash: string, verified: VerifiedToken): void {
  if (known.size >= cacheSize) {
    // Maps keep insertion order: the oldest goes.
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }
  known.set(hash, verified);
}
