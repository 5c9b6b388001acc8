import { platformAudience, type ServiceName } from '@mz/contracts';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { RoleGrant } from './kit.ts';

/** What a person's token shall say. */
export interface UserTokenInput {
  readonly subject: string;
  readonly roles: readonly RoleGrant[];
  readonly personId?: string;
  readonly assurance?: string;
  readonly lifetimeS?: number;
}

/** An issuer inside this process, for tests and for a development run without identity; never in production. */
export interface LocalIssuer {
  readonly issuer: string;
  /** Public keys, as `createVerifier` takes them. */
  readonly keys: readonly JWK[];
  userToken(input: UserTokenInput): Promise<string>;
  /** The token by which `service` calls `audience`. */
  serviceToken(service: ServiceName, audience: ServiceName): Promise<string>;
  partnerToken(code: string, audience?: string): Promise<string>;
}

/** Makes an issuer with a fresh Ed25519 key. */
export async function createLocalIssuer(options: { issuer?: string; now?: () => Date } = {}): Promise<LocalIssuer> {
  const issuer = options.issuer ?? 'https://issuer.test';
  const now = options.now ?? (() => new Date());
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const kid = 'local-1';
  const key: JWK = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };

  function sign(claims: Record<string, unknown>, lifetimeS: number): Promise<string> {
    const issuedAt = Math.floor(now().getTime() / 1000);
    return new SignJWT({ iss: issuer, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeS)
      .sign(privateKey);
  }

  return {
    issuer,
    keys: [key],
    userToken: ({ subject, roles, personId, assurance = 'substantial', lifetimeS = 600 }) =>
      sign(
        { sub: subject, aud: platformAudience, roles, acr: assurance, ...(personId === undefined ? {} : { personId }) },
        lifetimeS,
      ),
    serviceToken: (service, audience) => sign({ sub: `service:${service}`, aud: audience }, 60),
    partnerToken: (code, audience = platformAudience) => sign({ sub: `partner:${code}`, aud: audience }, 600),
  };
}
