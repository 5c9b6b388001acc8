import { type ServiceName, serviceNames } from '@mz/contracts';
import { currentSigner, type KeyProvider } from '@mz/crypto';
import { clientIdOf, clientKeyName, operatorClientId } from '@mz/service-kit';
import type { JWK } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import { type PartnerClientRow, partnerClientId } from '../partners/index.ts';
import { joseAlgorithm, publicJwk } from './keys.ts';

/** One client per service: private_key_jwt, its own token only. */
export function serviceClients(keys: KeyProvider): ClientMetadata[] {
  return serviceNames.map((name) => serviceClient(keys, name));
}

function serviceClient(keys: KeyProvider, name: ServiceName): ClientMetadata {
  const key = currentSigner(keys, clientKeyName(name));
  // While a service still signs with the key before the current one, both hold.
  const known = keys.versions(clientKeyName(name)).flatMap((one) => (one.kind === 'signing' ? [publicJwk(one)] : []));
  return machineClient({ id: clientIdOf(name), name, algorithm: joseAlgorithm(key), keys: known });
}

/** A partner agency's client: the same as a service's, with the key that it handed in. */
export function partnerClient({ partnerCode, name, key, keyId }: PartnerClientRow): ClientMetadata {
  // Written by partners/commands, checked there.
  const jwk = key as JWK;
  const algorithm = jwk.kty === 'OKP' ? 'EdDSA' : 'ES256';
  const published = { ...jwk, kid: keyId, alg: algorithm, use: 'sig' };
  return machineClient({ id: partnerClientId(partnerCode), name, algorithm, keys: [published] });
}

interface Machine {
  readonly id: string;
  readonly name: string;
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly keys: readonly JWK[];
}

function machineClient({ id, name, algorithm, keys }: Machine): ClientMetadata {
  return {
    client_id: id,
    client_name: name,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: algorithm,
    // Without RS256 keys every client must name its algorithm, machine clients too.
    id_token_signed_response_alg: 'EdDSA',
    jwks: { keys: keys as never[] },
  };
}

/** The operator's pages of the gateway: code flow with PKCE, proved by the gateway's own key; none without a redirect. */
export function operatorClients(keys: KeyProvider, redirects: string): ClientMetadata[] {
  const uris = redirects.split(' ').filter((uri) => uri !== '');
  if (uris.length === 0) return [];
  return [
    {
      ...serviceClient(keys, 'gateway'),
      client_id: operatorClientId,
      client_name: '平台运维',
      application_type: 'web',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: uris,
    },
  ];
}

/** The web frontend: a public client with PKCE. */
export function frontendClient(redirects: string): ClientMetadata {
  return {
    client_id: 'frontend',
    client_name: '民政业务前端',
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirects.split(' ').filter((uri) => uri !== ''),
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'EdDSA',
  };
}
