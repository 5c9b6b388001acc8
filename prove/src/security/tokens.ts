import { sign } from 'node:crypto';
import { join } from 'node:path';
import { platformAudience, type Role, type ServiceName } from '@mz/contracts';
import { currentSigner, fileKeyProvider } from '@mz/crypto';
import type { Platform } from '../platform/index.ts';

/** A role held in a division. */
export interface Grant {
  readonly role: Role;
  readonly division: string;
}

/** Makes good tokens of anybody with the platform's own key, as identity would. */
export interface Mint {
  readonly issuer: string;
  readonly keyId: string;
  user(subject: string, grants: readonly Grant[], personId?: string): string;
  service(name: ServiceName, audience: ServiceName): string;
  partner(code: string): string;
  /** A token with any header and claims, signed with the good key. */
  forge(header: object, claims: object): string;
}

const userLifeS = 600;
const serviceLifeS = 60;

/** A mint with the keys that the platform's services share. */
export function openMint({ surroundings, urlOf }: Platform): Mint {
  const key = currentSigner(fileKeyProvider({ dir: join(surroundings.dataDir, 'keys') }), 'signing/identity');
  const issuer = `${urlOf('identity')}/oidc`;
  const good = { alg: 'EdDSA', typ: 'at+jwt', kid: key.id };
  const forge = (header: object, claims: object): string => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), key.privateKey).toString('base64url')}`;
  };
  const made = (claims: object, lifeS: number): string => {
    const iat = Math.floor(Date.now() / 1_000);
    return forge(good, { iss: issuer, iat, exp: iat + lifeS, ...claims });
  };
  return {
    issuer,
    keyId: key.id,
    forge,
    user: (sub, roles, personId) =>
      made({ sub, aud: platformAudience, roles, acr: 'substantial', ...(personId ? { personId } : {}) }, userLifeS),
    service: (name, aud) => made({ sub: `service:${name}`, aud }, serviceLifeS),
    partner: (code) => made({ sub: `partner:${code}`, aud: platformAudience }, userLifeS),
  };
}

/** A part of a token. */
export function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
